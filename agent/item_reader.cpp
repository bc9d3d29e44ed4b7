#include "agent/item_reader.h"

#include <simdjson.h>

namespace segaudit::agent {
namespace {

namespace ondemand = simdjson::ondemand;
using ondemand::json_type;

// Walks all members even after a hit, to see whether the name comes again.
std::optional<std::string> find_string(ondemand::object object, std::string_view path) {
  const auto dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  std::optional<std::string> found;
  bool seen = false;
  for (auto field : object) {
    if (std::string_view(field.unescaped_key()) != name) continue;
    if (seen) return std::nullopt;
    seen = true;
    ondemand::value value = field.value();
    if (dot != std::string_view::npos) {
      if (value.type() == json_type::object) found = find_string(value.get_object(), path.substr(dot + 1));
    } else if (value.type() == json_type::string) {
      found = std::string(std::string_view(value.get_string()));
    }
  }
  return found;
}

}  // namespace

struct ItemReader::State {
  ondemand::parser parser;
  std::string item;
  ondemand::document document;  // an index of `item`
  bool readable = false;
};

ItemReader::ItemReader() : state_(std::make_unique<State>()) {}
ItemReader::~ItemReader() = default;

void ItemReader::read(std::string_view item) {
  State& state = *state_;
  state.document = ondemand::document();
  state.item.reserve(item.size() + simdjson::SIMDJSON_PADDING);
  state.item.assign(item);
  const std::size_t allocated = state.item.size() + simdjson::SIMDJSON_PADDING;
  state.readable =
      state.parser.iterate(state.item.data(), state.item.size(), allocated).get(state.document) == simdjson::SUCCESS;
}

std::optional<std::string> ItemReader::string_field(std::string_view path) {
  if (!state_->readable) return std::nullopt;
  try {
    state_->document.rewind();
    if (state_->document.type() != json_type::object) return std::nullopt;
    return find_string(state_->document.get_object(), path);
  } catch (const simdjson::simdjson_error&) {
    return std::nullopt;
  }
}

std::optional<std::string> field_of(std::string_view item, std::string_view path) {
  ItemReader reader;
  reader.read(item);
  return reader.string_field(path);
}

}  // namespace segaudit::agent
