#pragma once

#include <string>

#include "tests/proof/dice.h"
#include "tests/proof/world.h"

namespace segaudit::proof {

// What people do in the workspace: things come, change, go with all that is under them, come again under their old id,
// edges move. Most of it leaves an event in the audit trail, on time or late; some of it none. Keeps the world at about
// 300 resources.
class Life {
 public:
  Life(World& world, std::uint64_t seed) : world_(world), dice_(seed) {}

  void settle(Time now);  // the first day
  void happen(Time now);  // one thing

 private:
  void undo(Time now);
  void source(Time now);
  void destination(Time now);
  void plan(Time now);
  void user(Time now);
  void group(Time now);
  void detail(const std::string& kind, Time now);
  void come_under(const std::string& kind, const std::string& parent, Time now);

  void put_source(const std::string& id, bool on, Time now);
  void put_settings(const std::string& source, bool has_target, Time now);
  void put_destination(const std::string& id, const std::string& source, bool on, Time now);
  void put_edge(const std::string& plan, const std::string& source, Time now);
  void put_named(const std::string& kind, const std::string& id, Time now);
  void put_permissions(const std::string& user, Time now);
  void put_member(const std::string& group, const std::string& user, Time now);
  void put_detail(const std::string& kind, const std::string& parent, const std::string& id, Time now);
  void remove_with_children(const ResourceKey& key, Time now);

  // Whether to make one, given how many there are and should be: new, gone, or (neither) different.
  enum class What { create, remove, modify };
  What what_next(const std::string& kind, std::size_t wanted);
  std::string new_id(const std::string& kind, const std::string& prefix, int pool);
  std::string some(const CollectionKey& collection);
  std::string name();
  void tell(const std::string& type, const std::string& resource_type, const std::string& id, Time now);

  World& world_;
  Dice dice_;
  std::uint64_t told_ = 0;
};

}  // namespace segaudit::proof
