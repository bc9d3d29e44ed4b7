#include "agent/policy_baseline.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <tuple>

#include "agent/clock.h"
#include "agent/judgement.h"
#include "agent/offline.h"
#include "agent/printable.h"
#include "agent/rulebook.h"
#include "rules/waiver_pattern.h"
#include "rules/waiver_reader.h"
#include "rules/waiver_writer.h"
#include "rules/wording.h"

namespace segaudit::agent {
namespace {

constexpr const char* kDefaultReason = "was there before the policy was introduced (baseline)";
constexpr std::size_t kLongestComment = 120;

rules::WrittenWaiver waiver_for(const WorkspaceState& state, const storage::Violation& violation,
                                const BaselineTerms& terms) {
  rules::Waiver waiver;
  waiver.policy = violation.policy;
  waiver.resource = violation.resource_kind + "/" + rules::pattern_for(violation.resource_id);
  if (terms.name_workspace) waiver.workspace = state.name;
  waiver.reason = terms.reason;
  waiver.owner = terms.owner;
  waiver.until = terms.until;
  const auto hash = state.resource_hashes.find({violation.resource_kind, violation.resource_id});
  if (terms.bind && hash != state.resource_hashes.end()) waiver.bound_to = hash->second;
  const bool has_name = violation.resource_name != violation.resource_id;
  return {waiver, has_name ? printable(violation.resource_name, kLongestComment) : ""};
}

std::string required(const Arguments& arguments, const std::string& option, const std::string& example) {
  const auto value = arguments.option(option);
  if (!value || value->find_first_not_of(" \t") == std::string::npos)
    throw UsageError("policy baseline needs " + option + " " + example);
  return *value;
}

BaselineTerms terms_of(const Arguments& arguments, storage::Time now) {
  BaselineTerms terms;
  terms.until = required(arguments, "--expires", "DATE, such as 2026-12-31: every waiver ends");
  const auto end = rules::end_of_waiver(terms.until);
  if (!end) throw UsageError("--expires " + rules::expiry_mistake(terms.until));
  if (*end <= now)
    throw UsageError("--expires lies in the past (" + terms.until + "): these waivers would waive nothing");
  terms.owner = required(arguments, "--owner", "WHO, such as a team's address: somebody answers for every waiver");
  terms.reason = arguments.option("--reason").value_or(kDefaultReason);
  if (terms.reason.find_first_not_of(" \t") == std::string::npos) throw UsageError("--reason must not be empty");
  terms.bind = arguments.has("--bind");
  return terms;
}

std::vector<WorkspaceState> stored_states(const Arguments& arguments, const Config& config, storage::Time now) {
  const SharedRulebook rules = rulebook_of(config);
  std::vector<WorkspaceConfig> wanted = config.workspaces;
  if (arguments.option("--workspace")) wanted = {workspace_named_by(arguments, config)};
  std::vector<WorkspaceState> states;
  for (const auto& workspace : wanted)
    states.push_back(judge_offline(database_of(config, workspace), workspace.name, *rules, std::nullopt, now));
  return states;
}

// Never over what somebody has written.
void write_new_file(const std::string& file, const std::string& text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0 && errno == EEXIST)
    throw UsageError("--output: " + file +
                     " is there already; it is not overwritten: move it away or name another file");
  if (descriptor < 0) throw UsageError("--output: " + file + " cannot be written: " + std::strerror(errno));
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    written += std::size_t(count);
  }
  const int error = errno;
  const bool closed = ::close(descriptor) == 0;
  if (written == text.size() && closed) return;
  ::unlink(file.c_str());
  throw UsageError("--output: " + file + " cannot be written: " + std::strerror(error));
}

void tell(const std::vector<WorkspaceState>& states, std::ostream& err) {
  for (const auto& state : states) {
    err << "workspace " << state.name << ": " << count_of(state, storage::ViolationState::open) << " open, "
        << count_of(state, storage::ViolationState::waived) << " waived already, "
        << count_of(state, storage::ViolationState::pending) << " pending (not in the file)\n";
    if (!is_complete(state))
      err << "workspace " << state.name << ": not everything could be judged; what is unknown now may open later\n";
  }
}

}  // namespace

std::string baseline_file(const std::vector<WorkspaceState>& states, const BaselineTerms& terms) {
  std::vector<rules::WrittenWaiver> waivers;
  for (const auto& state : states)
    for (const auto& violation : state.violations)
      if (violation.state == storage::ViolationState::open) waivers.push_back(waiver_for(state, violation, terms));
  std::ranges::sort(waivers, [](const auto& one, const auto& other) {
    const auto key = [](const rules::Waiver& waiver) {
      return std::tie(waiver.workspace, waiver.policy, waiver.resource);
    };
    return key(one.waiver) < key(other.waiver);
  });
  return rules::waiver_file({"Everything that was open when `segaudit policy baseline` wrote this file.",
                             "Remove an entry when it is repaired; it ends by itself on its last day."},
                            waivers);
}

int policy_baseline_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--expires", "--owner", "--reason", "--output"},
                            {"--bind"});
  if (!arguments.rest().empty()) throw UsageError("policy baseline takes no further words");
  const auto now = SystemClock().now();
  BaselineTerms terms = terms_of(arguments, now);
  const Config config = config_named_by(arguments);
  terms.name_workspace = config.workspaces.size() > 1;
  const auto states = stored_states(arguments, config, now);
  const std::string text = baseline_file(states, terms);
  if (text.size() > rules::kLargestWaiverFile)
    throw std::runtime_error("there is more open than a waiver file can hold; waive the larger part by patterns first");
  if (const auto file = arguments.option("--output"))
    write_new_file(*file, text);
  else
    output.out << text;
  tell(states, output.err);
  return kDone;
}

}  // namespace segaudit::agent
