#include "agent/document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/item_json.h"
#include "agent/secret_finder.h"
#include "storage/hash.h"
#include "storage/sql_functions.h"

namespace segaudit::agent {
namespace {

using nlohmann::json;

constexpr std::string_view kBullet = "\xE2\x80\xA2";  // Segment masks secrets with it

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}

void require(const Kind& kind, const json& item) {
  for (const auto field : kind.required)
    if (const auto found = item.find(field); found == item.end() || found->is_null())
      throw NotShownError("the answer has no " + std::string(field) + ": not shown to this token");
}

void keep_own_fields(const Kind& kind, json& item) {
  if (kind.kept.empty()) return;
  for (auto member = item.begin(); member != item.end();)
    member = std::find(kind.kept.begin(), kind.kept.end(), member.key()) == kind.kept.end() ? item.erase(member)
                                                                                            : std::next(member);
}

// An empty list says that the token may not see it, which is no fact about the resource.
void drop_hidden(const Kind& kind, json& item) {
  for (const auto field : kind.hideable)
    if (const auto found = item.find(field); found != item.end() && found->empty()) item.erase(found);
}

// What is left of a program: that it is the same or another one, how long it is, and where it seems to hold secrets.
json measured(const std::string& program, const RedactionKey& key) {
  json secrets = json::array();
  for (const auto& found : find_secrets(program))
    secrets.push_back({{"secret", found.secret}, {"line", found.line}, {"column", found.column}});
  return {{"fingerprint", key.fingerprint(program)}, {"length", program.size()}, {"secrets", std::move(secrets)}};
}

void measure_programs(const Kind& kind, json& item, const RedactionKey& key) {
  for (const auto field : kind.programs) {
    const auto found = item.find(field);
    if (found == item.end() || found->is_null()) continue;
    // Whatever else stands there is text, too: nothing of it may pass for a verdict of ours.
    *found = measured(found->is_string() ? found->get<std::string>() : json_text(*found), key);
  }
}

bool names_a_person(const PersonWhere& where, const json& item) {
  return std::ranges::any_of(where.fields, [&](std::string_view field) {
    const auto found = item.find(field);
    if (found == item.end() || !found->is_string()) return false;
    const std::string text = lower(found->get<std::string>());
    return std::ranges::any_of(where.words, [&](auto word) { return text.find(word) != std::string::npos; });
  });
}

}  // namespace

// What a kind's row says about its fields.
struct DocumentReader::Rules {
  FieldPaths clear, people, sealed, ignored, sets;

  explicit Rules(const Kind& kind)
      : clear(kind.clear), people(kind.people), sealed(kind.sealed), ignored(kind.ignored), sets(kind.sets) {}
};

namespace {

class Redaction {
 public:
  Redaction(const FieldPaths& clear, const FieldPaths& sealed, const FieldPaths& ignored, const FieldPaths& sets,
            const RedactionKey& key, const std::vector<std::string>& readable_settings)
      : clear_(clear),
        sealed_(sealed),
        ignored_(ignored),
        sets_(sets),
        key_(key),
        readable_settings_(readable_settings) {}

  // From here on people are stored as pseudonyms: those in these fields, and in one more top-level field (empty: none).
  void hide_people(const FieldPaths& fields, std::string_view one_more) {
    people_ = &fields;
    person_field_ = one_more;
  }

  void apply(json& value) {
    if (value.is_object()) return members(value);
    if (value.is_array()) return elements(value);
    if (value.is_string()) return string(value);
    if (!value.is_number()) return;
    make_canonical(value);
    if (sealed_.covers(path_) && !is_readable_setting()) value = key_.fingerprint(json_text(value));
  }

 private:
  void members(json& object) {
    for (auto member = object.begin(); member != object.end();) {
      path_.push_back(member.key());
      if (ignored_.names(path_)) {
        member = object.erase(member);
      } else {
        apply(*member);
        ++member;
      }
      path_.pop_back();
    }
  }

  void elements(json& array) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      path_.push_back(std::to_string(i));
      apply(array[i]);
      path_.pop_back();
    }
    // After redaction, so that the order tells nothing about what is hidden.
    if (sets_.names(path_)) std::sort(array.begin(), array.end());
  }

  // An empty string hides nothing, and often means "off".
  void string(json& value) {
    const auto& clear_text = value.get_ref<const std::string&>();
    if (clear_text.empty()) return;
    if (clear_.names(path_) || is_readable_setting()) {
      if (people_) value = is_a_person() ? pseudonym_of(key_, clear_text) : without_addresses(key_, clear_text);
      const auto& kept = value.get_ref<const std::string&>();
      if (kept.size() > kLongestText) value = storage::cut(kept, kLongestText);
      return;
    }
    const bool masked = clear_text.find(kBullet) != std::string::npos;
    value = (masked ? "masked:" : "") + key_.fingerprint(clear_text);
  }

  bool is_a_person() const { return people_->names(path_) || (path_.size() == 1 && path_[0] == person_field_); }

  bool is_readable_setting() const {
    return path_.size() >= 2 && path_[0] == "settings" &&
           std::find(readable_settings_.begin(), readable_settings_.end(), path_[1]) != readable_settings_.end();
  }

  const FieldPaths &clear_, &sealed_, &ignored_, &sets_;
  const RedactionKey& key_;
  const std::vector<std::string>& readable_settings_;
  const FieldPaths* people_ = nullptr;  // null: people are stored in clear
  std::string_view person_field_;
  std::vector<std::string> path_;
};

}  // namespace

DocumentReader::DocumentReader(RedactionKey key, std::vector<std::string> readable_settings, People people)
    : key_(std::move(key)), readable_settings_(std::move(readable_settings)), people_(people) {
  for (const auto& kind : catalogue()) rules_.emplace(kind.name, Rules(kind));
}

DocumentReader::~DocumentReader() = default;

Document DocumentReader::read(const Kind& kind, std::string_view parent, std::string_view item) const {
  json value = item_object(kind, item);
  Document document;
  document.id = id_of(kind, value, parent);
  if (kind.hidden_id) document.id = key_.fingerprint(lower(document.id));
  else if (kind.get_path.empty()) document.id = without_addresses(key_, document.id);
  require(kind, value);
  keep_own_fields(kind, value);
  drop_hidden(kind, value);
  measure_programs(kind, value, key_);
  const Rules& rules = rules_.find(kind.name)->second;
  Redaction redaction(rules.clear, rules.sealed, rules.ignored, rules.sets, key_, readable_settings_);
  if (people_ == People::pseudonym)
    redaction.hide_people(rules.people, names_a_person(kind.person_where, value) ? kind.person_where.field : "");
  redaction.apply(value);
  document.body = document_text(std::move(value));
  return document;
}

std::string DocumentReader::version() const {
  std::vector<std::string> names = readable_settings_;
  std::sort(names.begin(), names.end());
  std::string all;
  for (const auto& name : names) all += name + '\n';
  return std::to_string(kReaderVersion) + ":" + storage::sha256_hex(all).substr(0, 16) +
         (people_ == People::pseudonym ? ":pseudonym" : "");
}

}  // namespace segaudit::agent
