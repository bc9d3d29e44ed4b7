#include "agent/catalogue.h"

#include <stdexcept>
#include <string>

#include "agent/catalogue_rows.h"

namespace segaudit::agent {
namespace {

std::vector<Kind> all_rows() {
  std::vector<Kind> all;
  for (auto* rows : {&workspace_rows, &source_rows, &destination_rows, &tracking_plan_rows, &function_rows,
                     &warehouse_rows, &access_rows, &audit_rows})
    for (auto& row : rows()) all.push_back(std::move(row));
  return all;
}

const std::vector<Kind>& all_kinds() {
  static const std::vector<Kind> kinds = all_rows();
  return kinds;
}

}  // namespace

std::span<const Kind> catalogue() { return all_kinds(); }

const Kind& kind_named(std::string_view name) {
  for (const auto& kind : all_kinds())
    if (kind.name == name) return kind;
  throw std::out_of_range("no kind is called " + std::string(name));
}

}  // namespace segaudit::agent
