#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "agent/secret_finder.h"

using namespace segaudit::agent;

namespace {

// "1:7 Slack token, 2:3 secret"
std::string found_in(const std::string& program) {
  std::string all;
  for (const auto& one : find_secrets(program))
    all += (all.empty() ? "" : ", ") + std::to_string(one.line) + ":" + std::to_string(one.column) + " " +
           std::string(one.secret);
  return all;
}

// Put together here, so that no tool takes this file for a leak.
const std::string kRandom = std::string("q7Zp2LxV9sKd") + "4RtB8wYm";
const std::string kHex = std::string("9f86d081884c7d65") + "9a2feaa0c55ad015";

}  // namespace

BOOST_AUTO_TEST_SUITE(secret_finder_tests)

BOOST_AUTO_TEST_CASE(tokens_of_known_services_are_found_wherever_they_stand) {
  BOOST_TEST(found_in("fetch(u, 'AKIA"
                      "2E0A8F3B244C9986')") == "1:11 AWS access key");
  BOOST_TEST(found_in("x = `xoxb-"
                      "9817263540-" +
                      kRandom + "`") == "1:6 Slack token");
  BOOST_TEST(found_in("// sk_live_" + kRandom) == "1:4 Stripe key");
  BOOST_TEST(found_in("t('ghp_" + kRandom + kRandom + "')") == "1:4 GitHub token");
  BOOST_TEST(found_in("k = 'AIza" + (kRandom + kRandom).substr(0, 35) + "'") == "1:6 Google API key");
  BOOST_TEST(found_in("f('sgp_" + kRandom + kHex + "')") == "1:4 Segment API token");
  BOOST_TEST(found_in("'https://hooks.slack.com/services/T0" + kHex.substr(0, 8) + "/B0" + kHex.substr(0, 8) + "/" +
                      kRandom + "'") == "1:10 Slack webhook");
  BOOST_TEST(found_in("j = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5ODcifQ." + kRandom + "'") == "1:6 JSON web token");
}

BOOST_AUTO_TEST_CASE(a_private_key_needs_a_key_in_it) {
  BOOST_TEST(found_in("\n  k = `-----BEGIN RSA PRIVATE KEY-----\n" + kRandom + kHex + "\n`") == "2:8 private key");
  BOOST_TEST(found_in(R"(k = "-----BEGIN PRIVATE KEY-----\n)" + kRandom + "\"") == "1:6 private key");
  BOOST_TEST(found_in("key.replace('-----BEGIN PRIVATE KEY-----', '')") == "");
}

BOOST_AUTO_TEST_CASE(literal_authorization_and_passwords_in_urls_are_found) {
  BOOST_TEST(found_in("h = {Authorization: 'Bearer " + kRandom + "'}") == "1:22 bearer token");
  BOOST_TEST(found_in("h = {Authorization: 'Basic dXNlcjpzM2NyM3Q='}") == "1:22 basic credentials");
  BOOST_TEST(found_in("db('postgres://app:hunter2x9@db.internal/x')") == "1:13 URL with password");
  BOOST_TEST(found_in("h = {Authorization: `Bearer ${settings.apiKey}`}; b = 'Basic authentication failed'") == "");
  BOOST_TEST(found_in("// https://user:password@example.com and https://host:8080/a@b") == "");
}

BOOST_AUTO_TEST_CASE(a_random_literal_under_a_telling_name_is_a_secret) {
  BOOST_TEST(found_in("const apiKey = '" + kRandom + "'") == "1:17 secret");
  BOOST_TEST(found_in("{\"client_secret\": \"" + kHex + "\"}") == "1:20 secret");
  BOOST_TEST(found_in("headers['X-Api-Key'] =\n  '" + kRandom + "'") == "2:4 secret");
  BOOST_TEST(found_in("request.set('x-api-key', \"" + kRandom + "\")") == "1:27 secret");
  BOOST_TEST(found_in("const token = settings.token || '" + kRandom + "'") == "1:34 secret");
  BOOST_TEST(found_in("const writeKey = '" + kRandom + "'") == "1:19 Segment write key");
  BOOST_TEST(found_in("const password = 'hunter2!x'") == "1:19 password");
  BOOST_TEST(found_in("// const apiKey = '" + kRandom + "'") == "1:20 secret");
}

BOOST_AUTO_TEST_CASE(what_only_reads_like_a_secret_is_none) {
  for (const std::string& harmless :
       {std::string("const apiKey = settings.apiKey"), std::string("const apiKey = 'your-api-key-goes-here-123'"),
        std::string("const token = 'xxxxxxxxxxxxxxxxxxxxxxxx'"), std::string("const secret = '1234567890abcdef1234'"),
        std::string("const tokenUrl = '" + kRandom + "'"), "const id = '" + kRandom + "'",
        std::string("const token = 'oauth2_access_token_v2'"), std::string("const authToken = 'firstPartyAccessToken'"),
        std::string("const password = 'password'"), std::string("setPassword('settings.password')"),
        std::string("const apiKey = `${a}" + kRandom + "`"),
        std::string("'AKIAIOSFODNN7"
                    "EXAMPLE'"),
        std::string("const token = 'https://id.example.com/oauth/token/v2'"),
        std::string("// put your secret here, e.g. the token of the \"Test account 4711\"")})
    BOOST_TEST(found_in(harmless) == "", harmless);
}

BOOST_AUTO_TEST_CASE(quotes_in_comments_and_regular_expressions_do_not_mislead) {
  const std::string secret = "const apiKey = '" + kRandom + "'";
  BOOST_TEST(found_in("// don't\n" + secret) == "2:17 secret");
  BOOST_TEST(found_in("/* don't */ " + secret) == "1:29 secret");
  BOOST_TEST(found_in("x.replace(/[`'\"/]/g, ''); " + secret) == "1:43 secret");
  BOOST_TEST(found_in("a = b / c; " + secret) == "1:28 secret");
  BOOST_TEST(found_in("f(`a ${b ? `x` : `y`}`); " + secret) == "1:42 secret");
  BOOST_TEST(found_in("const s = 'open\n" + secret) == "2:17 secret");
}

BOOST_AUTO_TEST_CASE(columns_count_characters_and_one_place_is_told_once) {
  BOOST_TEST(found_in("/* \xC3\xA4\xE2\x82\xAC */ const apiKey = '" + kRandom + "'") == "1:26 secret");
  BOOST_TEST(found_in("const accessToken = 'ghp_" + kRandom + kRandom + "'") == "1:22 GitHub token");
}

BOOST_AUTO_TEST_CASE(hostile_text_takes_no_longer_than_other_text) {
  constexpr std::size_t kSize = 1'000'000;
  const auto repeated = [](const std::string& piece) {
    std::string text;
    while (text.size() < kSize) text += piece;
    return text;
  };
  const auto start = std::chrono::steady_clock::now();
  for (const char* piece :
       {"x", "'", "`", "\"a\",", "://a:b", "-----BEGIN ", "xoxb-", "sk_live_a", "eyJaaaaaaaaaaa.", "Bearer a",
        "token='", "/", "/*", "${", "\\", "\n", "a,'b'", "\xE2\x82", "hooks.slack.com/services/a"})
    find_secrets(repeated(piece));
  BOOST_TEST(find_secrets(repeated("apiKey='" + kRandom + "';")).size() == kMostSecrets);
  const auto took = std::chrono::steady_clock::now() - start;
  // 20 MB; a quadratic search would take hours. Generous, because machines and builds differ.
  BOOST_TEST(std::chrono::duration_cast<std::chrono::seconds>(took).count() < 60);
}

BOOST_AUTO_TEST_CASE(nothing_is_found_in_nothing) {
  for (const char* text : {"", "'", "\"", "`", "\\", "/", "://", "'\\"}) BOOST_TEST(found_in(text) == "", text);
  BOOST_TEST(found_in(std::string("token='\0", 8)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
