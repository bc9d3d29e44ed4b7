#include "agent/collections_of.h"

namespace segaudit::agent {

bool is_root(const Kind& kind) { return kind.parent.empty(); }

std::vector<std::string> parents_of(const Kind& kind, const storage::Store& store) {
  if (!is_root(kind)) return ids_of(kind_named(kind.parent), store);
  if (kind.parts.values.empty()) return {""};
  return {kind.parts.values.begin(), kind.parts.values.end()};
}

std::vector<std::string> ids_of(const Kind& kind, const storage::Store& store) {
  std::vector<std::string> ids;
  for (const auto& parent : parents_of(kind, store)) {
    auto some = store.known_ids({std::string(kind.name), parent});
    ids.insert(ids.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return ids;
}

}  // namespace segaudit::agent
