// The answer of an endpoint to a request that has passed authentication and version negotiation.
#pragma once

#include <cstddef>

#include "tests/simulator/reply.h"
#include "tests/simulator/routes.h"
#include "tests/simulator/target.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

// Faults that concern pages.
struct PageTweak {
  // The next cursor is the one asked with.
  bool loop = false;
  // Added to the offset of every page but the first.
  int shift = 0;
};

struct AnswerSettings {
  // Largest `pagination.count` where the endpoint has no limit of its own.
  std::size_t page_limit = 200;
  PageTweak tweak = {};
};

Reply answer(const Workspace& workspace, const RouteMatch& match, const Target& target, const Request& request,
             const AnswerSettings& settings);

}  // namespace segaudit::simulator
