#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/agenda.h"
#include "agent/look_queue.h"
#include "storage/store.h"

namespace segaudit::agent {

// What the poll looks at next, and why: collections whose time has come, what events touched, what hangs under something
// new, and what others name but nobody has seen. Reads the store. One thread.
class LookPlan {
 public:
  LookPlan(const storage::Store& store, Agenda agenda) : store_(store), agenda_(std::move(agenda)) {}

  // Queues what has come due.
  struct Came {
    std::size_t planned = 0;  // by failed looks and events, a little while ago
    std::size_t swept = 0;    // collections whose time has come
  };
  Came make_due(storage::Time now);
  // What these events touched, given as their documents.
  void follow(const std::vector<std::string>& events, storage::Time now);
  // Everything that is read under one resource, or under all resources of a collection.
  std::size_t add_children(const Kind& kind, const std::string& id);
  std::size_t add_children(const storage::CollectionKey& collection);
  // Resources that resources of these kinds name, but that nobody has seen: each once, until forget_foreign().
  std::size_t add_foreign(const std::set<std::string>& kinds);
  void forget_foreign() { foreign_.clear(); }

  Agenda& agenda() { return agenda_; }
  const Agenda& agenda() const { return agenda_; }
  LookQueue& queue() { return queue_; }
  const LookQueue& queue() const { return queue_; }

 private:
  std::size_t add_due_collections(storage::Time now);
  std::size_t add(const Due& due, Lane lane);
  void touch_collections(const Kind& kind, storage::Time now);
  void touch_children(const Kind& kind, const std::string& id, Lane lane, storage::Time now);

  const storage::Store& store_;
  Agenda agenda_;
  LookQueue queue_;
  std::set<std::pair<std::string, std::string>> foreign_;  // asked for
};

}  // namespace segaudit::agent
