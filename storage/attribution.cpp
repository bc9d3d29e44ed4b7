#include "storage/attribution.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "storage/row_reading.h"
#include "storage/schema.h"

namespace segaudit::storage {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* kTrail = "audit_event";

// The API shows a change up to five minutes after its event, and a look takes a while until it is recorded.
constexpr std::int64_t kDelay = std::chrono::milliseconds(6min).count();
// Events are dated by another clock than looks.
constexpr std::int64_t kClockSlack = std::chrono::milliseconds(1min).count();
// The trail goes back no further.
constexpr std::int64_t kRetention = std::chrono::milliseconds(24h * 90).count();

constexpr const char* kWindowColumns = "seq, type, kind, id, parent, before, since, seen, unattributed";

std::int64_t milliseconds(Time time) { return time.time_since_epoch().count(); }

std::optional<std::string> text_or_nothing(const SQLite::Column& column) {
  const std::string text = column.getString();
  return text.empty() ? std::nullopt : std::optional(text);
}

// What an event may call the resource, each with how far that is from the resource itself.
std::string names_of(const std::string& id, const std::string& parent) {
  json names = json::array({json::array({id, 0})});
  if (id.find('/') != std::string::npos) {
    std::string with_colons = id;
    std::replace(with_colons.begin(), with_colons.end(), '/', ':');
    names.push_back(json::array({with_colons, 0}));
    for (std::size_t begin = 0, end = 0; begin <= id.size(); begin = end + 1) {
      end = std::min(id.find('/', begin), id.size());
      if (end > begin) names.push_back(json::array({id.substr(begin, end - begin), 2}));
    }
  }
  if (!parent.empty()) names.push_back(json::array({parent, 1}));
  return names.dump(-1, ' ', false, json::error_handler_t::replace);
}

const std::string kDueQuery = std::string("SELECT ") + kWindowColumns + " FROM change_windows WHERE ";
// Recorded since the last time.
const std::string kNewWindows = kDueQuery + "seq > ?";
// Events that arrived since then may fit.
const std::string kFittingWindows = kDueQuery + "seen >= ? AND since <= ?";
// The trail had its time.
const std::string kOverWindows = kDueQuery + "unattributed = 0 AND seen <= ?";

constexpr const char* kEventsByName =
    "SELECT id, type, actor, email, at, min(distance) FROM ("
    "SELECT e.resource_id AS id, e.type AS type, e.actor AS actor, e.actor_email AS email, e.at AS at, "
    "n.value ->> 1 AS distance FROM json_each(?1) n CROSS JOIN audit_event_rows e "
    "ON e.on_id = n.value ->> 0 AND e.at BETWEEN ?2 AND ?3 "
    "UNION ALL "
    "SELECT e.resource_id, e.type, e.actor, e.actor_email, e.at, n.value ->> 1 "
    "FROM json_each(?1) n CROSS JOIN audit_event_rows e "
    "ON e.on_tail = n.value ->> 0 AND e.at BETWEEN ?2 AND ?3) GROUP BY id";

constexpr const char* kEventsOfWhatItNamed =
    "SELECT DISTINCT e.resource_id, e.type, e.actor, e.actor_email, e.at, 3 "
    "FROM log l CROSS JOIN json_tree(l.content) t CROSS JOIN audit_event_rows e "
    "ON e.on_id = t.atom AND e.at BETWEEN ?2 AND ?3 "
    "WHERE l.seq = ?1 AND t.type = 'text' AND (e.type LIKE '%deleted%' OR e.type LIKE '%removed%')";

constexpr const char* kEventsOfItsParentsEnd =
    "SELECT e.resource_id, e.type, e.actor, e.actor_email, e.at, 4 "
    "FROM change_rows c CROSS JOIN attribution_rows a ON a.change_seq = c.from_seq AND a.to_seq IS NULL "
    "CROSS JOIN audit_event_rows e ON e.resource_id = a.event_id AND e.to_seq IS NULL "
    "WHERE c.kind = ?4 AND c.resource_id = ?1 AND c.type IN ('deleted', 'vanished') AND e.at BETWEEN ?2 AND ?3";

}  // namespace

std::size_t Attribution::run() {
  return translated(store_.path, [&]() -> std::size_t {
    std::size_t rows = 0;
    if (something_waits()) {
      trail_read_at_ = trail_read_at();
      const Windows windows = due();
      if (!windows.empty() || something_is_old())
        store_.in_transaction([&] {
          for (const auto& [seq, window] : windows) rows += settle(window) ? 1 : 0;
          forget_old();
        });
    }
    store_.attributed_to = store_.log->length();
    return rows;
  });
}

bool Attribution::something_waits() {
  auto& find = store_.statement("SELECT 1 FROM change_windows LIMIT 1");
  bool found = false;
  for_rows(find, [&](auto&) { found = true; });
  return found;
}

bool Attribution::something_is_old() {
  auto& find = store_.statement("SELECT 1 FROM change_windows WHERE seen < ? LIMIT 1");
  find.bind(1, milliseconds(now_) - kRetention);
  bool found = false;
  for_rows(find, [&](auto&) { found = true; });
  return found;
}

std::optional<std::int64_t> Attribution::trail_read_at() {
  auto& read = store_.statement(
      "SELECT l.last_complete FROM collection_looks l JOIN collection_rows r ON r.kind = l.kind AND r.parent = l.parent "
      "WHERE l.kind = ? AND l.parent = '' AND l.last_complete IS NOT NULL AND r.to_seq IS NULL AND r.state = 'complete'");
  read.bind(1, kTrail);
  std::optional<std::int64_t> at;
  for_rows(read, [&](auto& row) { at = row.getColumn(0).getInt64(); });
  return at;
}

Attribution::Windows Attribution::due() {
  Windows windows;
  auto& fresh = store_.statement(kNewWindows.c_str());
  fresh.bind(1, std::int64_t(store_.attributed_to));
  add_windows(fresh, windows);
  auto& arrived =
      store_.statement("SELECT min(at), max(at) FROM audit_event_rows WHERE from_seq > ? AND at IS NOT NULL");
  arrived.bind(1, std::int64_t(store_.attributed_to));
  std::optional<std::pair<std::int64_t, std::int64_t>> times;
  for_rows(arrived, [&](auto& row) {
    if (!row.getColumn(0).isNull()) times = {row.getColumn(0).getInt64(), row.getColumn(1).getInt64()};
  });
  if (times) {
    auto& fitting = store_.statement(kFittingWindows.c_str());
    fitting.bind(1, times->first - kClockSlack);
    fitting.bind(2, times->second + kDelay);
    add_windows(fitting, windows);
  }
  if (trail_read_at_) {
    auto& over = store_.statement(kOverWindows.c_str());
    over.bind(1, *trail_read_at_ - kClockSlack - std::int64_t(grace_.count()));
    add_windows(over, windows);
  }
  return windows;
}

void Attribution::add_windows(SQLite::Statement& find, Windows& windows) {
  for_rows(find, [&](auto& row) {
    Window window;
    window.seq = row.getColumn(0).getInt64();
    window.type = row.getColumn(1).getString();
    window.kind = row.getColumn(2).getString();
    window.id = row.getColumn(3).getString();
    window.parent = row.getColumn(4).getString();
    if (!row.getColumn(5).isNull()) window.before = row.getColumn(5).getInt64();
    window.since = row.getColumn(6).getInt64();
    window.seen = row.getColumn(7).getInt64();
    window.unattributed = row.getColumn(8).getInt() != 0;
    windows.emplace(window.seq, std::move(window));
  });
}

bool Attribution::settle(const Window& window) {
  const auto events = events_of(window);
  const Event* event = nearest(events, window, false);
  if (!event && is_over(window)) event = nearest(events, window, true);
  if (event) {
    attribute(window, *event, events);
    return true;
  }
  if (window.unattributed || !is_over(window)) return false;
  call_unattributed(window);
  return true;
}

std::vector<Attribution::Event> Attribution::events_of(const Window& window) {
  std::vector<Event> events;
  const std::string names = names_of(window.id, window.parent);
  auto& named = store_.statement(kEventsByName);
  named.bindNoCopy(1, names);
  add_events(named, window, events);
  if (!events.empty() || !ends_version(window.type) || !window.before) return events;
  auto& gone_with = store_.statement(kEventsOfWhatItNamed);
  gone_with.bind(1, std::int64_t(*window.before));
  add_events(gone_with, window, events);
  const auto parent_kind = kinds().find(window.kind);
  if (!events.empty() || window.parent.empty() || parent_kind == kinds().end()) return events;
  auto& gone_under = store_.statement(kEventsOfItsParentsEnd);
  gone_under.bindNoCopy(1, window.parent);
  gone_under.bindNoCopy(4, parent_kind->second);
  add_events(gone_under, window, events);
  return events;
}

void Attribution::add_events(SQLite::Statement& find, const Window& window, std::vector<Event>& events) {
  find.bind(2, window.since - kDelay);
  find.bind(3, window.seen + kClockSlack);
  for_rows(find, [&](auto& row) {
    events.push_back({row.getColumn(0).getString(), row.getColumn(1).getString(), text_or_nothing(row.getColumn(2)),
                      text_or_nothing(row.getColumn(3)), row.getColumn(4).getInt64(), row.getColumn(5).getInt(),
                      is_spent(window, row.getColumn(0).getString())});
  });
}

bool Attribution::is_spent(const Window& window, const std::string& event) {
  // By the resource: one event may have changed thousands of them.
  auto& find = store_.statement("SELECT 1 FROM change_rows c CROSS JOIN attribution_rows a ON a.change_seq = c.from_seq "
                                "WHERE c.kind = ? AND c.resource_id = ? AND c.at >= ? AND a.event_id = ? LIMIT 1");
  find.bindNoCopy(1, window.kind);
  find.bindNoCopy(2, window.id);
  find.bind(3, window.since - kDelay - kClockSlack);
  find.bindNoCopy(4, event);
  bool found = false;
  for_rows(find, [&](auto&) { found = true; });
  return found;
}

// The latest before the change was seen; where there is none, the earliest after that, by the other clock.
const Attribution::Event* Attribution::nearest(const std::vector<Event>& events, const Window& window,
                                               bool spent) const {
  const auto rank = [&](const Event& event) {
    const bool after = event.at > window.seen;
    return std::tuple(event.distance, after, after ? event.at : -event.at, event.id);
  };
  const Event* best = nullptr;
  for (const auto& event : events)
    if (event.spent == spent && (!best || rank(event) < rank(*best))) best = &event;
  return best;
}

bool Attribution::is_over(const Window& window) const {
  return trail_read_at_ && window.seen + kClockSlack + std::int64_t(grace_.count()) <= *trail_read_at_;
}

void Attribution::attribute(const Window& window, const Event& event, const std::vector<Event>& events) {
  json ids = json::array();
  for (const auto& each : events) ids.push_back(each.id);
  json content = {{"change", window.seq}, {"event", event.id}, {"event_type", event.type}, {"event_at", event.at},
                  {"events", std::move(ids)}};
  if (event.actor) content["actor"] = *event.actor;
  if (event.email) content["actor_email"] = *event.email;
  store_.append(row::kAttribution, window.kind, window.id, window.parent,
                content.dump(-1, ' ', false, json::error_handler_t::replace), now_);
  execute("DELETE FROM change_windows WHERE seq = ?", window.seq);
}

void Attribution::call_unattributed(const Window& window) {
  const json content = {{"change", window.seq}, {"unattributed", true}};
  store_.append(row::kAttribution, window.kind, window.id, window.parent, content.dump(), now_);
  execute("UPDATE change_windows SET unattributed = 1 WHERE seq = ?", window.seq);
}

// No event can come any more.
void Attribution::forget_old() {
  execute("DELETE FROM change_windows WHERE seen < ?", milliseconds(now_) - kRetention);
}

void Attribution::execute(const char* sql, std::int64_t value) {
  auto& statement = store_.statement(sql);
  statement.bind(1, value);
  statement.exec();
}

}  // namespace segaudit::storage
