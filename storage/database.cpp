#include "storage/database.h"
#include "storage/migration.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "storage/sql_functions.h"

namespace segaudit::storage {
namespace {

constexpr int kBusyMilliseconds = 5000;

std::string remedy(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL: return "; the disk is full: free some space, nothing stored is lost";
    case SQLITE_IOERR:
      return "; the disk is full or broken: free some space or look at the kernel's log, nothing stored is lost";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "; the file is damaged or not a segaudit database: move it away and restore a backup, or start anew";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM: return "; check that the directory exists and that segaudit's user may write it";
    case SQLITE_BUSY: return "; another program keeps it locked";
    default: return "";
  }
}

// SQLite would create the file with the umask's mode; what it holds is nobody else's business.
void create_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    throw StorageError(file.string() + ": cannot be opened for writing: " + std::strerror(errno) +
                       "; check that the directory exists and that segaudit's user may write it");
  ::close(descriptor);
}

// Each connection belongs to one thread at a time, and nobody asks SQLite how much memory it uses: without its mutexes
// and statistics it does the same work in less time. Only before SQLite's first use in the process; later it stays as it
// is, which is slower and no less right.
void prepare_sqlite() {
  [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

void translating(const std::filesystem::path& file, const std::function<void()>& step) {
  try {
    step();
  } catch (const SQLite::Exception& error) {
    throw StorageError(file.string() + ": " + error.what() + remedy(error.getErrorCode()));
  }
}

std::unique_ptr<SQLite::Database> open_for_writing(const std::filesystem::path& file) {
  prepare_sqlite();
  create_private(file);
  return translated(file, [&] {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX,
                                                       kBusyMilliseconds);
    database->exec("PRAGMA journal_mode = WAL");
    database->exec("PRAGMA synchronous = FULL");
    database->exec("PRAGMA temp_store = MEMORY");
    database->exec("PRAGMA foreign_keys = OFF");
    add_sql_functions(database->getHandle());
    return database;
  });
}

std::unique_ptr<SQLite::Database> open_for_reading(const std::filesystem::path& file, const char* vfs) {
  prepare_sqlite();
  return translated(file, [&] {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                                                       kBusyMilliseconds, vfs ? vfs : "");
    database->exec("PRAGMA temp_store = MEMORY");
    check_format(*database, file);
    return database;
  });
}

}  // namespace segaudit::storage
