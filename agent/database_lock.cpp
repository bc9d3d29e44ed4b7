#include "agent/database_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace segaudit::agent {

DatabaseLock::DatabaseLock(const std::filesystem::path& database) {
  const std::string file = std::filesystem::path(database).replace_extension(".lock").string();
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0)
    throw storage::StorageError(file + ": cannot be opened for writing: " + std::strerror(errno) +
                                "; check that the directory exists and that segaudit's user may write it");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw DatabaseInUse(database.string() + ": another segaudit agent is using it; stop that one, or give this one "
                      "another storage.directory");
}

DatabaseLock::~DatabaseLock() { ::close(descriptor_); }

}  // namespace segaudit::agent
