#include "rules/yaml_json.h"

#include <yaml-cpp/yaml.h>

#include <boost/test/unit_test.hpp>
#include <stdexcept>

using namespace segaudit;
using namespace segaudit::rules;

BOOST_AUTO_TEST_SUITE(yaml_json_tests)

BOOST_AUTO_TEST_CASE(plain_scalars_are_what_they_look_like_and_quoted_ones_are_text) {
  BOOST_TEST(json_text(YAML::Load("[true, False, 5, -5, 1.5, .5, null, ~, word, 2026-03-01, 1e400, inf, nan, '']")) ==
             R"([true,false,5,-5,1.5,0.5,null,null,"word","2026-03-01","1e400","inf","nan",""])");
  BOOST_TEST(json_text(YAML::Load("['true', \"5\", 'null']")) == R"(["true","5","null"])");
  BOOST_TEST(json_text(YAML::Load("{b: {c: []}, a: \"\\u00e9\\n\"}")) == "{\"a\":\"\xC3\xA9\\n\",\"b\":{\"c\":[]}}");
}

BOOST_AUTO_TEST_CASE(parameters_become_what_a_query_can_bind) {
  BOOST_TEST((parameter_value(YAML::Load("5")) == storage::Value(std::int64_t(5))));
  BOOST_TEST((parameter_value(YAML::Load("0.25")) == storage::Value(0.25)));
  BOOST_TEST((parameter_value(YAML::Load("true")) == storage::Value(std::int64_t(1))));
  BOOST_TEST((parameter_value(YAML::Load("null")) == storage::Value(std::monostate{})));
  BOOST_TEST((parameter_value(YAML::Load("'5'")) == storage::Value(std::string("5"))));
  BOOST_TEST((parameter_value(YAML::Load("[a, 1]")) == storage::Value(std::string(R"(["a",1])"))));
}

BOOST_AUTO_TEST_CASE(aliases_that_multiply_are_refused) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += before + (k < 9 ? "," : "]\n");
  }
  BOOST_CHECK_EXCEPTION(json_text(YAML::Load(bomb)), std::length_error, [](const std::length_error& error) {
    return std::string(error.what()) == "holds more than 100000 values";
  });
}

BOOST_AUTO_TEST_SUITE_END()
