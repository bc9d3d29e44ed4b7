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

std::string_view raw_item(ondemand::value value, std::string_view member) {
  switch (value.type()) {
    case json_type::object: {
      ondemand::object object = value.get_object();
      return without_trailing_space(object.raw_json());
    }
    case json_type::string:
      return without_trailing_space(value.raw_json_token());
    default:
      throw PageError("data." + printable(member, 60) + " holds something that is neither object nor string");
  }
}

std::vector<std::string_view> items_of(ondemand::value value, std::string_view member) {
  std::vector<std::string_view> items;
  if (value.type() == json_type::object) {
    items.push_back(raw_item(value, member));
    return items;
  }
  if (value.type() != json_type::array) {
    if (value.is_null()) throw NullPageError("data." + printable(member, 60) + " is null");
    throw PageError("data." + printable(member, 60) + " is neither a list nor an object");
  }
  for (auto element : value.get_array()) items.push_back(raw_item(element.value(), member));
  return items;
}

// A cursor is a string; a few endpoints use numbers. Absent, null and "" all mean that this was the last page.
std::optional<std::string> cursor_of(ondemand::value value) {
  switch (value.type()) {
    case json_type::null:
      return std::nullopt;
    case json_type::string: {
      const std::string_view cursor = value.get_string();
      return cursor.empty() ? std::nullopt : std::optional<std::string>(cursor);
    }
    case json_type::number:
      return std::string(without_trailing_space(value.raw_json_token()));
    default:
      throw PageError("data.pagination.next is neither a string nor a number");
  }
}

std::optional<std::string> next_of(ondemand::value pagination) {
  if (pagination.is_null()) return std::nullopt;
  if (pagination.type() != json_type::object) throw PageError("data.pagination is not an object");
  std::optional<std::string> next;
  for_each_member(pagination.get_object(), {"next"}, [&](std::string_view key, ondemand::value value) {
    if (key == "next") next = cursor_of(value);
  });
  return next;
}

void read_data(ondemand::value data, std::string_view member, Page& page) {
  if (data.type() != json_type::object) throw PageError("the answer's \"data\" is not an object");
  if (member.empty()) {
    page.items.push_back(raw_item(data, "data"));
    return;
  }
  bool found = false;
  for_each_member(data.get_object(), {member, "pagination"}, [&](std::string_view key, ondemand::value value) {
    if (key == member) {
      found = true;
      page.items = items_of(value, member);
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
