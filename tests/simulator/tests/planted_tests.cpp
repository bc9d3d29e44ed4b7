// The mistakes planted in Acme beyond forwarding: each is there, and its well-behaved neighbour is, too.
#include <boost/test/unit_test.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/simulator/fixture.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;
using Ids = std::set<std::string>;

std::vector<std::string> sorted(const Ids& ids) { return {ids.begin(), ids.end()}; }

#define CHECK_IDS(found, ...) BOOST_TEST(sorted(found) == sorted(Ids __VA_ARGS__), boost::test_tools::per_element())

struct Acme {
  Acme() : workspace(system_now) { load_fixture(default_fixture(), system_now(), workspace); }

  Json document(const std::string& kind, const std::string& id, const std::string& parent = "") const {
    return Json::parse(workspace.document({kind, parent, id}).value());
  }
  // The ids of the kind for whose documents the condition holds.
  template <typename Condition>
  Ids where(const std::string& kind, Condition condition, const std::string& parent = "") const {
    Ids result;
    for (const std::string& id : workspace.ids(kind, parent)) {
      if (condition(document(kind, id, parent))) result.insert(id);
    }
    return result;
  }
  Json track(const std::string& source) const { return document("source_settings", source)["settings"]["track"]; }
  Json metadata_of(const std::string& destination) const {
    return document("destination_metadata", document("destination", destination)["metadataId"]);
  }
  bool has_label(const Json& source, const std::string& key, const std::string& value) const {
    for (const Json& label : source["labels"]) {
      if (label["key"] == key && label["value"] == value) return true;
    }
    return false;
  }

  Workspace workspace;
};

bool owns(const Json& subject) {
  for (const Json& permission : subject.value("permissions", Json::array())) {
    if (permission["roleName"] == "Workspace Owner") return true;
  }
  return false;
}

// An admin role on the whole workspace that no label narrows.
bool unscoped_admin(const Json& subject) {
  for (const Json& permission : subject.value("permissions", Json::array())) {
    const std::string role = permission["roleName"];
    if (role.find("Admin") == std::string::npos || !permission.value("labels", Json::array()).empty()) continue;
    for (const Json& resource : permission["resources"]) {
      if (resource["type"] == "WORKSPACE" && resource.value("labels", Json::array()).empty()) return true;
    }
  }
  return false;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(planted, Acme)

BOOST_AUTO_TEST_CASE(a_plan_is_connected_and_everything_is_allowed) {
  const auto allows_everything = [&](const Json& settings) {
    const std::string id = settings["sourceId"];
    const Json rules = settings["settings"].value("track", Json::object());
    std::string common = rules.value("commonEventOnViolations", "");
    std::ranges::transform(common, common.begin(), [](unsigned char letter) { return std::tolower(letter); });
    return workspace.parent_of("tracking_plan_source", id) && rules.value("allowUnplannedEvents", false) &&
           rules.value("allowEventOnViolations", false) && common == "allow";
  };
  CHECK_IDS(where("source_settings", allows_everything),
            {"checkoutDev3Wr8", "legacyWebProd3Rt5", "serverDev4Ky8", "webDev2Hq6"});
}

BOOST_AUTO_TEST_CASE(twins_differ_and_others_agree) {
  BOOST_TEST(document("source", "checkoutProd7Tn2")["slug"] == "checkout-prod");
  BOOST_TEST(document("source", "checkoutDev3Wr8")["slug"] == "checkout-dev");
  BOOST_TEST(track("checkoutProd7Tn2") != track("checkoutDev3Wr8"));
  BOOST_TEST(document("source", "webAppProd5Lc6")["slug"] == "web-app-production");
  BOOST_TEST(document("source", "webAppStaging1Gv4")["slug"] == "web-app-staging");
  BOOST_TEST(track("webAppProd5Lc6") != track("webAppStaging1Gv4"));
  BOOST_TEST(track("webProd4Xk9") == track("webStaging8Bn3"));
}

BOOST_AUTO_TEST_CASE(a_blocking_source_feeds_a_destination_in_device_mode) {
  BOOST_TEST(track("checkoutProd7Tn2")["allowEventOnViolations"] == false);
  BOOST_TEST(document("destination", "replayCheckoutProd4Ds6")["sourceId"] == "checkoutProd7Tn2");
  const Json features = metadata_of("replayCheckoutProd4Ds6")["supportedFeatures"];
  BOOST_TEST(features["cloudModeInstances"] == "0");
  BOOST_TEST(features["deviceModeInstances"] == "1");
}

BOOST_AUTO_TEST_CASE(one_secret_is_shared_across_environments_and_masked_ones_only_look_alike) {
  const auto secret = [&](const std::string& id) { return document("destination", id)["settings"]["sharedSecret"]; };
  BOOST_TEST(secret("hookCheckoutProd2Vs5") == secret("hookCheckoutDev6Bq1"));
  BOOST_TEST(secret("hookCheckoutProd2Vs5").get<std::string>().find("•") == std::string::npos);
  const auto key = [&](const std::string& id) { return document("destination", id)["settings"]["apiKey"]; };
  BOOST_TEST(key("ampCheckoutProd9Jm1") == key("ampCheckoutDev5Nf3"));
  BOOST_TEST(key("ampCheckoutProd9Jm1").get<std::string>().starts_with("•"));
}

BOOST_AUTO_TEST_CASE(six_people_own_the_workspace_two_of_them_through_a_group) {
  CHECK_IDS(where("user", owns), {"2kPdWq7uYtRz", "8vLmXc4nBsHd", "6cQsLw9eXmVb", "1nGfRy5tZpKc"});
  CHECK_IDS(where("group", owns), {"grpPlatformOwners3Kd"});
  BOOST_TEST(workspace.ids("group_member", "grpPlatformOwners3Kd").size() == 2);
}

BOOST_AUTO_TEST_CASE(access_has_its_mistakes) {
  CHECK_IDS(
      where("user", [](const Json& user) { return !user["email"].get<std::string>().ends_with("@acme.example"); }),
      {"4pKtSc8wJvBn"});
  CHECK_IDS(where("user", [](const Json& user) { return !owns(user) && !user["permissions"].empty(); }),
            {"5rTgZk1pQwFj", "7jBwHd2kTqLs"});
  CHECK_IDS(where("user", unscoped_admin), {"7jBwHd2kTqLs"});
  CHECK_IDS(where("group", unscoped_admin), {"grpSourceAdmins7Wq"});
  BOOST_TEST(workspace.ids("invite").size() == 11);
}

BOOST_AUTO_TEST_CASE(everybody_who_is_named_exists) {
  for (const std::string& group : workspace.ids("group")) {
    for (const std::string& user : workspace.ids("group_member", group)) {
      BOOST_TEST(workspace.document({"user", "", user}).has_value(), group + " " + user);
    }
    for (const std::string& invite : workspace.ids("group_invite", group)) {
      BOOST_TEST(workspace.document({"invite", "", invite}).has_value(), group + " " + invite);
    }
  }
  for (const std::string kind : {"user", "group"}) {
    for (const std::string& id : workspace.ids(kind)) {
      const Json permissions = document(kind, id)["permissions"];
      for (const Json& permission : permissions) {
        const Json role = document("role", permission["roleId"]);
        BOOST_TEST(role["name"] == permission["roleName"]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(children_are_under_the_destination_and_source_that_they_name) {
  int children = 0;
  for (const std::string& destination : workspace.ids("destination")) {
    for (const std::string& id : workspace.ids("destination_filter", destination)) {
      const Json filter = document("destination_filter", id, destination);
      BOOST_TEST(filter["destinationId"] == destination);
      BOOST_TEST(filter["sourceId"] == document("destination", destination)["sourceId"]);
      ++children;
    }
    for (const std::string& id : workspace.ids("destination_subscription", destination)) {
      const Json subscription = document("destination_subscription", id, destination);
      BOOST_TEST(subscription["destinationId"] == destination);
      BOOST_TEST(metadata_of(destination).dump().find(subscription["actionId"].dump()) != std::string::npos, id);
      ++children;
    }
  }
  BOOST_TEST(children == 10);
}

BOOST_AUTO_TEST_CASE(personal_data_leaves_for_destinations_without_a_region_in_the_eu) {
  const auto without_eu = [&](const Json& destination) {
    const Json regions = metadata_of(destination["id"]).value("supportedRegions", Json::array());
    return has_label(document("source", destination["sourceId"]), "data", "personal") && !regions.empty() &&
           std::ranges::none_of(regions,
                                [](const Json& region) { return region.get<std::string>().starts_with("eu"); });
  };
  CHECK_IDS(where("destination", without_eu), {"pixelWebApp8Xk2", "afIosProd2Kq5"});
}

BOOST_AUTO_TEST_CASE(a_rule_takes_personal_properties_without_a_mark) {
  const Json rule = document("tracking_plan_rule", "TRACK:Customer Verified:1", "tp_acmeServer6Qw");
  const Json properties = rule["jsonSchema"]["properties"]["properties"]["properties"];
  for (const std::string name : {"ssn", "email"}) {
    BOOST_TEST(properties[name]["description"].get<std::string>().find("PII") == std::string::npos, name);
  }
  BOOST_TEST(properties["phone"]["description"].get<std::string>().starts_with("PII"));
}

BOOST_AUTO_TEST_CASE(one_function_holds_a_secret_and_another_reads_it_from_its_settings) {
  const auto holds = [](const Json& function) {
    return function["code"].get<std::string>().find("sk_live_artificial") != std::string::npos;
  };
  CHECK_IDS(where("function", holds), {"dfnc_acmeLoyalty8Pw"});
  BOOST_TEST(document("function", "sfnc_acmeOrders2Rk")["code"].get<std::string>().find("settings.sharedToken") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(hygiene_has_its_mistakes) {
  CHECK_IDS(where("destination",
                  [&](const Json& destination) { return metadata_of(destination["id"])["status"] == "DEPRECATED"; }),
            {"pixelWebApp8Xk2"});
  Ids fed;
  for (const std::string& id : workspace.ids("destination")) fed.insert(document("destination", id)["sourceId"]);
  CHECK_IDS(
      where("source", [&](const Json& source) { return source["enabled"] == true && !fed.contains(source["id"]); }),
      {"crmImport6Mv1", "ledgerStaging5Wx6", "ordersStaging7Nb3", "sinkDev7Oc1", "sinkStaging2Eb7"});
  Ids disabled;
  for (const std::string& destination : workspace.ids("destination")) {
    disabled.merge(where(
        "destination_filter", [](const Json& filter) { return filter["enabled"] == false; }, destination));
  }
  CHECK_IDS(disabled, {"fltNoInternal5Gq", "fltDevNothing6Fs"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
