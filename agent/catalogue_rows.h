#pragma once

#include <vector>

#include "agent/catalogue.h"

namespace segaudit::agent {

// The rows of the catalogue, family by family. The first row of all is the workspace: it says whose data these are.
std::vector<Kind> workspace_rows();
std::vector<Kind> source_rows();
std::vector<Kind> destination_rows();
std::vector<Kind> tracking_plan_rows();  // Protocols: plans, rules, transformations
std::vector<Kind> function_rows();
std::vector<Kind> warehouse_rows();
std::vector<Kind> access_rows();         // users, groups, roles, invites, labels
std::vector<Kind> audit_rows();

// Media types of the API's versions.
inline constexpr std::string_view kV1 = "application/vnd.segment.v1+json";
inline constexpr std::string_view kV1Beta = "application/vnd.segment.v1beta+json";
inline constexpr std::string_view kV1Alpha = "application/vnd.segment.v1alpha+json";

}  // namespace segaudit::agent
