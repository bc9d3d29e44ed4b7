#pragma once

#include <string>

#include "agent/page_lists.h"
#include "agent/resource_view.h"

namespace segaudit::agent {

// /api/v1/resources as JSON. Every answer names the workspace and the position of its log that it was read at. Pure.

struct JsonFrame {
  std::string workspace;
  storage::Seq position = 0;
};

std::string kinds_json(const JsonFrame& frame, const std::vector<KindSummary>& kinds);
std::string resources_json(const JsonFrame& frame, const std::string& kind, const storage::ListedResources& found,
                           std::int64_t page);
std::string resource_json(const JsonFrame& frame, const ResourceView& view);

}  // namespace segaudit::agent
