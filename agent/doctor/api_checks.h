#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "agent/clock.h"
#include "agent/config.h"
#include "agent/doctor/access.h"
#include "agent/doctor/check.h"

namespace segaudit::agent {

// What the answers of the API say about token, region, clock and rate limit. Pure.
std::vector<Check> api_checks(const AccessReport& report, const WorkspaceConfig& workspace);

// The region whose API takes this workspace's token, when its own region refused it: "us", "eu", or empty when the other
// one does not take it either, or could not be asked. `transport_to` makes a way to a base URL.
std::string region_that_answers(const WorkspaceConfig& workspace, Clock& clock,
                                const std::function<std::unique_ptr<Transport>(const std::string&)>& transport_to);

}  // namespace segaudit::agent
