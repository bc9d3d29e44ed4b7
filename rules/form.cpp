#include "rules/form.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rules/duration.h"
#include "rules/wording.h"

namespace segaudit::rules {

Place place_of(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {};
  return {std::size_t(mark.line) + 1, std::size_t(mark.column) + 1};
}

std::vector<Problem> Problems::in_order() const {
  std::vector<Problem> ordered = found_;
  std::ranges::stable_sort(ordered, {}, [](const Problem& problem) { return std::pair(problem.line, problem.column); });
  return ordered;
}

namespace {

// Counts documents. YAML::LoadAll never ends where a document is followed by something that cannot begin one (a comma).
class DocumentCounter final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override { ++count; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  std::size_t count = 0;
};

bool is_utf8(std::string_view text) {
  try {
    nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

// yaml-cpp passes on bytes that are not UTF-8, and makes such bytes of NULs: outputs would show another text than the
// one that was compared. Notes the first line that holds any.
bool is_text(std::string_view text, Problems& problems) {
  if (is_utf8(text) && text.find('\0') == std::string_view::npos) return true;
  for (std::size_t line = 1;; ++line) {
    const std::string_view current = text.substr(0, text.find('\n'));
    const bool has_nul = current.find('\0') != std::string_view::npos;
    if (has_nul || !is_utf8(current)) {
      problems.add(Place{line, 1}, has_nul ? "holds a NUL character" : "not valid UTF-8");
      return false;
    }
    text.remove_prefix(current.size() + 1);
  }
}

std::size_t documents_in(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentCounter counter;
  while (counter.count < 2 && parser.HandleNextDocument(counter)) {
  }
  return counter.count;
}

}  // namespace

std::optional<YAML::Node> parse_yaml(const std::string& text, Problems& problems) {
  if (!is_text(text, problems)) return std::nullopt;
  try {
    const std::size_t documents = documents_in(text);
    if (documents == 1) return YAML::Load(text);
    problems.add(Place{}, documents == 0 ? "the file is empty" : "the file holds more than one YAML document");
  } catch (const YAML::DeepRecursion&) {
    problems.add(Place{}, "not valid YAML: nested too deeply");
  } catch (const YAML::Exception& e) {
    const Place place =
        e.mark.is_null() ? Place{} : Place{std::size_t(e.mark.line) + 1, std::size_t(e.mark.column) + 1};
    problems.add(place, "not valid YAML: " + e.msg);
  }
  return std::nullopt;
}

Form::Form(const YAML::Node& node, std::string name, std::span<const std::string_view> keys, Problems& problems)
    : name_(std::move(name)), place_(place_of(node)), problems_(problems) {
  if (!node.IsMap()) {
    problems_.add(node, (name_.empty() ? "" : name_ + ": ") + "must be a mapping with the keys " +
                            listed({keys.begin(), keys.end()}));
    return;
  }
  for (const auto& entry : node) read_entry(entry.first, entry.second, keys);
}

void Form::read_entry(const YAML::Node& key, const YAML::Node& value, std::span<const std::string_view> keys) {
  const std::string& word = key.Scalar();
  if (std::ranges::find(keys, word) == keys.end()) {
    problems_.add(key, (name_.empty() ? "" : name_ + ": ") + "unknown key " + in_quotes(word) +
                           did_you_mean(word, {keys.begin(), keys.end()}));
  } else if (find(word)) {
    problems_.add(key, (name_.empty() ? "" : name_ + ": ") + "the key " + in_quotes(word) + " is given twice");
  } else {
    entries_.push_back({word, value});
  }
}

std::optional<YAML::Node> Form::find(std::string_view key) const {
  for (const auto& entry : entries_)
    if (entry.key == key) return entry.value;
  return std::nullopt;
}

std::optional<YAML::Node> Form::require(std::string_view key) {
  auto value = find(key);
  if (value && !value->IsNull()) return value;
  note(value ? place_of(*value) : place_, key, "is missing");
  return std::nullopt;
}

std::string Form::scalar(std::string_view key, const YAML::Node& value) {
  if (value.IsScalar()) return value.Scalar();
  note(value, key, "must be text");
  return {};
}

std::string Form::text(std::string_view key) {
  const auto value = find(key);
  return value && !value->IsNull() ? scalar(key, *value) : "";
}

std::string Form::required_text(std::string_view key) {
  const auto value = require(key);
  if (!value) return {};
  if (value->IsScalar() && value->Scalar().find_first_not_of(" \t\r\n") == std::string::npos)
    note(*value, key, "must not be empty");
  return scalar(key, *value);
}

std::optional<std::chrono::milliseconds> Form::duration(std::string_view key) {
  const auto value = find(key);
  if (!value) return std::nullopt;
  const std::string written = value->IsScalar() ? value->Scalar() : "";
  const auto duration = parse_duration(written);
  if (!duration) note(*value, key, duration_mistake(written));
  return duration;
}

std::vector<YAML::Node> Form::list(std::string_view key) {
  const auto value = find(key);
  if (!value || value->IsNull()) return {};
  if (!value->IsSequence()) {
    note(*value, key, "must be a list");
    return {};
  }
  return {value->begin(), value->end()};
}

void Form::note(const YAML::Node& node, std::string_view key, const std::string& text) {
  note(place_of(node), key, text);
}

void Form::note(Place place, std::string_view key, const std::string& text) {
  problems_.add(place, (name_.empty() ? "" : name_ + ": ") + std::string(key) + ": " + text);
}

}  // namespace segaudit::rules
