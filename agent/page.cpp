#include "agent/page.h"

#include <simdjson.h>

#include <algorithm>
#include <initializer_list>

#include "agent/json_check.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

namespace ondemand = simdjson::ondemand;
using ondemand::json_type;

constexpr std::size_t kLongestCursor = 4096;

std::string quoted(std::string_view name) { return "\"" + printable(name, 60) + "\""; }

std::string_view without_trailing_space(std::string_view json) {
  const auto last = json.find_last_not_of(" \t\r\n");
  return json.substr(0, last + 1);
}

// Calls visit(key, value) for every member. The names in `once` must not come twice: which of them would be the truth?
template <typename Visit>
void for_each_member(ondemand::object object, std::initializer_list<std::string_view> once, Visit visit) {
  std::vector<std::string_view> seen;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    for (const std::string_view name : once) {
      if (key != name) continue;
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        throw PageError("the answer has the member " + quoted(name) + " twice");
      }
      seen.push_back(name);
    }
    visit(key, field.value());
  }
}

std::string word_for(ondemand::value value) {
  switch (value.type()) {
    case json_type::array:
      return "a list";
    case json_type::object:
      return "an object";
    case json_type::number:
      return "a number";
    case json_type::string:
      return "text";
    case json_type::boolean:
      return "true or false";
    default:
      return "null";
  }
}

std::string_view raw_object(ondemand::value value) {
  ondemand::object object = value.get_object();
  return without_trailing_space(object.raw_json());
}

std::vector<std::string_view> items_of(ondemand::value value, const std::string& place) {
  if (value.type() == json_type::object) return {raw_object(value)};
  if (value.type() == json_type::null && value.is_null()) throw NullPageError(place + " is null");
  if (value.type() != json_type::array) throw PageError(place + " is " + word_for(value) + ", not a list or an object");
  std::vector<std::string_view> items;
  for (auto element : value.get_array()) {
    ondemand::value item = element.value();
    if (item.type() == json_type::object) {
      items.push_back(raw_object(item));
    } else if (item.type() == json_type::string) {
      items.push_back(without_trailing_space(item.raw_json_token()));
    } else {
      throw PageError(place + ": item " + std::to_string(items.size() + 1) + " is " + word_for(item) +
                      ", not an object or text");
    }
  }
  return items;
}

// A cursor is a string; a few endpoints use numbers. Absent, null and "" all mean that this was the last page.
std::optional<std::string> cursor_of(ondemand::value value) {
  std::string_view cursor;
  switch (value.type()) {
    case json_type::null:
      return std::nullopt;
    case json_type::string:
      cursor = value.get_string();
      break;
    case json_type::number:
      cursor = without_trailing_space(value.raw_json_token());
      break;
    default:
      throw PageError("data.pagination.next is " + word_for(value) + ", not text or a number");
  }
  if (cursor.size() > kLongestCursor)
    throw PageError("data.pagination.next has " + std::to_string(cursor.size()) + " bytes, more than " +
                    std::to_string(kLongestCursor));
  return cursor.empty() ? std::nullopt : std::optional<std::string>(cursor);
}

std::optional<std::string> next_of(ondemand::value pagination) {
  if (pagination.is_null()) return std::nullopt;
  if (pagination.type() != json_type::object) throw PageError("data.pagination is " + word_for(pagination) + ", not an object");
  std::optional<std::string> next;
  for_each_member(pagination.get_object(), {"next"}, [&](std::string_view key, ondemand::value value) {
    if (key == "next") next = cursor_of(value);
  });
  return next;
}

void read_data(ondemand::value data, std::string_view member, Page& page) {
  if (data.type() != json_type::object) throw PageError("the answer's \"data\" is " + word_for(data) + ", not an object");
  if (member.empty()) {
    page.items.push_back(raw_object(data));
    return;
  }
  bool found = false;
  for_each_member(data.get_object(), {member, "pagination"}, [&](std::string_view key, ondemand::value value) {
    if (key == member) {
      found = true;
      page.items = items_of(value, "data." + printable(member, 60));
    } else if (key == "pagination") {
      page.next = next_of(value);
    }
  });
  if (!found) throw PageError("the answer has no data." + printable(member, 60));
}

}  // namespace

struct PageSlicer::Parsers {
  JsonCheck check{kDeepestJson};
  ondemand::parser slice;
};

PageSlicer::PageSlicer() : parsers_(std::make_unique<Parsers>()) {}
PageSlicer::~PageSlicer() = default;

Page PageSlicer::slice(std::string body, std::string_view member) {
  if (const auto problem = parsers_->check.problem_of(body)) throw PageError("the answer " + *problem);
  Page page;
  const auto text = std::make_shared<const std::string>(std::move(body));
  page.body = text;
  try {
    auto document = parsers_->slice.iterate(text->data(), text->size(), text->size() + simdjson::SIMDJSON_PADDING);
    if (document.type() != json_type::object) throw PageError("the answer is not an object");
    bool found = false;
    for_each_member(document.get_object(), {"data"}, [&](std::string_view key, ondemand::value value) {
      if (key != "data") return;
      found = true;
      read_data(value, member, page);
    });
    if (!found) throw PageError("the answer has no \"data\"");
  } catch (const simdjson::simdjson_error& error) {
    throw PageError(std::string("the answer is not valid JSON: ") + error.what());
  }
  return page;
}

}  // namespace segaudit::agent
