#include "tests/proof/truth.h"

#include <algorithm>

namespace segaudit::proof {
namespace {

bool some_are(const std::vector<const Version*>& versions, bool on) {
  return std::ranges::any_of(versions, [&](const Version* version) { return version->on == on; });
}

}  // namespace

const std::vector<Need>& needs() {
  static const std::vector<Need> all = {
      {"settings-have-a-target", "source", {"source"}, "source_settings"},
      {"destination-of-an-enabled-source", "destination", {"source", "destination"}, ""},
      {"source-has-a-destination", "source", {"source", "destination"}, ""},
      {"plan-has-a-source", "tracking_plan", {"tracking_plan"}, "tracking_plan_source"}};
  return all;
}

Truth::Seen Truth::seen(const std::string& kind, const std::string& id, const std::string& parent, Time now) const {
  const History& history = world_.history({kind, id});
  const Time since = exact_ ? now : witness_.true_since({kind, parent});
  auto versions = history.in(since, now);
  if (exact_)
    std::erase_if(versions, [](const Version* version) { return version->to != kForever; });
  else if (versions.empty() && !history.versions.empty() && shown_.contains({kind, id}))
    versions = {&history.now()};
  return {versions, exact_ ? versions.empty() : history.was_absent(parent, since, now)};
}

// Whether at some time (always: at every time) some destination belonged to the source.
bool Truth::has_destination(const std::string& source, Time now, bool always) const {
  for (const auto& [id, history] : world_.all("destination")) {
    const Seen destination = seen("destination", id, "", now);
    const auto is_its = [&](const Version* version) { return version->about == source; };
    if (always ? !destination.absent && std::ranges::all_of(destination.versions, is_its)
               : std::ranges::any_of(destination.versions, is_its))
      return true;
  }
  return false;
}

bool Truth::has_edge(const std::string& plan, Time now, bool always) const {
  for (const auto& [id, history] : world_.all("tracking_plan_source")) {
    if (!id.starts_with(plan + "/")) continue;
    const Seen edge = seen("tracking_plan_source", id, plan, now);
    if (always ? !edge.absent : !edge.versions.empty()) return true;
  }
  return false;
}

bool Truth::may_be_violated(const std::string& policy, const std::string& id, Time now) const {
  if (policy == "settings-have-a-target")
    return !seen("source", id, "", now).versions.empty() &&
           some_are(seen("source_settings", id, id, now).versions, false);
  if (policy == "source-has-a-destination")
    return !seen("source", id, "", now).versions.empty() && !has_destination(id, now, true);
  if (policy == "plan-has-a-source")
    return !seen("tracking_plan", id, "", now).versions.empty() && !has_edge(id, now, true);
  for (const Version* destination : seen("destination", id, "", now).versions)
    if (destination->on && some_are(seen("source", destination->about, "", now).versions, false)) return true;
  return false;
}

bool Truth::may_be_fine(const std::string& policy, const std::string& id, Time now) const {
  if (policy == "settings-have-a-target") {
    const Seen settings = seen("source_settings", id, id, now);
    return seen("source", id, "", now).absent || settings.absent || some_are(settings.versions, true);
  }
  if (policy == "source-has-a-destination")
    return seen("source", id, "", now).absent || has_destination(id, now, false);
  if (policy == "plan-has-a-source") return seen("tracking_plan", id, "", now).absent || has_edge(id, now, false);
  const Seen destination = seen("destination", id, "", now);
  if (destination.absent || some_are(destination.versions, false)) return true;
  return std::ranges::any_of(destination.versions, [&](const Version* version) {
    const Seen source = seen("source", version->about, "", now);
    return source.absent || some_are(source.versions, true);
  });
}

std::set<std::string> Truth::violated(const std::string& policy, Time now) const {
  Truth exact(*this);
  exact.exact_ = true;
  std::set<std::string> ids;
  for (const auto& need : needs())
    if (need.policy == policy)
      for (const auto& id : world_.ids({need.resource, ""}))
        if (exact.may_be_violated(policy, id, now)) ids.insert(id);
  return ids;
}

}  // namespace segaudit::proof
