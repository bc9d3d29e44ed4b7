#pragma once

#include <set>
#include <string>

struct sqlite3;

namespace segaudit::storage {

// What SQLite's compiler reported about a statement while it passed the sandbox.
struct CompiledReads {
  std::set<std::string> tables;
  bool uses_time = false;
  std::string refusal;  // why something was denied; empty: nothing was
};

// Keeps foreign SQL to reading: an allow-list of actions, tables and functions, with limits on what SQLite's own
// deadline check cannot stop (long patterns, huge values). Installed on a connection once; `trusted` switches it off for
// our own statements. Lives as long as the connection.
class Sandbox {
 public:
  explicit Sandbox(sqlite3* connection);

  void add_readable(const std::string& table) { readable_.insert(table); }
  void install();

  bool trusted = true;
  CompiledReads reads;

 private:
  static int authorize(void* self, int action, const char* first, const char* second, const char* database,
                       const char* trigger);
  int judge(int action, const char* first, const char* second);
  int deny(std::string why);

  sqlite3* connection_;
  std::set<std::string> readable_;
  std::set<std::string> objects_;  // every table and view there is
};

}  // namespace segaudit::storage
