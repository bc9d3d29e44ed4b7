#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "agent/config.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;

// The smallest workspace there can be; tests put their own keys behind it.
const std::string kWorkspace = "workspaces:\n  - {name: acme, token_file: /t, region: us}\n";

std::string problems_in(const std::string& text) {
  std::string lines;
  for (const auto& problem : parse_config(text, "c.yml").problems) lines += rules::to_string(problem) + "\n";
  return lines;
}

BOOST_AUTO_TEST_SUITE(config_tests)

BOOST_AUTO_TEST_CASE(a_file_that_names_only_a_workspace_gets_the_defaults) {
  const auto [config, problems] = parse_config(kWorkspace, "/etc/c.yml");
  BOOST_TEST(problems.empty());
  BOOST_REQUIRE_EQUAL(config.workspaces.size(), 1u);
  const WorkspaceConfig& workspace = config.workspaces[0];
  BOOST_TEST(workspace.name == "acme");
  BOOST_TEST((workspace.token == TokenSource{TokenSource::Kind::file, "/t"}));
  BOOST_TEST(workspace.api_url == "https://api.segmentapis.com");
  BOOST_TEST((workspace.schedule == Schedule{6h, 1min, 5min}));
  BOOST_TEST(workspace.rate_budget == 0.5);
  BOOST_TEST(config.storage_directory == "/var/lib/segaudit");
  BOOST_TEST(to_string(config.listen) == "127.0.0.1:9847");
  BOOST_TEST(config.external_url.empty());
  BOOST_TEST((config.policies.packs == std::vector<std::string>{"builtin"}));
  BOOST_TEST(config.policies.file == "/etc/c.yml");
  BOOST_TEST((config.environments == EnvironmentsConfig{"environment", {"prod", "production"}}));
  BOOST_TEST((config.people == People::clear));
  BOOST_TEST((config.metrics == MetricsOptions{PerDestination::all, 100'000}));
  BOOST_TEST((config.log == LogOptions{LogLevel::info, LogFormat::logfmt}));
}

BOOST_AUTO_TEST_CASE(every_key_of_the_contract_is_read) {
  const auto [config, problems] = parse_config(R"(
workspaces:
  - name: acme
    token_credential: acme.token
    region: eu
    schedule: {sweep: 1h30m, audit_trail: 30s, delivery: 10m}
    rate_budget: 0.25
  - name: local
    token_env: LOCAL_TOKEN
    api_url: http://127.0.0.1:4010
  - name: gateway
    token_file: /run/token
    api_url: https://gateway.example:8443
    ca_file: /etc/ssl/gateway.pem
storage: {directory: /srv/segaudit}
web: {listen: "[::1]:0", external_url: "https://segaudit.example.com/"}
policies:
  packs: [builtin, /etc/segaudit/policies/*.yml]
  parameters: {source-has-environment: {days: 30, names: [a, b]}}
  disabled: [one, two]
waivers: /etc/segaudit/waivers.yml
environments: {label: env, production: [live]}
redaction: {readable_settings: [endpoint], people: pseudonym}
metrics: {per_destination: failing, max_series: 5000}
log: {level: debug, format: json}
)",
                                               "c.yml");
  BOOST_TEST(problems.empty());
  BOOST_REQUIRE_EQUAL(config.workspaces.size(), 3u);
  BOOST_TEST((config.workspaces[0].token == TokenSource{TokenSource::Kind::credential, "acme.token"}));
  BOOST_TEST(config.workspaces[0].region == "eu");
  BOOST_TEST(config.workspaces[0].api_url == "https://eu1.api.segmentapis.com");
  BOOST_TEST((config.workspaces[0].schedule == Schedule{90min, 30s, 10min}));
  BOOST_TEST(config.workspaces[0].rate_budget == 0.25);
  BOOST_TEST((config.workspaces[1].token == TokenSource{TokenSource::Kind::environment, "LOCAL_TOKEN"}));
  BOOST_TEST(config.workspaces[1].api_url == "http://127.0.0.1:4010");
  BOOST_TEST(config.workspaces[1].region == "");
  BOOST_TEST(config.workspaces[2].ca_file == "/etc/ssl/gateway.pem");
  BOOST_TEST(config.storage_directory == "/srv/segaudit");
  BOOST_TEST((config.listen == ListenAddress{"::1", 0}));
  BOOST_TEST(config.external_url == "https://segaudit.example.com");
  BOOST_TEST((config.policies.packs == std::vector<std::string>{"builtin", "/etc/segaudit/policies/*.yml"}));
  BOOST_TEST((config.policies.disabled == std::set<std::string>{"one", "two"}));
  const rules::Parameters& parameters = config.policies.parameters.at("source-has-environment");
  BOOST_TEST((parameters.at("days") == storage::Value(std::int64_t(30))));
  BOOST_TEST((parameters.at("names") == storage::Value(R"(["a","b"])")));
  BOOST_TEST(config.waivers == "/etc/segaudit/waivers.yml");
  BOOST_TEST((config.environments == EnvironmentsConfig{"env", {"live"}}));
  BOOST_TEST((config.readable_settings == std::set<std::string>{"endpoint"}));
  BOOST_TEST((config.people == People::pseudonym));
  BOOST_TEST((config.metrics == MetricsOptions{PerDestination::failing, 5000}));
  BOOST_TEST((config.log == LogOptions{LogLevel::debug, LogFormat::json}));
}

struct Mistake {
  std::string text;  // behind kWorkspace, unless it names workspaces itself
  std::string says;
};
std::ostream& operator<<(std::ostream& out, const Mistake& mistake) { return out << mistake.text; }

const std::vector<Mistake> kMistakes = {
    {"storrage: {}", "3:1: unknown key \"storrage\" (did you mean storage?)"},
    {"web: {listne: x}", "3:7: web: unknown key \"listne\" (did you mean listen?)"},
    {"storage: /srv", "3:10: storage: must be a mapping with the keys directory"},
    {"storage: {directory: srv}", "3:22: storage.directory: must be an absolute path (got \"srv\")"},
    {"storage: {directory: [a]}", "3:22: storage.directory: must be a single value, not a list or a mapping"},
    {"web: {listen: '9847'}",
     "3:15: web.listen: must be a numeric address and a port such as 127.0.0.1:9847, [::1]:9847, or :9847 for all "
     "addresses (got \"9847\")"},
    {"web: {listen: 'example.com:80'}",
     "3:15: web.listen: must be a numeric address and a port such as 127.0.0.1:9847, [::1]:9847, or :9847 for all "
     "addresses (got \"example.com:80\")"},
    {"web: {listen: '127.0.0.1:65536'}",
     "3:15: web.listen: must be a numeric address and a port such as 127.0.0.1:9847, [::1]:9847, or :9847 for all "
     "addresses (got \"127.0.0.1:65536\")"},
    {"web: {external_url: segaudit.example.com}",
     "3:21: web.external_url: must be a URL such as https://segaudit.example.com (got \"segaudit.example.com\")"},
    {"policies: {packs: builtin}", "3:19: policies.packs: must be a list"},
    {"policies: {packs: ['']}", "3:20: policies.packs: every entry must be a text that is not empty"},
    {"policies: {parameters: [a]}",
     "3:24: policies.parameters: must be a mapping of policy ids, such as {some-policy: {days: 30}}"},
    {"policies: {parameters: {p: 3}}", "3:28: policies.parameters: \"p\" must be a mapping of names and values"},
    {"policies: {parameters: {p: {a: {b: c}}}}", "3:32: policies.parameters: \"a\" must be a single value or a list"},
    {"waivers: w.yml", "3:10: waivers: must be the absolute path of a file (got \"w.yml\")"},
    {"waivers: []", "3:10: waivers: must be a single value, not a list or a mapping"},
    {"environments: {production: []}", "3:28: environments.production: must name at least one environment"},
    {"environments: {label: ''}", "3:23: environments.label: must not be empty"},
    {"redaction: {readable_settings: url}", "3:32: redaction.readable_settings: must be a list"},
    {"redaction: {people: hidden}", "3:21: redaction.people: must be clear or pseudonym (got \"hidden\")"},
    {"redaction: {peple: clear}", "3:13: redaction: unknown key \"peple\" (did you mean people?)"},
    {"metrics: {per_destination: some}", "3:28: metrics.per_destination: must be all, failing or off (got \"some\")"},
    {"metrics: {max_series: 10}",
     "3:23: metrics.max_series: must be a whole number from 1000 to 10000000 (got \"10\")"},
    {"metrics: {max_series: many}",
     "3:23: metrics.max_series: must be a whole number from 1000 to 10000000 (got \"many\")"},
    {"log: {level: loud}", "3:14: log.level: must be debug, info, warning or error (got \"loud\")"},
    {"log: {format: xml}", "3:15: log.format: must be logfmt or json (got \"xml\")"},
    {"log: {level: info, level: debug}", "3:20: log: the key \"level\" is given twice"},
    {"workspaces: []", "1:13: workspaces: name at least one workspace"},
    {"workspaces: {name: a}", "1:13: workspaces: must be a list"},
    {"storage: {}\nworkspaces:", "2:1: workspaces: is missing: name at least one workspace"},
    {"workspaces: [acme]",
     "1:14: must be a mapping with the keys name, token_file, token_credential, token_env, region, api_url, ca_file, "
     "schedule, rate_budget and confirm_shrink"},
    {"workspaces: [{token_file: /t, region: us}]", "1:14: name: is missing"},
    {"workspaces: [{name: Acme, token_file: /t, region: us}]",
     "1:21: name: may hold only a-z, 0-9 and -, and begins with no - (got \"Acme\")"},
    {"workspaces: [{name: ../a, token_file: /t, region: us}]",
     "1:21: name: may hold only a-z, 0-9 and -, and begins with no - (got \"../a\")"},
    {"workspaces: [{name: a, token_file: /t, region: us}, {name: a, token_file: /t, region: us}]",
     "1:60: name: \"a\" is taken by another workspace"},
    {"workspaces: [{name: a, region: us}]", "1:14: token_file: is missing (or token_credential, or token_env)"},
    {"workspaces: [{name: a, token: x, token_env: T, region: us}]", "1:24: unknown key \"token\""},
    {"workspaces: [{name: a, token_file: /t, token_env: T, region: us}]",
     "1:51: token_env: only one of token_file, token_credential and token_env may be given"},
    {"workspaces: [{name: a, token_file: t, region: us}]", "1:36: token_file: must be an absolute path (got \"t\")"},
    {"workspaces: [{name: a, token_file: sgp_abc, region: us}]",
     "1:36: token_file: is a token: put it in a file that only segaudit can read, and name the file here"},
    {"workspaces: [{name: a, token_env: sgp_abc, region: us}]",
     "1:35: token_env: is a token: put it in a file that only segaudit can read, and name the file here"},
    {"workspaces: [{name: a, token_credential: /t, region: us}]",
     "1:42: token_credential: must be the name of a credential, as LoadCredential= gives it, not a path (got \"/t\")"},
    {"workspaces: [{name: a, token_env: 'A B', region: us}]",
     "1:35: token_env: must be the name of an environment variable (got \"A B\")"},
    {"workspaces: [{name: a, token_file: /t}]", "1:14: region: is missing (us or eu; or api_url)"},
    {"workspaces: [{name: a, token_file: /t, region: mars}]", "1:48: region: must be us or eu (got \"mars\")"},
    {"workspaces: [{name: a, token_file: /t, region: us, api_url: 'https://x'}]",
     "1:61: api_url: only one of region and api_url may be given"},
    {"workspaces: [{name: a, token_file: /t, api_url: 'http://segment.example'}]",
     "1:49: api_url: http://segment.example would send the token unencrypted: use https:// (http is for this machine "
     "only)"},
    {"workspaces: [{name: a, token_file: /t, region: us, ca_file: /ca.pem}]", "1:61: ca_file: belongs to api_url only"},
    {"workspaces: [{name: a, token_file: /t, region: us, rate_budget: 1.5}]",
     "1:65: rate_budget: must be a number above 0 and up to 1, such as 0.5 (got \"1.5\")"},
    {"workspaces: [{name: a, token_file: /t, region: us, rate_budget: 0}]",
     "1:65: rate_budget: must be a number above 0 and up to 1, such as 0.5 (got \"0\")"},
    {"workspaces: [{name: a, token_file: /t, region: us, rate_budget: nan}]",
     "1:65: rate_budget: must be a number above 0 and up to 1, such as 0.5 (got \"nan\")"},
    {"workspaces: [{name: a, token_file: /t, region: us, schedule: {sweep: 5}}]",
     "1:70: schedule.sweep: must be a duration such as 5m (got \"5\"; a unit is missing: 5m?)"},
    {"workspaces: [{name: a, token_file: /t, region: us, schedule: {sweep: 30s}}]",
     "1:70: schedule.sweep: must be at least 1m (got \"30s\")"},
    {"workspaces: [{name: a, token_file: /t, region: us, schedule: {audit_trail: 1h}}]",
     "1:76: schedule.audit_trail: must be at most 10m (got \"1h\")"},
    {"workspaces: [{name: a, token_file: /t, region: us, schedule: {swep: 1h}}]",
     "1:63: schedule: unknown key \"swep\" (did you mean sweep?)"},
    {"workspaces: [\n", "2:1: not valid YAML: end of sequence flow not found"},
    {"- a",
     "1:1: must be a mapping with the keys workspaces, storage, web, policies, waivers, environments, redaction, "
     "metrics and log"},
};

BOOST_DATA_TEST_CASE(a_mistake_is_reported_with_its_place, boost::unit_test::data::make(kMistakes), mistake) {
  const bool is_whole = mistake.text.find("workspaces:") != std::string::npos || mistake.text.starts_with("-");
  BOOST_TEST(problems_in(is_whole ? mistake.text : kWorkspace + mistake.text) == "c.yml:" + mistake.says + "\n");
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_file_are_reported_at_once) {
  BOOST_TEST(problems_in(R"(workspaces:
  - name: acme
    token_file: acme.token
    region: us
    schedule: {sweep: 5}
    rate_budgte: 0.5
  - name: acme
    api_url: http://api.example
storage: {dir: /srv}
web:
  listen: everywhere
log: {level: 7, format: json}
)") == R"(c.yml:3:17: token_file: must be an absolute path (got "acme.token")
c.yml:5:23: schedule.sweep: must be a duration such as 5m (got "5"; a unit is missing: 5m?)
c.yml:6:5: unknown key "rate_budgte" (did you mean rate_budget?)
c.yml:7:5: token_file: is missing (or token_credential, or token_env)
c.yml:7:11: name: "acme" is taken by another workspace
c.yml:8:14: api_url: http://api.example would send the token unencrypted: use https:// (http is for this machine only)
c.yml:9:11: storage: unknown key "dir"
c.yml:11:11: web.listen: must be a numeric address and a port such as 127.0.0.1:9847, [::1]:9847, or :9847 for all addresses (got "everywhere")
c.yml:12:14: log.level: must be debug, info, warning or error (got "7")
)");
}

BOOST_AUTO_TEST_CASE(a_section_without_keys_is_as_good_as_none) {
  BOOST_TEST(problems_in(kWorkspace + "storage:\nlog:\npolicies: {packs:, disabled:}\n") == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_a_problem_like_the_others) {
  const tests::TemporaryDirectory directory;
  const auto loaded = load_config(directory / "none.yml");
  BOOST_REQUIRE_EQUAL(loaded.problems.size(), 1u);
  BOOST_TEST(rules::to_string(loaded.problems[0]) ==
             (directory / "none.yml").string() + ": cannot be read: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_file_is_read_as_its_text_is) {
  const tests::TemporaryDirectory directory;
  std::ofstream(directory / "c.yml") << kWorkspace << "log: {level: error}\n";
  const auto loaded = load_config(directory / "c.yml");
  BOOST_TEST(loaded.problems.empty());
  BOOST_TEST((loaded.config.log.level == LogLevel::error));
  BOOST_TEST(loaded.config.file == directory / "c.yml");
}

BOOST_AUTO_TEST_CASE(the_example_configuration_is_accepted) {
  const auto loaded = load_config(std::filesystem::path(SEGAUDIT_SOURCE_DIR) / "systemd/segaudit.example.yml");
  for (const auto& problem : loaded.problems) BOOST_ERROR(rules::to_string(problem));
  BOOST_TEST(loaded.config.workspaces.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
