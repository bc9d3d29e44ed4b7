#include "agent/embedded_cutter.h"

#include <simdjson.h>

#include <nlohmann/json.hpp>

namespace segaudit::agent {

struct EmbeddedCutter::State {
  simdjson::ondemand::parser parser;
  std::string padded;
};

EmbeddedCutter::EmbeddedCutter() : state_(std::make_unique<State>()) {}
EmbeddedCutter::~EmbeddedCutter() = default;

CutItem EmbeddedCutter::cut(const Kind& kind, std::string_view item) {
  CutItem result;
  result.item = item;
  if (kind.embedded.empty()) return result;
  state_->padded.assign(item);
  state_->padded.resize(item.size() + simdjson::SIMDJSON_PADDING);
  auto document = state_->parser.iterate(state_->padded.data(), item.size(), state_->padded.size());
  simdjson::ondemand::object object;
  if (document.get_object().get(object)) return result;
  for (auto field : object) {
    std::string_view key;
    simdjson::ondemand::value value;
    if (field.unescaped_key().get(key) || field.value().get(value)) return result;
    for (const auto& embedded : kind.embedded) {
      std::string_view raw;
      if (key != embedded.field || value.type() != simdjson::ondemand::json_type::object) continue;
      simdjson::ondemand::object part;
      if (value.get_object().get(part) || part.raw_json().get(raw)) return result;
      raw = raw.substr(0, raw.rfind('}') + 1);  // some versions of simdjson include the space that follows
      result.parts.push_back({&embedded, item.substr(std::size_t(raw.data() - state_->padded.data()), raw.size())});
      break;
    }
  }
  return result;
}

std::string CutItem::with_ids(const std::vector<std::string>& ids) const {
  std::string text;
  std::size_t done = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto begin = std::size_t(parts[i].raw.data() - item.data());
    text += item.substr(done, begin - done);
    text += nlohmann::json{{parts[i].embedded->id_field, ids[i]}}.dump();
    done = begin + parts[i].raw.size();
  }
  return text += item.substr(done);
}

}  // namespace segaudit::agent
