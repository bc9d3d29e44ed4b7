#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/catalogue.h"

namespace segaudit::agent {

// An item with its embedded documents cut out.
struct CutItem {
  struct Part {
    const Embedded* embedded = nullptr;
    std::string_view raw;  // JSON object, inside the item
  };
  std::vector<Part> parts;
  std::string_view item;

  // The item with each part replaced: `ids` has the parts' ids, in their order.
  std::string with_ids(const std::vector<std::string>& ids) const;
};

// Finds embedded documents by their place, without parsing them: the same 30 KB come with every destination of a type,
// and are recognised by their bytes. Keeps its memory between items; one thread at a time.
class EmbeddedCutter {
 public:
  EmbeddedCutter();
  ~EmbeddedCutter();

  // The result lies inside `item`, which is a valid JSON object.
  CutItem cut(const Kind& kind, std::string_view item);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segaudit::agent
