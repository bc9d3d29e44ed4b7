#include "agent/command.h"

#include <algorithm>
#include <functional>
#include <map>
#include <ostream>

#include "agent/policy_baseline.h"
#include "agent/policy_command.h"
#include "agent/policy_plan.h"
#include "agent/printable.h"
#include "agent/token.h"
#include "agent/version.h"
#include "rules/wording.h"
#include "storage/query_session.h"

namespace segaudit::agent {
namespace {

constexpr const char* kUsage = R"(segaudit watches a Twilio Segment workspace and checks it against policies.

Usage: segaudit COMMAND [--config FILE] [--workspace NAME] ...

  run                       the agent: polls, remembers, judges, serves metrics and a page
  check                     polls once, judges, prints what is violated
      --format text|json|csv    text is for people (default)
      --fail-on SEVERITY        exit 1 from this severity on (default low)
      --offline                 judge what is stored, ask nobody
      --as-of TIME              with --offline: judge what was stored then
  query SQL                 asks the stored state
      --format table|json|csv   (default table)
      --as-of TIME              as it was then
  erase --subject WHO       removes what is stored about a person (user id or e-mail address); the log still verifies
      --dry-run                 only says what it would remove
      --even-if-present         although the person is still in the workspace, and would be read again
  verify                    checks the log and the tables made of it
  policy list|show ID|lint [FILE...]|test [FILE...]
  policy plan FILE          what would open and close if this pack were loaded in place of the one of its name
  policy baseline --expires DATE --owner WHO
                            writes a waiver file for everything that is open now; segaudit policy --help says more
  config check              reads the configuration, the packs and the waivers, and says what is wrong
  config plan               what is asked when, requests per minute, how often each kind is really looked at under the
                            API's limit, and what does not fit
      --points N                assume this limit of points per minute in place of the observed one
  doctor                    what this token may see, and hence which policies would be unknown; clock, rate limit,
                            disk, database and listen address; exit 1 when something must be mended
      --format text|json        (default text)
  version                   prints the version

--config is /etc/segaudit/segaudit.yml unless said otherwise. Times are ISO 8601, in UTC unless they say otherwise.
Exit codes: 0 done; 1 violations found, log broken, agent could not go on; 2 usage, configuration or token;
3 something could not be judged.
)";

using Command = std::function<int(const std::vector<std::string>&, Output)>;

const std::vector<std::string> kStateVerbs = {"baseline", "plan"};  // of `policy`: they ask the stored state

bool asks_state(const std::vector<std::string>& words) {
  return !words.empty() && std::ranges::find(kStateVerbs, words.front()) != kStateVerbs.end() &&
         std::ranges::find(words, "--help") == words.end();
}

// --config may stand anywhere among the words of `policy`, whose other words are its own.
int policy_words(std::vector<std::string> words, Output output) {
  if (asks_state(words)) {
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    return words.front() == "plan" ? policy_plan_command(rest, output) : policy_baseline_command(rest, output);
  }
  rules::PolicySources sources;
  const auto place = std::find_if(words.begin(), words.end(), [](const auto& word) {
    return word == "--config" || word.starts_with("--config=");
  });
  if (place != words.end()) {
    const bool joined = place->size() > 8;
    if (!joined && place + 1 == words.end()) throw UsageError("--config needs a value");
    const auto end = place + (joined ? 1 : 2);
    sources = config_named_by(Arguments({place, end}, {"--config"}, {})).policies;
    words.erase(place, end);
  } else if (std::filesystem::exists(kDefaultConfig)) {
    sources = config_named_by(Arguments({}, {}, {})).policies;
  }
  return run_policy_command(words, sources, output.out, output.err);
}

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all = {
      {"run", run_command},       {"check", check_command},   {"query", query_command},
      {"erase", erase_command},   {"verify", verify_command}, {"config", config_command}, {"doctor", doctor_command}, {"policy", policy_words},
      {"version",
       [](const auto&, Output output) {
         output.out << "segaudit " << kVersion << "\n";
         return kDone;
       }},
  };
  return all;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& [name, command] : commands()) names.push_back(name);
  return names;
}

}  // namespace

std::string text_of(const std::vector<rules::Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + rules::to_string(problem);
  return text;
}

Config config_named_by(const Arguments& arguments) {
  auto loaded = load_config(arguments.option("--config").value_or(kDefaultConfig));
  if (!loaded.problems.empty()) throw ConfigError(text_of(loaded.problems));
  return std::move(loaded.config);
}

rules::PolicySet policies_of(const Config& config) {
  auto model = storage::QuerySession::empty();
  auto set = rules::load_policies(config.policies, model);
  if (!set.problems.empty()) throw ConfigError(text_of(set.problems));
  return set;
}

const WorkspaceConfig& workspace_named_by(const Arguments& arguments, const Config& config) {
  const auto name = arguments.option("--workspace");
  std::vector<std::string> names;
  for (const auto& workspace : config.workspaces) {
    if (name ? workspace.name == *name : config.workspaces.size() == 1) return workspace;
    names.push_back(workspace.name);
  }
  if (!name) throw UsageError("there are several workspaces; say which with --workspace: " + rules::listed(names));
  throw UsageError("no workspace is called " + rules::in_quotes(*name) + rules::did_you_mean(*name, names));
}

std::filesystem::path database_of(const Config& config, const WorkspaceConfig& workspace) {
  return config.storage_directory / (workspace.name + ".db");
}

int command_line(const std::vector<std::string>& words, Output output) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    (words.empty() ? output.err : output.out) << kUsage;
    return words.empty() ? kWrongUse : kDone;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  try {
    const auto command = commands().find(words[0] == "--version" ? "version" : words[0]);
    if (command == commands().end())
      throw UsageError("no command is called " + rules::in_quotes(words[0]) + rules::did_you_mean(words[0], command_names()));
    if (std::find(rest.begin(), rest.end(), "--help") != rest.end() && words[0] != "policy") {
      output.out << kUsage;
      return kDone;
    }
    return command->second(rest, output);
  } catch (const UsageError& error) {
    output.err << "segaudit: " << printable(error.what(), 1000) << "; segaudit --help lists what there is\n";
    return kWrongUse;
  } catch (const ConfigError& error) {
    output.err << error.what() << "\n";
    return kWrongUse;
  } catch (const TokenError& error) {
    output.err << "segaudit: " << printable(error.what(), 1000) << "\n";
    return kWrongUse;
  } catch (const std::exception& error) {
    output.err << "segaudit: " << printable(error.what(), 2000) << "\n";
    return words[0] == "check" ? kCouldNotJudge : kFound;  // of `check`, 1 means that something is violated
  }
}

}  // namespace segaudit::agent
