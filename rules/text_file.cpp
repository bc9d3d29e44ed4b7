#include "rules/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace segaudit::rules {

std::optional<std::string> read_text_file(const std::filesystem::path& file, Problems& problems) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    problems.add(Place{}, "cannot be read: it is a directory");
    return std::nullopt;
  }
  if (const auto size = std::filesystem::file_size(file, error); !error && size > kLargestFile) {
    problems.add(Place{}, "is larger than 1 MiB");
    return std::nullopt;
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    problems.add(Place{}, std::string("cannot be read: ") + std::strerror(errno));
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace segaudit::rules
