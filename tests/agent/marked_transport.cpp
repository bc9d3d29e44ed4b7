#include "tests/agent/marked_transport.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace segaudit::tests {
namespace {

using agent::Kind;
using nlohmann::json;
using Kinds = std::vector<const Kind*>;
using Path = std::vector<std::string>;

bool fits(std::string_view pattern, std::string_view path) {
  while (true) {
    const auto wanted = pattern.substr(0, pattern.find('/')), given = path.substr(0, path.find('/'));
    if (!wanted.starts_with('{') && wanted != given) return false;
    if (wanted.size() == pattern.size() || given.size() == path.size())
      return wanted.size() == pattern.size() && given.size() == path.size();
    pattern.remove_prefix(wanted.size() + 1);
    path.remove_prefix(given.size() + 1);
  }
}

// Kinds that an answer to this path becomes, and the member of `data` that holds it.
Kinds kinds_at(const std::string& path, std::string& member) {
  Kinds kinds;
  for (const auto& kind : agent::catalogue()) {
    const bool by_id = !kind.get_path.empty() && fits(kind.get_path, path);
    if (!by_id && (kind.path.empty() || !fits(kind.path, path))) continue;
    member = by_id ? kind.get_item : kind.items;
    kinds.push_back(&kind);
  }
  return kinds;
}

bool is_needed(const Kinds& kinds, const Path& path) {
  return std::any_of(kinds.begin(), kinds.end(), [&](const Kind* kind) {
    if (path.size() == 1 && (path[0] == "id" || std::find(kind->id_fields.begin(), kind->id_fields.end(), path[0]) != kind->id_fields.end()))
      return true;
    return path.size() == 1 && std::any_of(agent::catalogue().begin(), agent::catalogue().end(), [&](const Kind& child) {
      return child.parent == kind->name && std::any_of(child.parent_query.begin(), child.parent_query.end(),
                                                       [&](const auto& query) { return query.second == path[0]; });
    });
  });
}

class Marking {
 public:
  Marking(Marks& marks, int generation) : marks_(marks), generation_(generation) {}

  void item(json& value, const Kinds& kinds) {
    kinds_ = kinds;
    path_.clear();
    // An address is its own id: another one would be another invitation.
    if (value.is_string()) value = marks_.of(kinds_, {std::string(kinds_.front()->bare)}, 1) + value.get<std::string>();
    else mark(value);
  }

 private:
  void mark(json& value) {
    if (value.is_string() && !is_needed(kinds_, path_)) value = value.get<std::string>() + marks_.of(kinds_, path_, generation_);
    if (value.is_array())
      for (std::size_t i = 0; i < value.size(); ++i) step(std::to_string(i), value[i]);
    if (!value.is_object()) return;
    for (auto& [name, inner] : value.items()) step(name, inner);
    const auto of = [&](const Path& rest) {
      Path path = path_;
      path.insert(path.end(), rest.begin(), rest.end());
      return marks_.of(kinds_, path, generation_);
    };
    value["unknownText"] = of({"unknownText"});
    value["unknownObject"] = {{"deep", of({"unknownObject", "deep"})}};
    value["unknownList"] = json::array({of({"unknownList", "0"}), {{"deeper", of({"unknownList", "1", "deeper"})}}});
  }

  void step(const std::string& name, json& inner) {
    if (path_.empty())
      for (const auto& embedded : kinds_.front()->embedded)
        if (embedded.field == name) return Marking(marks_, generation_).item(inner, {&agent::kind_named(embedded.kind)});
    path_.push_back(name);
    mark(inner);
    path_.pop_back();
  }

  Marks& marks_;
  const int generation_;
  Kinds kinds_;
  Path path_;
};

}  // namespace

agent::Response MarkedTransport::get(const agent::Request& request, std::chrono::steady_clock::time_point deadline,
                                     std::stop_token stop) {
  if (instead)
    if (auto answer = instead(request)) return *answer;
  agent::Response answer = inner_.get(request, deadline, std::move(stop));
  if (generation == 0) return answer;
  std::string member;
  const Kinds kinds = kinds_at(request.path, member);
  json body = json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || kinds.empty() || !body.is_object() || !body["data"].is_object()) return answer;
  json& found = body["data"][member];
  Marking marking(marks_, generation);
  if (found.is_object()) marking.item(found, kinds);
  if (found.is_array())
    for (auto& one : found) marking.item(one, kinds);
  body["data"]["unknownText"] = marks_.of_nobody("data", generation);
  body["unknownText"] = marks_.of_nobody("answer", generation);
  answer.body = body.dump();
  return answer;
}

}  // namespace segaudit::tests
