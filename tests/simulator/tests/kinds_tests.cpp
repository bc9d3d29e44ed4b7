// The endpoints beyond sources, destinations and plans: what is particular about each.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

using Json = nlohmann::json;

struct Acme {
  Json data(const std::string& target) const { return client.get(target).json()["data"]; }
  Json newest_event() const { return data("/audit-events?pagination.count=1")["events"][0]; }
  // Type, resource type and resource of the newest event.
  std::string newest_words() const {
    const Json event = newest_event();
    return event["type"].get<std::string>() + ", " + event["resourceType"].get<std::string>() + " " +
           event["resourceId"].get<std::string>();
  }

  Server server{Options{}};
  Client client{server};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kinds_served, Acme)

BOOST_AUTO_TEST_CASE(filters_are_under_the_singular_path_only) {
  BOOST_TEST(client.list_ids("/destination/gaWebProd1Kd8/filters", "filters", 1) ==
                 (std::vector<std::string>{"fltNoInternal5Gq", "fltNoMail8Ld"}),
             boost::test_tools::per_element());
  BOOST_TEST(data("/destination/gaWebProd1Kd8/filters/fltNoMail8Ld")["filter"]["title"] == "No addresses");
  BOOST_TEST(client.get("/destinations/gaWebProd1Kd8/filters?pagination.count=5").status == 404);
  BOOST_TEST(client.get("/destination/unknown/filters?pagination.count=5").status == 404);
  BOOST_TEST(data("/destination/slackWebProd8Hb2/filters?pagination.count=5")["filters"].empty());
}

BOOST_AUTO_TEST_CASE(subscriptions_exist_in_alpha_only) {
  const std::string path = "/destinations/ampWebProd6Tn1/subscriptions?pagination.count=5";
  BOOST_TEST(client.get(path, {{"Accept", "application/vnd.segment.v1+json"}}).status == 406);
  BOOST_TEST(client.get(path, {{"Accept", "application/vnd.segment.v1alpha+json"}}).status == 200);
  BOOST_TEST(data(path)["subscriptions"].size() == 2);
  BOOST_TEST(data("/destinations/ampWebProd6Tn1/subscriptions/subAmpTrack7Kd")["subscription"]["actionSlug"] ==
             "logevent");
  BOOST_TEST(client.get("/destinations/gaWebProd1Kd8/subscriptions/subAmpTrack7Kd").status == 404);
}

BOOST_AUTO_TEST_CASE(functions_are_listed_by_type_and_without_their_code) {
  BOOST_TEST(client.get("/functions?pagination.count=5").status == 422);
  BOOST_TEST(client.get("/functions?pagination.count=5&resourceType=EDGE").status == 422);
  const Json listed = data("/functions?pagination.count=5&resourceType=SOURCE")["functions"];
  BOOST_REQUIRE(listed.size() == 1);
  BOOST_TEST(listed[0]["id"] == "sfnc_acmeOrders2Rk");
  BOOST_TEST(!listed[0].contains("code"));
  BOOST_TEST(!listed[0].contains("settings"));
  const Json whole = data("/functions/sfnc_acmeOrders2Rk")["function"];
  BOOST_TEST(whole["code"].get<std::string>().find("settings.sharedToken") != std::string::npos);
  BOOST_TEST(whole["settings"][0]["sensitive"] == true);
}

BOOST_AUTO_TEST_CASE(a_listed_function_can_be_null_by_id) {
  const Json listed = data("/functions?pagination.count=5&resourceType=INSERT_TRANSFORMATION")["functions"];
  BOOST_REQUIRE(listed.size() == 1);
  BOOST_TEST(!listed[0].contains("unreadable"));
  const Json answer = data("/functions/" + listed[0]["id"].get<std::string>());
  BOOST_TEST(answer.contains("function"));
  BOOST_TEST(answer["function"].is_null());
  BOOST_TEST(client.get("/functions/unknown").status == 404);
}

BOOST_AUTO_TEST_CASE(permissions_of_users_are_shown_by_id_only) {
  const Json users = data("/users?pagination.count=50")["users"];
  for (const Json& user : users) {
    BOOST_TEST(user.size() == 3);
    BOOST_TEST(!user.contains("permissions"));
  }
  BOOST_TEST(data("/users/2kPdWq7uYtRz")["user"]["permissions"][0]["roleName"] == "Workspace Owner");
  const Json members = data("/groups/grpReaders9Ty/users?pagination.count=50")["users"];
  for (const Json& user : members)
    BOOST_TEST(user.size() == 3);
}

BOOST_AUTO_TEST_CASE(groups_count_their_members) {
  const auto count = [&] { return data("/groups/grpReaders9Ty")["userGroup"]["memberCount"].get<int>(); };
  BOOST_TEST(count() == 3);
  BOOST_TEST(data("/groups?pagination.count=50")["userGroups"].back()["memberCount"] == 0);
  client.send("POST", "/simulator/resources/group_member/grpReaders9Ty", R"({"userId":"2kPdWq7uYtRz"})");
  BOOST_TEST(count() == 4);
  BOOST_TEST(newest_words() == "User Added To User Group, user_group grpReaders9Ty");
  client.send("DELETE", "/simulator/resources/group_member/grpReaders9Ty/2kPdWq7uYtRz?words=product");
  BOOST_TEST(count() == 3);
  BOOST_TEST(newest_words() == "Group Memberships Deleted, group grpReaders9Ty");
}

BOOST_AUTO_TEST_CASE(invites_are_bare_addresses) {
  const Json invites = data("/invites?pagination.count=2")["invites"];
  BOOST_TEST(invites == Json({"new.analyst.one@acme.example", "new.analyst.two@acme.example"}));
  BOOST_TEST(data("/groups/grpReaders9Ty/invites?pagination.count=50")["emails"] == invites);
  client.send("DELETE", "/simulator/resources/invite/new.analyst.one@acme.example");
  BOOST_TEST(newest_words() == "Invite Deleted, invite new.analyst.one@acme.example");
  BOOST_TEST(data("/groups/grpReaders9Ty/invites?pagination.count=50")["emails"].size() == 1);
}

BOOST_AUTO_TEST_CASE(warehouses_have_no_name_of_their_own_and_embed_their_type) {
  const Json warehouses = data("/warehouses?pagination.count=50")["warehouses"];
  BOOST_REQUIRE(warehouses.size() == 3);
  for (const Json& warehouse : warehouses) {
    BOOST_TEST(!warehouse.contains("name"));
    BOOST_TEST(!warehouse.contains("metadataId"));
    BOOST_TEST(warehouse["metadata"].contains("slug"));
  }
  BOOST_TEST(data("/warehouses/whProd6Qk3")["warehouse"]["settings"]["name"] == "Production warehouse");
  const Json sources = data("/warehouses/whLake2Vt8/connected-sources?pagination.count=50")["sources"];
  BOOST_TEST(sources[1]["slug"] == "checkout-prod");
  BOOST_TEST(sources[1].contains("writeKeys"));
}

BOOST_AUTO_TEST_CASE(transformations_name_the_integration_by_its_meta_id) {
  BOOST_TEST(client.list_ids("/transformations", "transformations", 3).size() == 4);
  BOOST_TEST(data("/transformations/trHashMail7Wd")["transformation"]["destinationMetadataId"] ==
             "5d1a7c30e9b24f6a8c05");
}

BOOST_AUTO_TEST_CASE(changes_are_told_in_the_words_of_the_api_or_of_the_product) {
  const std::string at = "/simulator/resources/";
  const auto told = [&](const std::string& path, const std::string& change) {
    BOOST_TEST(client.send("PATCH", at + path, change).status == 200, path);
    return newest_words();
  };
  const std::string filter = "destination_filter/gaWebProd1Kd8/fltNoInternal5Gq";
  BOOST_TEST(told(filter, R"({"enabled":true})") == "Destination Filter Enabled, destination_filter fltNoInternal5Gq");
  BOOST_TEST(told(filter + "?words=product", R"({"enabled":false})") ==
             "Destination Filters Disabled, integration fltNoInternal5Gq");
  BOOST_TEST(told("warehouse/whOld9Mx5", R"({"enabled":true})") ==
             "Storage Destination Enabled, storage_destination whOld9Mx5");
  BOOST_TEST(told("warehouse/whOld9Mx5?words=product", R"({"settings":{"port":"1"}})") ==
             "Warehouses Modified, warehouse whOld9Mx5");
  BOOST_TEST(told("user/5rTgZk1pQwFj", R"({"permissions":[]})") == "User Policy Updated, user 5rTgZk1pQwFj");
  BOOST_TEST(told("destination/gaWebProd1Kd8?words=product", R"({"enabled":false})") ==
             "Integrations Disabled, destination gaWebProd1Kd8");
  BOOST_TEST(newest_event()["resourceName"] == "Analytics");
  BOOST_TEST(client.send("PATCH", at + filter + "?words=latin", "{}").status == 400);
}

BOOST_AUTO_TEST_CASE(what_belongs_to_a_source_or_a_user_goes_with_it) {
  client.send("DELETE", "/simulator/resources/source/webProd4Xk9");
  BOOST_TEST(client.get("/destination/gaWebProd1Kd8/filters/fltNoMail8Ld").status == 404);
  BOOST_TEST(client.get("/simulator/resources/destination_filter/gaWebProd1Kd8").json()["resources"].empty());
  BOOST_TEST(client.get("/transformations/trHashMail7Wd").status == 404);
  BOOST_TEST(data("/warehouses/whLake2Vt8/connected-sources?pagination.count=5")["sources"].size() == 1);
  client.send("DELETE", "/simulator/resources/user/9xVzMn3rFgYt");
  BOOST_TEST(data("/groups/grpReaders9Ty")["userGroup"]["memberCount"] == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
