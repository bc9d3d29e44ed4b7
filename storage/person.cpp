#include "storage/person.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace segaudit::storage {
namespace {

constexpr std::size_t kDistinctLength = 12;  // a single word this long is hardly a word of its own

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return lowered;
}

std::string_view last_part(std::string_view id) {
  const auto slash = id.rfind('/');
  return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

bool is_word(unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; }

// Whether the character before `at` only belongs to an escape of JSON: \n, \u000a.
bool ends_an_escape(std::string_view json, std::size_t at) {
  return (at >= 2 && json[at - 2] == '\\') || (at >= 6 && json[at - 6] == '\\' && json[at - 5] == 'u');
}

bool begins_here(std::string_view json, std::size_t at, std::string_view joining) {
  if (at == 0 || ends_an_escape(json, at)) return true;
  const auto before = static_cast<unsigned char>(json[at - 1]);
  return !is_word(before) && joining.find(char(before)) == std::string_view::npos;
}

// A full stop ends a sentence, unless a word follows it.
bool ends_here(std::string_view json, std::size_t end, std::string_view joining) {
  if (end >= json.size()) return true;
  const auto after = static_cast<unsigned char>(json[end]);
  if (after == '.' && joining.find('.') != std::string_view::npos)
    return end + 1 >= json.size() || !is_word(static_cast<unsigned char>(json[end + 1]));
  return !is_word(after) && (after == '.' || joining.find(char(after)) == std::string_view::npos);
}

// `joining`: characters that make a longer word of what stands beside them.
bool holds(std::string_view json, std::string_view call, std::string_view joining) {
  for (auto at = json.find(call); at != std::string_view::npos; at = json.find(call, at + 1))
    if (begins_here(json, at, joining) && ends_here(json, at + call.size(), joining)) return true;
  return false;
}

std::string in_json(const std::string& text) {
  const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

struct Row {
  std::string id, name, address;
};

std::vector<Row> people_in(SQLite::Database& database) {
  SQLite::Statement read(database,
                         "SELECT DISTINCT coalesce(id, ''), coalesce(name, ''), coalesce(address, '') FROM people");
  std::vector<Row> rows;
  while (read.executeStep())
    rows.push_back({read.getColumn(0).getString(), read.getColumn(1).getString(), read.getColumn(2).getString()});
  return rows;
}

constexpr std::string_view kInAddresses = "._%+-";
constexpr std::string_view kInIds = "_-";

}  // namespace

Person::Person(SQLite::Database& database, const std::string& who,
               const std::function<Aliases(const std::string&)>& aliases, std::string_view stand_in)
    : stand_in_(stand_in) {
  resolve(database, who, aliases);
  id_calls_ = calls_of(ids_);
  address_calls_ = calls_of(addresses_);
  name_calls_ = calls_of(names_);
}

void Person::add_address(const std::string& address, const std::function<Aliases(const std::string&)>& aliases) {
  if (!addresses_.insert(lower(address)).second || address.starts_with(stand_in_)) return;
  for (auto& alias : aliases(address).addresses) addresses_.insert(lower(alias));
  for (auto& id : aliases(address).ids) ids_.insert(std::move(id));
}

void Person::resolve(SQLite::Database& database, const std::string& who,
                     const std::function<Aliases(const std::string&)>& aliases) {
  if (who.find('@') == std::string::npos) ids_.insert(who);
  else add_address(who, aliases);
  const auto rows = people_in(database);
  for (std::size_t known = 0; known != ids_.size() + addresses_.size();) {
    known = ids_.size() + addresses_.size();
    for (const auto& row : rows) {
      if (!ids_.contains(row.id) && (row.address.empty() || !addresses_.contains(lower(row.address)))) continue;
      if (!row.id.empty()) ids_.insert(row.id);
      if (!row.address.empty()) add_address(row.address, aliases);
    }
  }
  for (const auto& row : rows) {
    if (!ids_.contains(row.id)) others_.insert(row.id);
    else if (row.name != row.id && !row.name.empty() && !addresses_.contains(lower(row.name))) names_.insert(row.name);
  }
}

std::vector<Person::Call> Person::calls_of(const std::set<std::string>& texts) const {
  std::vector<Call> calls;
  for (const auto& text : texts) {
    const bool stand_in = text.starts_with(stand_in_);
    const bool distinct = text.size() >= kDistinctLength || text.find(' ') != std::string::npos;
    // Evidence may hold JSON as text.
    const std::string once = in_json(lower(text)), twice = in_json(once);
    calls.push_back({once, stand_in, distinct});
    if (twice != once) calls.push_back({twice, stand_in, distinct});
  }
  return calls;
}

bool Person::is(std::string_view id) const {
  return ids_.contains(std::string(id)) || ids_.contains(std::string(last_part(id)));
}

bool Person::is_somebody_else(std::string_view id) const {
  return others_.contains(std::string(id)) || others_.contains(std::string(last_part(id)));
}

Mention Person::mention_in(const std::string& json, bool about_people) const {
  const std::string text = lower(json);
  Mention mention;
  for (const auto& call : address_calls_)
    if (holds(text, call.text, kInAddresses)) {
      mention.by_address = true;
      mention.in_clear = mention.in_clear || !call.stand_in;
    }
  for (const auto& call : name_calls_)
    if ((call.distinct || about_people) && holds(text, call.text, "")) {
      mention.by_name = true;
      mention.in_clear = mention.in_clear || !call.stand_in;
    }
  mention.by_id = std::ranges::any_of(id_calls_, [&](const Call& call) { return holds(text, call.text, kInIds); });
  return mention;
}

bool Person::is_named_by(const std::string& text) const {
  return mention_in(in_json(text), false).in_clear;
}

}  // namespace segaudit::storage
