#include "agent/private_directory.h"

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace segaudit::agent {

PrivateDirectory::PrivateDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "segaudit-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error(name + ": cannot be made: " + std::strerror(errno));
  path_ = name;
}

PrivateDirectory::~PrivateDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace segaudit::agent
