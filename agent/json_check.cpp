#include "agent/json_check.h"

#include <simdjson.h>

#include <nlohmann/json.hpp>

namespace segaudit::agent {
namespace {

// Reads without storing anything, and stops at the first thing that is wrong.
class DepthLimit final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit DepthLimit(std::size_t deepest) : deepest_(deepest) {}

  std::optional<std::string> problem() const { return problem_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    const bool out_of_range = error.id == 406;
    problem_ = (out_of_range ? "has a number that is out of range" : "is not valid JSON") + std::string(" (at byte ") +
               std::to_string(position) + ")";
    return false;
  }

 private:
  bool enter() {
    if (++depth_ <= deepest_) return true;
    problem_ = "is nested deeper than " + std::to_string(deepest_) + " levels";
    return false;
  }
  bool leave() {
    --depth_;
    return true;
  }

  const std::size_t deepest_;
  std::size_t depth_ = 0;
  std::optional<std::string> problem_;
};

std::optional<std::string> slow_check(const std::string& text, std::size_t deepest) {
  DepthLimit reader(deepest);
  nlohmann::json::sax_parse(text, &reader);
  return reader.problem();
}

}  // namespace

struct JsonCheck::Parser {
  simdjson::dom::parser dom;
};

JsonCheck::JsonCheck(std::size_t deepest) : deepest_(deepest), parser_(std::make_unique<Parser>()) {}
JsonCheck::~JsonCheck() = default;

std::optional<std::string> JsonCheck::problem_of(std::string& text) {
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  if (parser_->dom.max_depth() != deepest_) {
    if (parser_->dom.allocate(text.size(), deepest_) != simdjson::SUCCESS) return "does not fit into memory";
  }
  switch (parser_->dom.parse(text.data(), text.size(), false).error()) {
    case simdjson::SUCCESS:
      return std::nullopt;
    case simdjson::EMPTY:
      return "is empty";
    case simdjson::UTF8_ERROR:
      return "is not valid UTF-8";
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return "does not fit into memory";
    // simdjson refuses integers of more than 64 bits, which are JSON nevertheless, and counts levels its own way (not
    // those of empty lists). What it accepts is never too deep.
    default:
      return slow_check(text, deepest_);
  }
}

}  // namespace segaudit::agent
