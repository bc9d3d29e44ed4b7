#include "agent/inventory_metrics.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::agent {
namespace {

std::vector<const InventoryFamily*> families_of(std::span<const WorkspaceState> workspaces) {
  std::vector<const InventoryFamily*> families;
  std::set<std::string_view> seen;
  for (const auto& workspace : workspaces)
    for (const auto& family : workspace.inventory)
      if (seen.insert(family.name).second) families.push_back(&family);
  return families;
}

std::set<std::string_view> failing_destinations(const WorkspaceState& workspace) {
  std::set<std::string_view> failing;
  for (const auto& violation : workspace.violations)
    if (violation.state == storage::ViolationState::open && violation.resource_kind == "destination")
      failing.insert(violation.resource_id);
  return failing;
}

// Which of a family's samples are wanted.
class Filter {
 public:
  Filter(PerDestination per_destination, const WorkspaceState& workspace)
      : per_destination_(per_destination), failing_(failing_destinations(workspace)) {}

  bool wants(const InventoryFamily& family, const InventoryFamily::Sample& sample) const {
    if (per_destination_ == PerDestination::all) return true;
    const auto label = std::ranges::find(family.labels, "destination_id");
    if (label == family.labels.end()) return true;
    const auto index = std::size_t(label - family.labels.begin());
    return per_destination_ == PerDestination::failing && failing_.contains(sample.values.at(index));
  }

 private:
  PerDestination per_destination_;
  std::set<std::string_view> failing_;
};

void write_samples(MetricsWriter& out, const WorkspaceState& workspace, const InventoryFamily& family,
                   const Filter& filter) {
  std::vector<MetricLabel> labels = {{"workspace", workspace.name}};
  for (const auto& name : family.labels) labels.emplace_back(name, "");
  for (const auto& sample : family.samples) {
    if (!filter.wants(family, sample) || !out.has_room(workspace.name)) continue;
    for (std::size_t i = 0; i < family.labels.size(); ++i) labels[i + 1].second = sample.values.at(i);
    out.add(labels, sample.value);
  }
}

}  // namespace

void write_inventory_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces,
                             PerDestination per_destination) {
  std::vector<Filter> filters;
  for (const auto& workspace : workspaces) filters.emplace_back(per_destination, workspace);
  for (const InventoryFamily* family : families_of(workspaces)) {
    out.family(family->name, "gauge", family->help);
    for (std::size_t i = 0; i < workspaces.size(); ++i) {
      const auto own = std::ranges::find(workspaces[i].inventory, family->name, &InventoryFamily::name);
      if (own == workspaces[i].inventory.end()) continue;
      out.may_drop(workspaces[i].name);
      write_samples(out, workspaces[i], *own, filters[i]);
    }
  }
}

}  // namespace segaudit::agent
