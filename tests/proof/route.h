#pragma once

#include <optional>
#include <string>

#include "agent/catalogue.h"
#include "agent/transport.h"
#include "storage/model.h"

namespace segaudit::proof {

// What a request asks for.
struct Route {
  const agent::Kind* kind = nullptr;
  std::string parent;
  std::string id;      // by id; empty: a collection
  std::string cursor;  // of a further page; empty: from the beginning
  std::size_t count = 200;

  storage::CollectionKey collection() const { return {std::string(kind->name), parent}; }
  bool pages() const { return id.empty() && kind->paging == agent::Paging::cursor; }
};

// By the catalogue's paths; nothing for a path that is in none of its rows.
std::optional<Route> route_of(const agent::Request& request);

}  // namespace segaudit::proof
