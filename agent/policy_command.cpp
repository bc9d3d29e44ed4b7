#include "agent/policy_command.h"

#include <algorithm>
#include <ostream>
#include <sstream>

#include "agent/policy_text.h"
#include "agent/printable.h"
#include "rules/policy_suite.h"
#include "rules/wording.h"

namespace segaudit::agent {
namespace {

using rules::PolicySet;
using rules::PolicySources;
using rules::PolicySuite;

constexpr int kFine = 0;
constexpr int kProblems = 1;
constexpr int kWrongUse = 2;
constexpr std::size_t kLongestLine = 2000;

constexpr const char* kUsage =
    "usage: segaudit policy list [--format text|json]\n"
    "       segaudit policy show POLICY\n"
    "       segaudit policy lint [FILE...]\n"
    "       segaudit policy test [FILE...]\n"
    "       segaudit policy plan FILE [--workspace NAME] [--format text|json]\n"
    "       segaudit policy baseline --expires DATE --owner WHO [--reason TEXT] [--bind] [--workspace NAME]\n"
    "                                [--output FILE]\n"
    "list, lint, test without FILE: the packs that the configuration names.\n"
    "plan: what would open, be waived and close if this pack were loaded in place of the pack of its name, beside\n"
    "    the other packs and the waivers as they are on disk; measured against what the agent has stored. Nothing is\n"
    "    written, the agent may run. Exits 1 if something would open (at once or after its `for`), else 3 if a policy\n"
    "    of the pack could not be judged, else 0; 2 for a mistake in a file.\n"
    "baseline: a waiver file for everything that is open now in what the agent has stored. To standard output, or to\n"
    "    --output, which must not be there yet. Name the file in the configuration as `waivers:`. DATE is the last day\n"
    "    (UTC) or a time; --bind ties every entry to the resource as it is now: once that changes, the waiver ends.\n";

std::string counted(std::size_t count, const std::string& word, const std::string& words) {
  return std::to_string(count) + " " + (count == 1 ? word : words);
}

std::optional<std::string> unknown_option(const std::vector<std::string>& arguments) {
  const auto found =
      std::ranges::find_if(arguments, [](const std::string& argument) { return argument.starts_with("-"); });
  return found == arguments.end() ? std::nullopt : std::optional(*found);
}

class PolicyCommand {
 public:
  PolicyCommand(const PolicySources& sources, std::ostream& out, std::ostream& err)
      : sources_(sources), out_(out), err_(err), model_(storage::QuerySession::empty()) {}

  int list(const std::vector<std::string>& arguments) {
    std::string format = "text";
    if (arguments.size() == 2 && arguments[0] == "--format")
      format = arguments[1];
    else if (!arguments.empty())
      return wrong_use("unexpected argument " + rules::in_quotes(arguments[0]));
    if (format != "text" && format != "json")
      return wrong_use("--format: must be text or json (got " + rules::in_quotes(format) + ")");
    const PolicySet set = load_policies(sources_, model_);
    out_ << (format == "json" ? policies_as_json(set, sources_) : policy_table(set, sources_));
    print(set.problems, err_);
    return set.problems.empty() ? kFine : kProblems;
  }

  int show(const std::vector<std::string>& arguments) {
    if (arguments.size() != 1) return wrong_use("show needs the id of one policy");
    const PolicySet set = load_policies(sources_, model_);
    print(set.problems, err_);
    std::vector<std::string> ids;
    for (const auto& pack : set.packs)
      for (const auto& policy : pack.policies) {
        if (policy.id != arguments[0])
          ids.push_back(policy.id);
        else if (set.problems.empty())
          return say(policy_description(policy, sources_, model_));
        else
          return kProblems;
      }
    return wrong_use("no policy is called " + rules::in_quotes(arguments[0]) + rules::did_you_mean(arguments[0], ids));
  }

  int lint(const std::vector<std::string>& files) {
    if (const auto option = unknown_option(files)) return wrong_use("unknown option " + rules::in_quotes(*option));
    PolicySources sources = sources_;
    std::vector<std::string> test_files;
    if (!files.empty()) {
      sources = {{}, {}, {}, "command line"};
      for (const auto& file : files) (rules::is_test_file(file) ? test_files : sources.packs).push_back(file);
    }
    const PolicySet set = load_policies(sources, model_);
    std::vector<rules::Problem> problems = set.problems;
    for (const auto& file : test_files) add_missing(rules::load_suite(file, model_).problems, problems);
    print(problems, out_);
    std::size_t policies = 0;
    for (const auto& pack : set.packs) policies += pack.policies.size();
    out_ << counted(set.packs.size(), "pack", "packs") << ", " << counted(policies, "policy", "policies") << ": "
         << (problems.empty() ? "no problems" : counted(problems.size(), "problem", "problems")) << "\n";
    return problems.empty() ? kFine : kProblems;
  }

  int test(const std::vector<std::string>& files) {
    if (const auto option = unknown_option(files)) return wrong_use("unknown option " + rules::in_quotes(*option));
    for (const auto& source : files.empty() ? sources_.packs : files) test_source(source);
    out_ << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && !problems_ ? kFine : kProblems;
  }

  int wrong_use(const std::string& text) {
    err_ << "segaudit policy: " << printable(text, kLongestLine) << "\n" << kUsage;
    return kWrongUse;
  }

 private:
  static void print(const std::vector<rules::Problem>& problems, std::ostream& stream) {
    for (const auto& problem : problems) stream << printable(to_string(problem), kLongestLine) << "\n";
  }

  // A pack that is linted together with its tests has its problems named once.
  static void add_missing(const std::vector<rules::Problem>& more, std::vector<rules::Problem>& problems) {
    for (const auto& problem : more)
      if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(problem);
  }

  int say(const std::string& text) {
    out_ << text;
    return kFine;
  }

  void test_source(const std::string& source) {
    if (source == "builtin") {
      for (const auto& pack : rules::builtin_packs()) test_suite(rules::load_suite(pack, model_));
      return;
    }
    const auto files = rules::matching_files(source);
    if (files.empty()) {
      out_ << "no file matches " << printable(source, kLongestLine) << "\n";
      problems_ = true;
    }
    for (const auto& file : files) {
      const std::string test_file = rules::test_file_of(file);
      if (std::filesystem::exists(test_file) || file == test_file)
        test_suite(rules::load_suite(test_file, model_));
      else
        out_ << printable(file, kLongestLine) << ": no tests (they would be in " << printable(test_file, kLongestLine)
             << ")\n";
    }
  }

  void test_suite(const PolicySuite& suite) {
    if (!suite.problems.empty()) {
      print(suite.problems, out_);
      problems_ = true;
      return;
    }
    std::size_t passed = 0;
    for (const auto& test : suite.tests.cases) {
      const rules::TestResult result = run_policy_test(test, suite.policy_of(test));
      if (result.passed())
        ++passed;
      else
        tell_failure(suite, test, result);
    }
    passed_ += passed;
    failed_ += suite.tests.cases.size() - passed;
    out_ << printable(suite.tests.file, kLongestLine) << ": " << passed << " of "
         << counted(suite.tests.cases.size(), "case", "cases") << " passed\n";
    for (const auto& id : suite.policies_without_a_case()) out_ << "  no case for " << printable(id) << "\n";
  }

  void tell_failure(const PolicySuite& suite, const rules::PolicyTestCase& test, const rules::TestResult& result) {
    out_ << printable(suite.tests.file + ":" + std::to_string(test.line) + ": FAILED " + test.policy + ": " + test.name,
                      kLongestLine)
         << "\n";
    for (const auto& difference : result.differences) {
      std::istringstream lines(difference);
      for (std::string line; std::getline(lines, line);) out_ << "    " << printable(line, kLongestLine) << "\n";
    }
  }

  const PolicySources& sources_;
  std::ostream& out_;
  std::ostream& err_;
  storage::QuerySession model_;
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
  bool problems_ = false;
};

}  // namespace

int run_policy_command(const std::vector<std::string>& arguments, const PolicySources& sources, std::ostream& out,
                       std::ostream& err) {
  PolicyCommand command(sources, out, err);
  if (arguments.empty()) return command.wrong_use("what to do is missing");
  if (std::ranges::find(arguments, "--help") != arguments.end()) {
    out << kUsage;
    return kFine;
  }
  const std::string& verb = arguments.front();
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (verb == "list") return command.list(rest);
  if (verb == "show") return command.show(rest);
  if (verb == "lint") return command.lint(rest);
  if (verb == "test") return command.test(rest);
  return command.wrong_use("unknown command " + rules::in_quotes(verb) +
                           rules::did_you_mean(verb, {"list", "show", "lint", "test", "plan", "baseline"}));
}

}  // namespace segaudit::agent
