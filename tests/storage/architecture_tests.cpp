#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

namespace {

// What each folder may include: the arrows point one way, agent -> rules -> storage.
const std::map<std::string, std::set<std::string>> kAllowed = {
    {"storage", {"storage"}}, {"rules", {"storage", "rules"}}, {"agent", {"storage", "rules", "agent"}}};

std::string wrong_include(const std::filesystem::path& file, const std::set<std::string>& allowed) {
  static const std::regex include(R"re(^#include "(\w+)/)re");
  std::ifstream stream(file);
  std::smatch match;
  for (std::string line; std::getline(stream, line);)
    if (std::regex_search(line, match, include) && !allowed.contains(match[1])) return file.string() + ": " + line;
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(architecture_tests)

BOOST_AUTO_TEST_CASE(includes_point_from_agent_to_rules_to_storage) {
  int files = 0;
  for (const auto& [folder, allowed] : kAllowed)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(SEGAUDIT_SOURCE_DIR) / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      ++files;
      BOOST_TEST(wrong_include(entry.path(), allowed) == "");
    }
  BOOST_TEST(files > 20);
}

BOOST_AUTO_TEST_SUITE_END()
