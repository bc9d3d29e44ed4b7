// Answers are rendered once and hold until something changes that they show.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/simulator/prepared.h"
#include "tests/simulator/tests/client.h"

namespace segaudit::simulator::test {

namespace {

const std::string kAt = "/simulator/resources/";

}  // namespace

BOOST_AUTO_TEST_SUITE(prepared_answers)

BOOST_AUTO_TEST_CASE(targets_are_parsed_once_unless_their_answers_depend_on_more_than_the_workspace) {
  Prepared prepared;
  BOOST_TEST(prepared.ask("/sources?pagination.count=401") == prepared.ask("/sources?pagination.count=401"));
  BOOST_TEST(prepared.ask("/sources?pagination.count=401")->points() == 3);
  BOOST_TEST(prepared.ask("/echo?message=a") != prepared.ask("/echo?message=a"));
  BOOST_TEST(!prepared.ask("/audit-events?pagination.count=1")->can_be_prepared());
  BOOST_TEST(!prepared.ask("/nothing")->can_be_prepared());
  BOOST_TEST(prepared.ask("/sources/%zz") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_was_kept_holds_for_its_version_only_and_large_bodies_in_gzip_only) {
  const auto asked = Prepared().ask("/labels");
  BOOST_TEST(!asked->rendered(0).has_value());
  asked->keep({4, std::make_shared<const std::string>("small"), nullptr});
  BOOST_TEST(*asked->rendered(4)->body == "small");
  BOOST_TEST(!asked->rendered(5).has_value());
  asked->keep({5, std::make_shared<const std::string>(1'000'000, 'x'), std::make_shared<const std::string>("packed")});
  BOOST_TEST(!asked->rendered(5)->body);
  BOOST_TEST(*asked->rendered(5)->packed == "packed");
}

BOOST_AUTO_TEST_CASE(an_answer_changes_with_everything_that_it_shows) {
  struct Case {
    std::string target;
    std::string method;
    std::string resource;
    std::string change;
  };
  const std::vector<Case> cases{
      {"/sources/webProd4Xk9", "PATCH", "source/webProd4Xk9", R"({"name":"Shop"})"},
      {"/sources/webProd4Xk9", "PATCH", "source_metadata/smWeb71KqTz", R"({"name":"Web"})"},
      {"/sources/sinkProd9Ua4", "POST", "tracking_plan_source/tp_acmeWebShop8Kd", R"({"sourceId":"sinkProd9Ua4"})"},
      {"/destinations?pagination.count=50", "PATCH", "destination_metadata/5d1a7c30e9b24f6a8c02", R"({"name":"A"})"},
      {"/groups?pagination.count=50", "POST", "group_member/grpEmpty2Gs", R"({"userId":"2kPdWq7uYtRz"})"},
      {"/groups/grpReaders9Ty/users?pagination.count=5", "PATCH", "user/4pKtSc8wJvBn", R"({"name":"Sam"})"},
      {"/warehouses/whLake2Vt8/connected-sources?pagination.count=5", "PATCH", "source_metadata/smWeb71KqTz",
       R"({"slug":"web"})"},
      {"/labels", "DELETE", "label/team:apps", ""},
  };
  const Server server({});
  const Client client(server);
  for (const Case& changed : cases) {
    for (const Headers& headers : {Headers{}, Headers{{"Accept-Encoding", "gzip"}}}) {
      const std::string before = client.get(changed.target, headers).body;
      BOOST_TEST(client.get(changed.target, headers).body == before, changed.target);
      client.send(changed.method, kAt + changed.resource, changed.change);
      BOOST_TEST(client.get(changed.target, headers).body != before, changed.target + " after " + changed.resource);
      client.send("POST", "/simulator/reset");
      BOOST_TEST(client.get(changed.target, headers).body == before, changed.target);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_parent_that_is_gone_has_no_list_any_more) {
  const Server server({});
  const Client client(server);
  const std::string list = "/destination/slackWebProd8Hb2/filters?pagination.count=5";
  BOOST_TEST(client.get(list).status == 200);
  client.send("DELETE", kAt + "destination/slackWebProd8Hb2");
  BOOST_TEST(client.get(list).status == 404);
}

BOOST_AUTO_TEST_CASE(a_fault_spoils_the_answer_and_not_what_is_kept) {
  const Server server({});
  const Client client(server);
  const std::string before = client.get("/labels").body;
  client.send("POST", "/simulator/faults", R"({"endpoint":"/labels","kind":"malformed","times":1})");
  BOOST_TEST(client.get("/labels").body != before);
  BOOST_TEST(client.get("/labels").body == before);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::simulator::test
