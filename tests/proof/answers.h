#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/proof/route.h"
#include "tests/proof/world.h"

namespace segaudit::proof {

// What makes a list wrong: which of its items it does not give, and where it ends too early.
struct ListFlaw {
  std::function<bool(const std::string& id)> lacks;  // empty: lacks nothing
  std::optional<std::size_t> ends_after;             // so many items, as if there were no further page
  bool repeats = false;                              // every further page begins with the last item of the one before
};

struct Answer {
  agent::Response response;
  std::vector<std::string> ids;  // that are in it
  bool last = true;              // no page follows
};

// The API's answer as it would be without anything that goes wrong on the way. Cursors are offsets: what comes or goes
// while pages are turned shifts the items behind it.
Answer answer(const World& world, const Route& route, const agent::Request& request, const ListFlaw& flaw, Time now);

// The resource's JSON as a look at its collection gives it.
std::string raw_of(const World& world, const ResourceKey& key);

agent::Response json_response(int status, std::string body);
agent::Response error_response(int status, const std::string& type, const std::string& message);

}  // namespace segaudit::proof
