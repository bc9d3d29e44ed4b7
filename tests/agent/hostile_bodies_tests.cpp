// What stands in a document: whatever the decoder lets through can be stored, changed, verified and read through every
// view.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "agent/document.h"
#include "agent/page.h"
#include "storage/query_session.h"
#include "storage/schema.h"
#include "storage/store.h"
#include "storage/verify.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

namespace segaudit::agent {
namespace {

using Json = nlohmann::json;

struct Fixture {
  // The items in order, each taking the place of the one before if it has its id.
  void store_items(const Kind& kind, const std::vector<std::string>& items) {
    storage::Observation found{{std::string(kind.name), kind.parent.empty() ? "" : "parent"}, storage::Look::part, {}, {}};
    for (const auto& item : items) {
      Document document = reader.read(kind, "parent", item);
      found.items.push_back({document.id, std::move(document.body)});
    }
    store.record({{a_look_before(found.collection)}, {}, {}}, tests::kNoon);
    store.record({{found}, {}, {}}, tests::kNoon);
  }
  void store_item(const Kind& kind, const std::string& item) { store_items(kind, {item}); }

  // So that what follows is a change.
  static storage::Observation a_look_before(storage::CollectionKey collection) {
    return {std::move(collection), storage::Look::whole, {}, {}};
  }

  // Every row of every view, or what went wrong.
  std::map<std::string, storage::Result> read_all() {
    std::map<std::string, storage::Result> all;
    storage::QuerySession session(store.path());
    session.begin(tests::kNoon);
    for (const auto& projection : storage::projections())
      for (const auto& view : projection.view_names) {
        try {
          all[view] = session.run("SELECT * FROM " + view, {}, {.deadline = std::chrono::seconds(20), .max_rows = 100'000});
        } catch (const storage::QueryError& error) {
          BOOST_ERROR(view << ": " << error.what());
        }
      }
    return all;
  }

  DocumentReader reader{RedactionKey::ephemeral(), {"readable"}};
  tests::TemporaryDirectory directory;
  storage::Store store{directory / "acme.db", "key"};
};

// A list or an object that goes down so far.
std::string deep(std::size_t levels, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < levels; ++i) text += close;
  return text;
}

const std::vector<std::string> kOddValues = {
    "null", "true", "0", "2", "-0.0", "1e308", "5e-324", "9223372036854775808", "18446744073709551615",
    "123456789012345678901234567890", R"("")", R"("a\u0000b")", R"("\ud83d\udca5\u202e")", R"("'; DROP TABLE log; --")",
    "[]", "{}", "[[]]", "[null,1,\"a\",{}]", R"({"a":{"b":[{"c":null}]}})", R"([{"id":[]},{"key":{}}])"};

// Every field that the kind's row names, at any depth: where fields mean something, values of the wrong form hurt most.
std::set<std::string> fields_of(const Kind& kind) {
  std::set<std::string> fields = {"settings", "metadata", "labels", "permissions", "enabled", "actions"};
  for (const auto* paths : {&kind.clear, &kind.kept, &kind.sets, &kind.programs, &kind.sealed})
    for (const auto path : *paths) fields.insert(std::string(path.substr(0, path.find('.'))));
  return fields;
}

Json with_ids(const Kind& kind) {
  Json item = Json::object();
  for (const auto field : kind.id_fields)
    if (!field.starts_with('{')) item[std::string(field)] = "id";
  for (const auto field : kind.required) item[std::string(field)] = Json::array();
  return item;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_bodies_tests, Fixture)

BOOST_AUTO_TEST_CASE(values_of_the_wrong_form_hurt_no_view) {
  std::size_t stored = 0;
  for (const auto& kind : catalogue()) {
    if (kind.events || !kind.bare.empty()) continue;
    std::vector<std::string> readable;
    for (const auto& field : fields_of(kind))
      for (const auto& value : kOddValues) {
        Json item = with_ids(kind);
        item[field] = Json::parse(value);
        try {
          reader.read(kind, "parent", item.dump());
          readable.push_back(item.dump());
        } catch (const DocumentError&) {  // ids and embedded documents have a form
        }
      }
    store_items(kind, readable);
    stored += readable.size();
  }
  BOOST_TEST(stored > 1'000u);
  BOOST_TEST(read_all().at("sources").rows.size() >= 1u);
  BOOST_TEST(storage::verify(store.path()).valid());
}

BOOST_AUTO_TEST_CASE(the_reader_s_depth_is_below_that_of_everything_that_comes_after_it) {
  PageSlicer slicer;
  // Envelope, data, list and item are four of the levels that the reader accepts.
  const std::size_t levels = kDeepestJson - 4;
  for (const auto& [open, close] : {std::pair<std::string, std::string>{"[", "]"}, {"{\"properties\":", "}"}}) {
    const auto answer = [&](std::size_t depth) {
      return R"({"data":{"rules":[{"type":"TRACK","key":"k","version":1,"jsonSchema":)" + deep(depth, open, close) + "}]}}";
    };
    BOOST_CHECK_THROW(slicer.slice(answer(levels + 1), "rules"), PageError);
    const Page page = slicer.slice(answer(levels), "rules");
    store_item(kind_named("tracking_plan_rule"), std::string(page.items.at(0)));
  }
  const auto all = read_all();
  BOOST_TEST(all.at("tracking_plan_rules").rows.size() == 1u);
  // The second form replaced the first one: the fields that differ were found at that depth, too.
  BOOST_TEST(all.at("changed_fields").rows.size() == 1u);
  BOOST_TEST(storage::verify(store.path()).valid());
}

BOOST_AUTO_TEST_CASE(the_largest_document_can_be_read_by_a_query) {
  std::string properties;
  for (int i = 0; i < 22'000; ++i) properties += (i ? ",\"p" : "\"p") + std::to_string(i) + R"(":{"type":"string","x":"yyyy"})";
  const std::string schema = R"({"properties":{"properties":{"properties":{)" + properties + "}}}}";
  const std::string rule = R"({"type":"TRACK","key":"k","version":1,"jsonSchema":)" + schema + "}";
  BOOST_TEST(rule.size() > 800'000u);
  BOOST_TEST(rule.size() < 1'000'000u);
  store_item(kind_named("tracking_plan_rule"), rule);
  storage::QuerySession session(store.path());
  session.begin(tests::kNoon);
  const auto rules = session.run("SELECT length(json_schema), (SELECT count(*) FROM tracking_plan_properties) FROM tracking_plan_rules");
  BOOST_TEST(std::get<std::int64_t>(rules.rows.at(0).at(0)) == 4096);
  BOOST_TEST(std::get<std::int64_t>(rules.rows.at(0).at(1)) == 22'000);
}

BOOST_AUTO_TEST_CASE(a_reference_with_a_nul_leads_nowhere_instead_of_elsewhere) {
  store_item(kind_named("source"), R"({"id":"s1"})");
  store_item(kind_named("destination"), R"({"id":"d1","sourceId":"s1\u0000x"})");
  storage::QuerySession session(store.path());
  session.begin(tests::kNoon);
  const auto joined = session.run("SELECT count(*) FROM destinations d JOIN sources s ON s.id = d.source_id");
  BOOST_TEST(std::get<std::int64_t>(joined.rows.at(0).at(0)) == 0);
  const auto shown = session.run("SELECT source_id FROM destinations");
  BOOST_TEST(std::get<std::string>(shown.rows.at(0).at(0)) == "s1\xE2\x90\x80x");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
