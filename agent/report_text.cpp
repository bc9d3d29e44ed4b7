#include "agent/report_text.h"

#include <algorithm>
#include <set>
#include <vector>

#include "agent/judgement.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestText = 2000;
constexpr std::size_t kMostIds = 5;  // named for an unknown policy

std::string shown(const std::string& text) { return printable(text, kLongestText); }

// Text of several lines, each behind the indent.
std::string indented(const std::string& text, const std::string& indent) {
  std::string lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += indent + shown(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return lines;
}

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

class Report {
 public:
  Report(const WorkspaceState& state, const ReportTextOptions& options) : state_(state), options_(options) {}

  std::string text() {
    head();
    violations();
    unknown();
    failed();
    waivers();
    counts();
    return std::move(text_);
  }

 private:
  void head() {
    text_ = "Workspace " + state_.name;
    if (!state_.workspace_name.empty()) text_ += " (" + shown(state_.workspace_name) + ")";
    text_ += ", judged at " + storage::format_time(state_.evaluated_at) + "\n";
    if (!state_.problem.empty()) text_ += "Problem: " + shown(state_.problem) + "\n";
  }

  void violations() {
    std::string current;
    for (const auto* violation : most_severe_first(state_.violations)) {
      if (const std::string group = violation->severity + " " + violation->policy; group != current) {
        policy(*violation);
        current = group;
      }
      one(*violation);
    }
  }

  void policy(const storage::Violation& violation) {
    text_ += "\n" + coloured(violation.severity, shown(violation.severity)) + " " + shown(violation.policy);
    const auto* policy = policy_named(state_, violation.policy);
    if (policy != nullptr && !policy->title.empty()) text_ += ": " + shown(policy->title);
    text_ += "\n";
    if (policy != nullptr && !policy->remediation.empty())
      text_ += "  remedy:\n" + indented(policy->remediation, "    ");
  }

  void one(const storage::Violation& violation) {
    text_ += "  " + storage::to_string(violation.state) + " " + shown(violation.resource_kind) + " " +
             shown(violation.resource_id) + " since " + storage::format_time(violation.first_seen);
    if (!violation.actor.empty()) text_ += " by " + shown(who_caused(violation));
    text_ += "\n    " + shown(violation.message) + "\n";
    if (violation.state != storage::ViolationState::waived || violation.waiver.empty()) return;
    const WaiverState* const waiver = waiver_of(state_, violation);
    text_ += "    waiver: " + shown(violation.waiver) + (waiver ? ": " + shown(waiver->reason) : "") + "\n";
  }

  // Those that need somebody's hand; the others stand with what they waive.
  void waivers() {
    std::string lines;
    for (const auto& waiver : state_.waivers) {
      if (waiver.state == "active") continue;
      lines += "  " + waiver.state + ": " + shown(waiver.id);
      if (waiver.ended_by == "change") lines += " (what it was bound to has changed)";
      lines += "\n";
    }
    if (!lines.empty()) text_ += "\nwaivers:\n" + lines;
  }

  void unknown() {
    const auto verdicts = unknown_verdicts(state_);
    if (!verdicts.empty()) text_ += "\nunknown:\n";
    for (const auto& verdict : verdicts) {
      text_ += "  " + shown(verdict.policy->policy.id) + ": " + shown(verdict.reason);
      if (verdict.resource_ids) text_ += " (" + ids(*verdict.resource_ids) + ")";
      text_ += "\n";
    }
  }

  static std::string ids(const std::vector<std::string>& all) {
    std::string text;
    for (std::size_t i = 0; i < all.size() && i < kMostIds; ++i) text += (i > 0 ? ", " : "") + shown(all[i]);
    return all.size() > kMostIds ? text + " and " + std::to_string(all.size() - kMostIds) + " more" : text;
  }

  void failed() {
    const auto policies = failed_policies(state_);
    if (!policies.empty()) text_ += "\nfailed:\n";
    for (const auto* policy : policies) text_ += "  " + shown(policy->policy.id) + ": " + shown(policy->failure) + "\n";
  }

  void counts() {
    using storage::ViolationState;
    std::string severities;
    std::int64_t open = 0;
    for (const auto& [severity, count] : open_by_severity(state_)) {
      open += count;
      if (count > 0) severities += (severities.empty() ? "" : ", ") + std::to_string(count) + " " + severity;
    }
    text_ += "\n" + counted(open, "open violation", "open violations");
    if (!severities.empty()) text_ += " (" + severities + ")";
    text_ += ", " + std::to_string(count_of(state_, ViolationState::pending)) + " pending, " +
             std::to_string(count_of(state_, ViolationState::waived)) + " waived; " +
             counted(std::int64_t(state_.policies.size()), "policy", "policies") + ", " +
             std::to_string(unknown_policies()) + " unknown, " + std::to_string(failed_policies(state_).size()) +
             " failed\n";
    if (!is_complete(state_)) text_ += "Not everything could be judged: there may be more.\n";
  }

  std::size_t unknown_policies() const {
    std::set<const PolicyState*> policies;
    for (const auto& verdict : unknown_verdicts(state_)) policies.insert(verdict.policy);
    return policies.size();
  }

  std::string coloured(const std::string& severity, const std::string& text) const {
    if (!options_.colours) return text;
    const std::string code = severity == "critical" || severity == "high" ? "31" : severity == "medium" ? "33" : "36";
    return "\x1b[1;" + code + "m" + text + "\x1b[0m";
  }

  const WorkspaceState& state_;
  const ReportTextOptions& options_;
  std::string text_;
};

}  // namespace

std::string report_text(const WorkspaceState& state, const ReportTextOptions& options) {
  return Report(state, options).text();
}

}  // namespace segaudit::agent
