// What the workspace Acme must contain: enough of everything, and exactly the planted mistakes.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/simulator/fixture.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;
using Ids = std::set<std::string>;

struct Acme {
  Acme() : workspace(system_now) {
    load_fixture(default_fixture(), system_now(), workspace);
    for (const std::string& id : workspace.ids("source")) sources[id] = document("source", id);
    for (const std::string& id : workspace.ids("source_settings")) {
      settings[id] = document("source_settings", id)["settings"];
    }
    for (const std::string& id : workspace.ids("destination")) destinations.push_back(document("destination", id));
  }

  Json document(const std::string& kind, const std::string& id) const {
    return Json::parse(workspace.document({kind, "", id}).value());
  }
  std::string environment(const std::string& source) const {
    for (const Json& label : sources.at(source)["labels"]) {
      if (label["key"] == "environment") return label["value"];
    }
    return "";
  }
  // The source that blocked events go to; empty in each of the three shapes of "off".
  std::string target(const std::string& source) const {
    const Json value = settings.at(source).value("forwardingBlockedEventsTo", Json());
    return value.is_string() ? value.get<std::string>() : "";
  }
  bool blocks(const std::string& source) const {
    const Json track = settings.at(source).value("track", Json::object());
    std::string common = track.value("commonEventOnViolations", "");
    std::ranges::transform(common, common.begin(), [](unsigned char letter) { return std::toupper(letter); });
    return !track.value("allowUnplannedEvents", true) || !track.value("allowEventOnViolations", true) ||
           common == "BLOCK";
  }
  bool has_plan(const std::string& source) const {
    return workspace.parent_of("tracking_plan_source", source).has_value();
  }
  // The sources for which the condition holds.
  template <typename Condition>
  Ids sources_where(Condition condition) const {
    Ids result;
    for (const auto& [id, source] : sources) {
      if (condition(id)) result.insert(id);
    }
    return result;
  }

  Workspace workspace;
  std::map<std::string, Json> sources;
  std::map<std::string, Json> settings;
  std::vector<Json> destinations;
};

std::vector<std::string> sorted(const Ids& ids) { return {ids.begin(), ids.end()}; }

#define CHECK_IDS(found, ...) BOOST_TEST(sorted(found) == sorted(Ids __VA_ARGS__), boost::test_tools::per_element())

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fixture_acme, Acme)

BOOST_AUTO_TEST_CASE(there_is_enough_of_everything) {
  BOOST_TEST(sources.size() == 25);
  BOOST_TEST(settings.size() == sources.size());
  BOOST_TEST(destinations.size() == 38);
  Ids environments;
  for (const auto& [id, source] : sources) environments.insert(environment(id));
  CHECK_IDS(environments, {"", "production", "staging", "development"});
  Ids meta_ids;
  for (const Json& destination : destinations) meta_ids.insert(destination["metadataId"].get<std::string>());
  BOOST_TEST(meta_ids.size() == 14);
  std::size_t bytes = 0;
  for (const std::string& id : meta_ids) bytes += workspace.answer({"destination_metadata", "", id}).value().size();
  BOOST_TEST(bytes > 14 * 8000);
}

BOOST_AUTO_TEST_CASE(plans_have_rules_of_every_type_with_json_schemas) {
  BOOST_TEST(workspace.ids("tracking_plan").size() == 4);
  Ids types;
  for (const std::string& plan : workspace.ids("tracking_plan")) {
    const auto rules = workspace.page("tracking_plan_rule", plan, 0, 1000).items;
    BOOST_TEST(rules.size() >= 8);
    BOOST_TEST(rules.size() <= 25);
    for (const std::string& text : rules) {
      const Json rule = Json::parse(text);
      types.insert(rule["type"].get<std::string>());
      BOOST_TEST(rule["jsonSchema"]["$schema"] == "http://json-schema.org/draft-07/schema#");
    }
  }
  CHECK_IDS(types, {"TRACK", "IDENTIFY", "GROUP", "COMMON"});
}

BOOST_AUTO_TEST_CASE(every_id_that_is_named_exists_apart_from_the_planted_one) {
  Ids missing;
  for (const auto& [id, setting] : settings) {
    BOOST_TEST(sources.contains(id), id);
    if (const std::string to = target(id); !to.empty() && !sources.contains(to)) missing.insert(to);
  }
  CHECK_IDS(missing, {"blockedEventsOld1Zz9"});
  for (const Json& destination : destinations) BOOST_TEST(sources.contains(destination["sourceId"]));
  for (const auto& [id, source] : sources) {
    BOOST_TEST(workspace.document({"source_metadata", "", source["metadataId"]}).has_value(), id);
  }
}

BOOST_AUTO_TEST_CASE(forwarding_is_off_in_all_three_shapes) {
  BOOST_TEST(!settings["webDev2Hq6"].contains("forwardingBlockedEventsTo"));
  BOOST_TEST(settings["marketingProd1Fh7"]["forwardingBlockedEventsTo"].is_null());
  BOOST_TEST(settings["crmImport6Mv1"]["forwardingBlockedEventsTo"] == "");
}

BOOST_AUTO_TEST_CASE(the_planted_forwarding_mistakes_are_the_only_ones) {
  CHECK_IDS(sources_where([&](const auto& id) { return blocks(id) && target(id).empty(); }), {"iosProd7Rw2"});
  CHECK_IDS(sources_where([&](const auto& id) { return !target(id).empty() && !sources.contains(target(id)); }),
            {"androidProd3Vm7"});
  CHECK_IDS(sources_where([&](const auto& id) {
              return sources.contains(target(id)) && !sources.at(target(id))["enabled"].template get<bool>();
            }),
            {"iosStaging5Lt8"});
  CHECK_IDS(sources_where([&](const auto& id) { return target(id) == id; }), {"androidStaging9Cd4"});
  CHECK_IDS(sources_where([&](const auto& id) { return !target(id).empty() && !blocks(id); }), {"serverDev4Ky8"});
  CHECK_IDS(sources_where([&](const auto& id) {
              return sources.contains(target(id)) && environment(target(id)) != environment(id);
            }),
            {"serverProd6Gf1"});
  CHECK_IDS(sources_where([&](const auto& id) {
              return has_plan(id) && settings.at(id).value("forwardingViolationsTo", "").empty();
            }),
            {"kioskProd8Dj2"});
}

BOOST_AUTO_TEST_CASE(three_staging_sources_forward_in_a_circle) {
  const auto reaches_itself = [&](const std::string& id) {
    std::string at = target(id);
    for (int step = 0; step < 30 && sources.contains(at) && at != id; ++step) at = target(at);
    return at == id;
  };
  CHECK_IDS(sources_where([&](const auto& id) { return target(id) != id && reaches_itself(id); }),
            {"paymentsStaging2Qs9", "ordersStaging7Nb3", "ledgerStaging5Wx6"});
}

BOOST_AUTO_TEST_CASE(the_planted_mistakes_of_ids_and_hygiene_are_the_only_ones) {
  std::map<std::string, int> enabled_instances;
  std::map<std::string, int> equal_instances;
  Ids on_disabled_source;
  for (const Json& destination : destinations) {
    const std::string source = destination["sourceId"];
    const std::string pair = source + " " + destination["metadataId"].get<std::string>();
    if (destination["enabled"] == true) ++enabled_instances[pair];
    ++equal_instances[pair + destination["settings"].dump()];
    if (destination["enabled"] == true && sources[source]["enabled"] == false)
      on_disabled_source.insert(destination["id"]);
  }
  const auto several = [](const auto& counts) {
    Ids keys;
    for (const auto& [key, count] : counts) {
      if (count > 1) keys.insert(key.substr(0, key.find(' ')));
    }
    return keys;
  };
  CHECK_IDS(several(enabled_instances), {"webProd4Xk9"});
  CHECK_IDS(several(equal_instances), {"serverProd6Gf1"});
  CHECK_IDS(on_disabled_source, {"gaLegacyWeb2Cs7"});
  CHECK_IDS(sources_where([&](const auto& id) { return environment(id).empty(); }), {"crmImport6Mv1"});
  CHECK_IDS(sources_where([&](const auto& id) { return environment(id) == "production" && !has_plan(id); }),
            {"marketingProd1Fh7", "sinkProd9Ua4"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(fixture_files)

BOOST_AUTO_TEST_CASE(a_broken_file_is_named) {
  const auto folder = std::filesystem::temp_directory_path() / "segaudit-broken-fixture";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "source.json") << "[{\"id\": ";
  Workspace workspace(system_now);
  const auto names_the_file = [](const FixtureError& error) {
    return std::string(error.what()).find("source.json: ") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(load_fixture(folder, system_now(), workspace), FixtureError, names_the_file);
  std::filesystem::remove_all(folder);
  BOOST_CHECK_THROW(load_fixture(folder, system_now(), workspace), FixtureError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
