#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/store_impl.h"

namespace segaudit::storage {

// Who made the changes that nobody is known for yet (change_windows).
//
// An event tells of a change when it is about the same resource and happened between the last look without the change
// and the first with it. About the same: its resource id is the resource's; or else its parent's; or else a part of an id
// that is put together ("group/user"); or else that of a resource which the audit trail calls deleted and which the
// document of what is gone refers to (a source's destinations go with it); or else the one that its parent's end was
// attributed to. The first of these that fits counts; among its equals the event that is nearest to the first look with
// the change. The other events are noted beside it.
//
// What comes out is a row of the log of its own, once for each change. Where the trail tells of nobody, that is a row,
// too, but only when a complete look at the trail is later than the window by the time of grace: a trail that cannot be
// read says nothing. An event that comes still later attributes the change after all.
//
// An event that another change of the same resource was attributed to already explains a second one only when no other
// event comes within the grace: the second change's own event may be late.
class Attribution {
 public:
  Attribution(Store::Impl& store, Time now, std::chrono::milliseconds grace)
      : store_(store), now_(now), grace_(grace) {}

  // In a transaction of its own, when there is anything to do. Returns the number of rows logged.
  std::size_t run();

 private:
  struct Window {
    Seq seq = 0;
    std::string type, kind, id, parent;
    std::optional<Seq> before;
    std::int64_t since = 0, seen = 0;
    bool unattributed = false;  // the log says so
  };
  struct Event {
    std::string id, type;
    std::optional<std::string> actor, email;
    std::int64_t at = 0;
    int distance = 0;    // 0: about the very resource
    bool spent = false;  // an earlier change of the resource was attributed to it
  };
  using Windows = std::map<Seq, Window>;

  bool something_waits();
  bool something_is_old();
  std::optional<std::int64_t> trail_read_at();
  Windows due();
  void add_windows(SQLite::Statement& find, Windows& windows);
  bool settle(const Window& window);
  std::vector<Event> events_of(const Window& window);
  void add_events(SQLite::Statement& find, const Window& window, std::vector<Event>& events);
  bool is_spent(const Window& window, const std::string& event);
  const Event* nearest(const std::vector<Event>& events, const Window& window, bool spent) const;
  bool is_over(const Window& window) const;
  void attribute(const Window& window, const Event& event, const std::vector<Event>& events);
  void call_unattributed(const Window& window);
  void forget_old();
  void execute(const char* sql, std::int64_t value);

  Store::Impl& store_;
  Time now_;
  std::chrono::milliseconds grace_;
  std::optional<std::int64_t> trail_read_at_;
};

}  // namespace segaudit::storage
