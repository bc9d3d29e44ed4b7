#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <sstream>

#include "agent/command.h"
#include "agent/doctor/api_checks.h"
#include "agent/doctor/diagnosis.h"
#include "agent/publication.h"
#include "agent/report_csv.h"
#include "agent/report_text.h"
#include "agent/violations_json.h"
#include "agent/web_routes.h"
#include "agent/workspace.h"
#include "storage/schema.h"
#include "tests/agent/marked_transport.h"
#include "tests/agent/simulated_workspace.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

using Names = std::set<std::string>;

constexpr const char* kToken = "sgp_Zq7kT2mWx9Rb4";  // as an API may echo it

// What may be stored as it is, by kind: reviewed by people. Whoever adds a field to a row of the catalogue adds it here,
// after asking what a customer may write into it.
const std::map<std::string, Names> kReviewed = {
    {"workspace", {"id", "slug", "name"}},
    {"source", {"id", "slug", "name", "workspaceId", "labels.*.key", "labels.*.value", "labels.*.description", "metadata.id"}},
    {"source_metadata", {"id", "name", "slug", "description", "status", "categories.*", "options.*.name", "options.*.type", "options.*.label"}},
    {"source_settings", {"track.commonEventOnViolations", "identify.commonEventOnViolations", "group.commonEventOnViolations",
                         "forwardingViolationsTo", "forwardingBlockedEventsTo"}},
    {"destination", {"id", "name", "sourceId", "metadata.id"}},
    {"destination_metadata", {"id", "name", "slug", "description", "status", "website", "categories.*", "previousNames.*",
                              "components.*.code", "components.*.owner", "components.*.type", "options.*.name", "options.*.type",
                              "options.*.label", "actions.*.id", "actions.*.slug", "actions.*.name", "actions.*.platform",
                              "supportedFeatures.*", "supportedRegions.*", "regionEndpoints.*", "multiInstanceSupportedVersion"}},
    {"destination_filter", {"id", "sourceId", "destinationId", "if", "title", "description", "createdAt", "actions.*.type",
                            "actions.*.path", "actions.*.fields.**"}},
    {"destination_subscription", {"id", "name", "actionId", "actionSlug", "destinationId", "trigger", "modelId",
                                  "reverseETLSchedule.strategy"}},
    {"delivery_summary", {"sourceId", "destinationMetadataId", "metrics.*.metricName", "metrics.*.breakdown.*.metricName"}},
    {"tracking_plan", {"id", "type", "name", "slug", "description", "createdAt", "resourceSchemaId"}},
    {"tracking_plan_source", {"id"}},
    {"tracking_plan_rule", {"type", "key", "createdAt", "deprecatedAt", "jsonSchema.**"}},
    {"transformation", {"id", "workspaceId", "name", "sourceId", "destinationMetadataId", "if", "newEventName",
                        "propertyRenames.*.oldName", "propertyRenames.*.newName", "allowProperties.*",
                        "propertyValueTransformations.*.propertyPaths.*", "fqlDefinedProperties.*.propertyName",
                        "hashPropertiesConfiguration.algorithm", "hashPropertiesConfiguration.encoding",
                        "hashPropertiesConfiguration.paths.*"}},
    {"function", {"id", "resourceType", "createdAt", "createdBy", "displayName", "catalogId"}},
    {"function_code", {"code.fingerprint", "code.secrets.*.secret", "deployedAt", "settings.*.name", "settings.*.type"}},
    {"warehouse", {"id", "workspaceId", "settings.name", "metadata.id"}},
    {"warehouse_metadata", {"id", "name", "slug", "description", "options.*.name", "options.*.type", "options.*.label"}},
    {"warehouse_source", {"id"}},
    {"user", {"id", "name", "email"}},
    {"user_permissions", {"permissions.*.roleId", "permissions.*.roleName", "permissions.*.labels.*.key", "permissions.*.labels.*.value",
                          "permissions.*.labels.*.description", "permissions.*.resources.*.id", "permissions.*.resources.*.type",
                          "permissions.*.resources.*.labels.*.key", "permissions.*.resources.*.labels.*.value",
                          "permissions.*.resources.*.labels.*.description"}},
    {"group", {"id", "name", "permissions.*.roleId", "permissions.*.roleName", "permissions.*.labels.*.key",
               "permissions.*.labels.*.value", "permissions.*.labels.*.description", "permissions.*.resources.*.id",
               "permissions.*.resources.*.type", "permissions.*.resources.*.labels.*.key",
               "permissions.*.resources.*.labels.*.value", "permissions.*.resources.*.labels.*.description"}},
    {"group_member", {"id"}},
    {"role", {"id", "name", "description"}},
    {"invite", {"email"}},
    {"label", {"key", "value", "description"}},
    {"audit_event", {"id", "timestamp", "type", "actor", "actorEmail", "resourceId", "resourceType", "resourceName"}},
};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string difference(const Names& one, const Names& other) {
  std::string text;
  for (const auto& name : one)
    if (!other.contains(name)) text += name + "; ";
  return text;
}

// An agent whose every answer is marked, and all that it writes.
struct Fixture {
  Marks marks;
  agent::FakeClock clock{kNoon};
  simulator::Simulator simulator{{.clock = [this] { return clock.now(); }}};
  SimulatedTransport plain{simulator};
  MarkedTransport transport{plain, marks};
  TemporaryDirectory directory;
  std::string log_text;
  agent::Log log{{.level = agent::LogLevel::debug}, clock, [this](std::string_view line) { log_text += line; }};
  agent::Config config = [this] {
    std::ofstream(directory / "c.yml") << "workspaces: [{name: acme, token_file: /t, region: us}]\nstorage: {directory: "
                                       << directory.path().string() << "}\n";
    auto loaded = agent::load_config(directory / "c.yml").config;
    loaded.workspaces[0].rate_budget = 1.0;
    return loaded;
  }();
  agent::SharedRulebook rules = agent::rulebook_of(config);
  std::filesystem::path database = directory / "acme.db";
  agent::Workspace workspace{config, config.workspaces[0], database, agent::RedactionKey::for_database(database), transport,
                             {clock, log, nullptr}, rules};
  agent::AgentState all;
  std::map<std::string, std::string> outputs;  // by where they came out

  void sweep() {
    clock.advance(std::chrono::hours(7));
    for (int i = 0; i < 2; ++i) all.workspaces = {workspace.step({})};
  }
  std::string query(const std::string& sql) {
    storage::QuerySession session(database);
    session.begin(clock.now());
    std::string text;
    for (const auto& row : session.run(sql).rows) text += storage::to_text(row[0]) + " ";
    return text;
  }

  // Kinds of which a resource with values in it is as it was at the first look.
  Names kinds_as_before() const {
    SQLite::Database stored(database.string());
    SQLite::Statement read(stored, "SELECT DISTINCT v.kind FROM version_rows v JOIN log l ON l.seq = v.from_seq "
                                   "WHERE v.to_seq IS NULL AND l.type <> 'modified' "
                                   "AND (l.content LIKE '%g1zq%' OR l.content LIKE '%fp:%')");
    Names kinds;
    while (read.executeStep()) kinds.insert(read.getColumn(0).getString());
    return kinds;
  }

  void gather_files() {
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
      outputs[entry.path().filename().string()] += bytes_of(entry.path());
    outputs["log lines"] = log_text;
  }
  void gather_published(const agent::Publisher& publisher) {
    const auto& published = *publisher.current();
    outputs["page, metrics, status"] +=
        published.metrics + published.page_html + published.status_json + published.violations_json + published.not_ready;
    outputs["report"] += agent::report_text(all.workspaces[0]) + agent::report_csv(all.workspaces[0]) +
                         agent::violations_json(all.workspaces[0]);
  }
  void gather_pages() {
    agent::Publisher publisher;
    publisher.publish(agent::publication_of(all, {}, "1", clock.now()));
    gather_published(publisher);
    const agent::WebRoutes routes(publisher, [] { return std::string(); });
    const auto get = [&](const std::string& path, const std::string& query = "") {
      const auto answer = routes.answer({"GET", path, query, ""}, {});
      for (const auto part : answer.parts) outputs[path] += part;
    };
    for (const char* path : {"/", "/metrics", "/api/v1/violations", "/api/v1/status", "/-/ready", "/sources", "/destinations", "/resources"})
      get(path);
    for (const auto& policy : rules->policies.policies) get("/policies/" + policy.id);
    for (const auto& kind : agent::catalogue()) {
      get("/resources/" + std::string(kind.name));
      std::istringstream ids(query("SELECT id FROM (SELECT DISTINCT resource_id AS id FROM changes WHERE kind = '" +
                                   std::string(kind.name) + "' AND instr(resource_id, ' ') = 0 LIMIT 2)"));
      for (std::string id; ids >> id;) {
        get("/resources/" + std::string(kind.name) + "/" + agent::percent_encoded(id));
        get("/api/v1/resources", "kind=" + std::string(kind.name) + "&id=" + agent::percent_encoded(id));
      }
    }
  }
  void command(std::vector<std::string> words) {
    std::ostringstream out;
    const std::string name = words[0] + " " + words.back();
    words.insert(words.end(), {"--config", (directory / "c.yml").string()});
    agent::command_line(words, {out, out});
    outputs[name] += out.str();
  }
  void gather_commands() {
    command({"check", "--offline", "--format", "json"});  // the other formats: see "report"
    for (const auto& projection : storage::projections())
      for (const auto& view : projection.view_names) command({"query", "--format", "json", "SELECT * FROM " + view});
    for (const char* format : {"table", "csv"}) command({"query", "--format", format, "SELECT * FROM changed_fields"});
    command({"query", "SELECT nothing FROM users"});
    command({"verify"});
    command({"history"});
    command({"policy", "baseline", "--expires", "2027-01-01", "--owner", "x@example.com"});
    command({"erase", "--dry-run", "--subject", "2kPdWq7uYtRz"});
  }
  void gather_doctor() {
    agent::Diagnosis diagnosis;
    diagnosis.workspace = "acme";
    agent::AccessReport report = agent::AccessProbe(transport, clock).run({});
    diagnosis.checks = agent::api_checks(report, config.workspaces[0]);
    diagnosis.families = report.families;
    outputs["doctor"] += agent::diagnosis_text(diagnosis) + agent::diagnosis_json(diagnosis);
  }
};

// Answers that go wrong, each with something in it that must not come out.
agent::Response hostile(const std::string& path, const std::string& secret) {
  const auto error = [&](int status, const std::string& message, const std::string& field = "") {
    return agent::Response{status, {{"content-type", "application/json"}},
                           R"({"errors":[{"type":")" + secret + R"(","message":")" + message + R"(","field":")" + field + "\"}]}"};
  };
  if (path == "/sources") return error(422, "Invalid value '" + secret + "'", "settings." + secret);
  if (path == "/destinations") return error(403, "Bearer " + secret + " may not do this");
  if (path == "/users") return error(401, "authorization: Bearer " + secret);
  if (path == "/groups") return error(500, secret);
  if (path == "/roles") return {302, {{"location", "https://" + secret + ".example/" + secret + "?token=" + secret}}, secret};
  if (path == "/labels") return {200, {{"content-type", "text/" + secret}}, secret};
  if (path == "/warehouses") return {200, {{"content-type", "application/json"}}, R"({"data":{"warehouses":[{"id":")" + secret};
  if (path == "/tracking-plans") return {200, {{"content-type", "application/json"}}, R"({")" + secret + R"(":{"trackingPlans":[]}})"};
  if (path == "/transformations") return {200, {{"content-type", "application/json"}}, R"({"data":{"transformations":")" + secret + "\"}}"};
  if (path == "/invites") return {200, {{"content-type", "application/json"}}, R"({"data":{"invites":[{"email":")" + secret + "\"}]}}"};
  if (path == "/audit-events") return {429, {{"x-ratelimit-reset", secret}, {"retry-after", secret}}, "<html>" + secret};
  return error(404, "no " + secret);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(secrets_tests)

BOOST_AUTO_TEST_CASE(what_is_clear_was_reviewed) {
  for (const auto& kind : agent::catalogue()) {
    const auto reviewed = kReviewed.find(std::string(kind.name));
    BOOST_REQUIRE_MESSAGE(reviewed != kReviewed.end(), std::string(kind.name));
    const Names clear(kind.clear.begin(), kind.clear.end());
    BOOST_TEST(difference(clear, reviewed->second) == "", kind.name << ": clear, but not reviewed");
    BOOST_TEST(difference(reviewed->second, clear) == "", kind.name << ": reviewed, but not clear any more");
  }
  BOOST_TEST(kReviewed.size() == agent::catalogue().size());
}

BOOST_FIXTURE_TEST_CASE(nothing_but_clear_fields_comes_out_anywhere_and_every_rotation_shows, Fixture) {
  sweep();
  BOOST_REQUIRE(all.workspaces[0].ready);
  BOOST_TEST(!all.workspaces[0].violations.empty());
  BOOST_TEST(query("SELECT count(*) FROM changes") == "0 ");
  transport.generation = 2;  // every value is another one: a rotation of everything
  sweep();
  BOOST_TEST(difference(kinds_as_before(), {"audit_event", "invite"}) == "");  // of which there is only ever one version
  // What was hidden shows that it is another one, and nothing more.
  BOOST_TEST(query("SELECT new_value LIKE '\"fp:%' AND old_value LIKE '\"fp:%' AND new_value <> old_value FROM changed_fields "
                   "JOIN changes USING (seq) WHERE kind = 'source' AND resource_id = 'webProd4Xk9' AND field = '/writeKeys/0'") == "1 ");
  gather_pages();
  gather_commands();
  gather_doctor();
  gather_files();
  const Names clear = marks.clear();
  for (const auto& [place, text] : outputs) BOOST_TEST(difference(marks.in(text), clear) == "", place);
  // The search can find: what may be stored is there, as it was and as it is.
  const std::string stored = outputs["acme.db"] + outputs["acme.db-wal"];
  BOOST_TEST(difference(clear, marks.in(stored)) == "");
  BOOST_TEST((marks.generations_in(stored) == std::set<int>{1, 2}));
  BOOST_TEST(marks.all().size() > clear.size() + 300);
  for (const auto& kind : agent::catalogue())
    BOOST_TEST(std::any_of(clear.begin(), clear.end(), [&](const auto& name) { return name.starts_with(std::string(kind.name) + ": "); }) ==
               (kind.name != "tracking_plan_source" && kind.name != "warehouse_source" && kind.name != "group_member"),
               kind.name);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_goes_wrong_leaves_nothing_of_it_anywhere, Fixture) {
  transport.generation = 0;
  sweep();
  for (const std::string& secret : {marks.of_nobody("hostile"), std::string(kToken)}) {
    transport.instead = [secret](const agent::Request& request) -> std::optional<agent::Response> {
      if (request.path == "/") return std::nullopt;
      return hostile(request.path, secret);
    };
    for (int i = 0; i < 2; ++i) sweep();
    gather_doctor();
    BOOST_TEST(query("SELECT count(*) FROM collections WHERE state = 'gap'") != "0 ");
    agent::Publisher publisher;
    publisher.publish(agent::publication_of(all, {}, "1", clock.now()));
    gather_published(publisher);
    transport.instead = [secret](const agent::Request&) { return std::optional(hostile("", secret)); };
    sweep();
    publisher.publish(agent::publication_of(all, {}, "1", clock.now()));
    gather_published(publisher);
  }
  command({"query", "--format", "json", "SELECT * FROM collections"});
  command({"check", "--offline", "--format", "text"});
  gather_files();
  BOOST_TEST(outputs["log lines"].find("status 404") != std::string::npos);
  for (auto& [place, text] : outputs) {
    BOOST_TEST(!marks.in(text).contains("nobody: hostile"), place);
    for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
    BOOST_TEST(text.find("zq7kt2mwx9") == std::string::npos, place);
  }
}

BOOST_AUTO_TEST_SUITE_END()
