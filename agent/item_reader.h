#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::agent {

// Reads single fields of an item without parsing the rest into a tree. Keeps its memory between items; one thread at a
// time.
class ItemReader {
 public:
  ItemReader();
  ~ItemReader();

  // The item that string_field() asks from here on; its bytes are copied.
  void read(std::string_view item);

  // The string at a path like "metadata.id". Nothing when there is none, when it is something else, or when a member on
  // the way comes twice: an item with two ids has none.
  std::optional<std::string> string_field(std::string_view path);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// For a single field; whoever reads many keeps an ItemReader.
std::optional<std::string> field_of(std::string_view item, std::string_view path);

}  // namespace segaudit::agent
