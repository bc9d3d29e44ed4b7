#include "storage/store.h"

#include <nlohmann/json.hpp>

#include "storage/attribution.h"
#include "storage/migration.h"
#include "storage/notes.h"
#include "storage/store_impl.h"

namespace segaudit::storage {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::int64_t milliseconds(Time time) { return time.time_since_epoch().count(); }

std::string content_of(const Transition& transition) {
  const Violation& violation = transition.violation;
  // Evidence keeps the order of its columns: what is read back equals what was found.
  ordered_json content = {{"state", to_string(violation.state)},
                  {"name", violation.resource_name},
                  {"severity", violation.severity},
                  {"first_seen", milliseconds(violation.first_seen)},
                  {"since", milliseconds(violation.state_since)},
                  {"message", violation.message},
                  {"evidence", ordered_json::parse(violation.evidence, nullptr, false)}};
  if (transition.from) content["from"] = to_string(*transition.from);
  if (!violation.actor.empty()) content["actor"] = violation.actor;
  if (!violation.waiver.empty()) content["waiver"] = violation.waiver;
  if (violation.cause > 0) content["cause"] = violation.cause;
  return content.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Store::Impl::Impl(const std::filesystem::path& file, const std::string& key_check, std::string reader_version)
    : path(file), reader(std::move(reader_version)), database(open_for_writing(file)) {
  translating(path, [&] {
    migrate(*database, path);
    check_key(key_check);
    refresh_derived_tables(*database);
    prepare_anew();
  });
}

void Store::Impl::prepare_anew() {
  statements.clear();
  projector = std::make_unique<Projector>(*database);
  log = std::make_unique<LogWriter>(*database);
}

void Store::Impl::check_key(const std::string& key_check) {
  const auto known = meta("key_check");
  if (!known) return set_meta("key_check", key_check);
  if (*known != key_check)
    throw StorageError(path.string() + ": was written with another redaction key; put its key file back beside it, or "
                                       "move the database away to start anew");
}

std::optional<std::string> Store::Impl::meta(const std::string& name) {
  SQLite::Statement read(*database, "SELECT value FROM meta WHERE name = ?");
  read.bind(1, name);
  if (!read.executeStep()) return std::nullopt;
  return read.getColumn(0).getString();
}

void Store::Impl::set_meta(const std::string& name, const std::string& value) {
  SQLite::Statement write(*database,
                          "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  write.bind(1, name);
  write.bind(2, value);
  write.exec();
}

void Store::Impl::in_transaction(const std::function<void()>& step) {
  translating(path, [&] {
    try {
      SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
      step();
      transaction.commit();
    } catch (...) {
      // A statement that failed would report its error once more when it is used again: all are prepared anew.
      prepare_anew();
      throw;
    }
  });
}

LogRow Store::Impl::append(std::string_view type, std::string_view kind, std::string_view id, std::string_view parent,
                           std::optional<std::string> content, Time now) {
  LogRow row = log->append(type, kind, id, parent, std::move(content), now);
  projector->apply(row);
  return row;
}

SQLite::Statement& Store::Impl::statement(const char* sql) {
  auto known = statements.find(sql);
  if (known == statements.end()) known = statements.emplace(sql, SQLite::Statement(*database, sql)).first;
  known->second.reset();
  return known->second;
}

Store::Store(const std::filesystem::path& database, const std::string& key_check, const std::string& reader_version)
    : impl_(std::make_unique<Impl>(database, key_check, reader_version)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

void Store::bind_workspace(const std::string& workspace_id) {
  const auto known = this->workspace_id();
  if (!known) return translating(impl_->path, [&] { impl_->set_meta("workspace_id", workspace_id); });
  if (*known != workspace_id)
    throw StorageError(impl_->path.string() + ": is about workspace " + *known + ", but the token opens workspace " +
                       workspace_id + "; check the token, or give that workspace a name (and so a database) of its own");
}

std::optional<std::string> Store::workspace_id() const {
  return translated(impl_->path, [&] { return impl_->meta("workspace_id"); });
}

std::vector<Change> Store::record(const Batch& batch, Time now) {
  Recorder recorder(*impl_, now);
  impl_->in_transaction([&] {
    for (const auto& observation : batch.observations) recorder.observe(observation);
    for (const auto& miss : batch.misses) recorder.miss(miss);
    for (const auto& retired : batch.retired) recorder.retire(retired);
  });
  return std::move(recorder.changes);
}

std::size_t Store::attribute(Time now, std::chrono::milliseconds grace) {
  return Attribution(*impl_, now, grace).run();
}

void Store::apply(std::span<const Transition> transitions, Time now) {
  if (transitions.empty()) return;
  impl_->in_transaction([&] {
    for (const auto& transition : transitions) {
      const Violation& violation = transition.violation;
      impl_->append(row::kViolation, violation.resource_kind, violation.resource_id, violation.policy,
                    content_of(transition), now);
    }
  });
}

void Store::set_config(const std::string& name, const std::string& text, Time now) {
  auto& known = impl_->statement("SELECT content FROM config_rows WHERE name = ? AND to_seq IS NULL");
  known.bind(1, name);
  const bool same = translated(impl_->path, [&] { return known.executeStep() && known.getColumn(0).getString() == text; });
  known.reset();
  if (!same) impl_->in_transaction([&] { impl_->append(row::kConfig, "", name, "", text, now); });
}

void Store::note(const std::string& name, const std::string& value) {
  if (noted(name) != value) translating(impl_->path, [&] { impl_->set_meta(note_key(name), value); });
}

std::optional<std::string> Store::noted(const std::string& name) const {
  return translated(impl_->path, [&] { return impl_->meta(note_key(name)); });
}

void Store::note_sweep(const std::string& text, Time now) {
  auto& last = impl_->statement("SELECT content FROM log WHERE type = 'sweep' ORDER BY seq DESC LIMIT 1");
  const bool same = translated(impl_->path, [&] { return last.executeStep() && last.getColumn(0).getString() == text; });
  last.reset();
  if (!same) impl_->in_transaction([&] { impl_->append(row::kSweep, "", "", "", text, now); });
}

}  // namespace segaudit::storage
