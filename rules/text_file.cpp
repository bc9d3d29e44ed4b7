#include "rules/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace segaudit::rules {

std::optional<std::string> read_text_file(const std::filesystem::path& file, Problems& problems,
                                          std::uintmax_t largest) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    problems.add(Place{}, "cannot be read: it is a directory");
    return std::nullopt;
  }
  if (const auto size = std::filesystem::file_size(file, error); !error && size > largest) {
    problems.add(Place{}, "is larger than " + std::to_string(largest >> 20) + " MiB");
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
