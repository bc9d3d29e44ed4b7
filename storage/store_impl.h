#pragma once

#include <map>
#include <string>

#include "storage/database.h"
#include "storage/log.h"
#include "storage/projector.h"
#include "storage/store.h"

namespace segaudit::storage {

struct Store::Impl {
  Impl(const std::filesystem::path& path, const std::string& key_check, std::string reader_version);

  // Runs `step` in one transaction. When anything fails, nothing of it is stored.
  void in_transaction(const std::function<void()>& step);

  // Appends a row and brings the derived tables up to date.
  LogRow append(std::string_view type, std::string_view kind, std::string_view id, std::string_view parent,
                std::optional<std::string> content, Time now);

  SQLite::Statement& statement(const char* sql);
  std::optional<std::string> meta(const std::string& name);
  void set_meta(const std::string& name, const std::string& value);
  void check_key(const std::string& key_check);
  void prepare_anew();

  std::filesystem::path path;
  std::string reader;
  std::unique_ptr<SQLite::Database> database;
  std::map<const char*, SQLite::Statement> statements;
  std::unique_ptr<LogWriter> log;
  std::unique_ptr<Projector> projector;
  Seq attributed_to = 0;  // changes and events up to here were compared with each other
};

// How one batch enters the log.
class Recorder {
 public:
  Recorder(Store::Impl& store, Time now) : store_(store), now_(now) {}

  void observe(const Observation& observation);
  void miss(const Miss& miss);
  void retire(const Retired& retired);

  std::vector<Change> changes;

 private:
  struct Current { Seq seq = 0; std::string parent; };
  std::optional<Current> current(const std::string& kind, const std::string& id);
  std::optional<std::string> body_at(Seq seq);  // nothing: it was erased
  void item(const CollectionKey& collection, const Item& item, std::string_view type_if_new,
            std::string_view type_if_different);
  void event(const CollectionKey& collection, const Item& item);
  void gone(const CollectionKey& collection, const Gone& gone);
  void note_complete_look(const CollectionKey& collection);
  void note_attempt(const CollectionKey& collection);
  std::optional<CollectionState> state_of(const CollectionKey& collection, std::string* reason = nullptr);
  void change(const LogRow& row, std::optional<Seq> before, std::optional<Time> last_seen = {});
  void open_window(const LogRow& row, std::optional<Seq> before, std::optional<Time> last_seen);

  Store::Impl& store_;
  Time now_;
};

}  // namespace segaudit::storage
