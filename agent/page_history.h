#pragma once

#include <string>

#include "agent/resource_view.h"

namespace segaudit::agent {

// A resource's versions, newest first, with the fields that each changed; and what the audit trail says about it. Pure.
std::string history_section(const ResourceView& view);

}  // namespace segaudit::agent
