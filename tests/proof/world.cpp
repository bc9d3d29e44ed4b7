#include "tests/proof/world.h"

#include <algorithm>

namespace segaudit::proof {

const std::vector<WorldKind>& world_kinds() {
  static const std::vector<WorldKind> kinds = {{"source", ""},
                                               {"source_settings", "source"},
                                               {"destination", ""},
                                               {"destination_filter", "destination"},
                                               {"destination_subscription", "destination"},
                                               {"tracking_plan", ""},
                                               {"tracking_plan_source", "tracking_plan"},
                                               {"tracking_plan_rule", "tracking_plan"},
                                               {"user", ""},
                                               {"user_permissions", "user"},
                                               {"group", ""},
                                               {"group_member", "group"}};
  return kinds;
}

bool is_world_kind(const std::string& kind) {
  return std::ranges::any_of(world_kinds(), [&](const WorldKind& known) { return known.kind == kind; });
}

std::vector<const Version*> History::in(Time since, Time until) const {
  std::vector<const Version*> found;
  for (const auto& version : versions)
    if (version.from <= until && version.to >= since) found.push_back(&version);
  return found;
}

bool History::was_absent(const std::string& parent, Time since, Time until) const {
  Time reached = since;
  for (const auto& version : versions) {
    if (version.to < reached || version.parent != parent) continue;
    if (version.from > reached) return true;
    reached = version.to;
    if (reached > until) return false;
  }
  return true;
}

void World::put(const ResourceKey& key, const std::string& parent, Version version, Time now) {
  History& history = resources_[key.kind][key.id];
  const bool is_new = !history.exists();
  if (!is_new) history.versions.back().to = now;
  version.parent = parent;
  version.from = now;
  version.to = kForever;
  history.versions.push_back(std::move(version));
  ++changes_;
  if (!is_new) return;
  listed_[{key.kind, parent}].insert(key.id);
  ++moves_[{key.kind, parent}];
}

bool World::put_back(const ResourceKey& key, Time now) {
  const History& history = resources_.at(key.kind).at(key.id);
  const std::size_t count = history.versions.size();
  if (count < 2 || history.versions[count - 2].to != history.now().from) return false;
  const Version before = history.versions[count - 2];
  put(key, history.parent(), before, now);
  return true;
}

void World::remove(const ResourceKey& key, Time now) {
  History& history = resources_.at(key.kind).at(key.id);
  history.versions.back().to = now;
  listed_[{key.kind, history.parent()}].erase(key.id);
  ++moves_[{key.kind, history.parent()}];
  ++changes_;
}

void World::forget_before(Time time) {
  for (auto& [kind, all] : resources_)
    for (auto& [id, history] : all)
      std::erase_if(history.versions, [&](const Version& version) { return version.to < time; });
  std::erase_if(events_, [&](const Event& event) { return event.visible < time; });
}

bool World::exists(const ResourceKey& key) const { return history(key).exists(); }

const History& World::history(const ResourceKey& key) const {
  static const History nothing;
  const auto kind = resources_.find(key.kind);
  if (kind == resources_.end()) return nothing;
  const auto found = kind->second.find(key.id);
  return found == kind->second.end() ? nothing : found->second;
}

const std::set<std::string>& World::ids(const CollectionKey& collection) const {
  static const std::set<std::string> nothing;
  const auto found = listed_.find(collection);
  return found == listed_.end() ? nothing : found->second;
}

const std::map<std::string, History>& World::all(const std::string& kind) const {
  static const std::map<std::string, History> nothing;
  const auto found = resources_.find(kind);
  return found == resources_.end() ? nothing : found->second;
}

std::size_t World::count(const std::string& kind) const {
  std::size_t count = 0;
  for (const auto& [id, history] : all(kind)) count += history.exists();
  return count;
}

std::vector<CollectionKey> World::collections() const {
  std::vector<CollectionKey> collections;
  for (const auto& [kind, parent] : world_kinds()) {
    if (parent.empty())
      collections.push_back({kind, ""});
    else
      for (const auto& id : ids({parent, ""})) collections.push_back({kind, id});
  }
  return collections;
}

std::size_t World::comings_and_goings(const CollectionKey& collection) const {
  const auto found = moves_.find(collection);
  return found == moves_.end() ? 0 : found->second;
}

}  // namespace segaudit::proof
