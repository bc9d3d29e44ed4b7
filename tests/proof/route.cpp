#include "tests/proof/route.h"

#include <string_view>

namespace segaudit::proof {
namespace {

std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 2 >= text.size()) {
      result += text[i];
      continue;
    }
    result += char(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return result;
}

// Segment by segment; false: the path is another one.
bool matches(std::string_view pattern, std::string_view path, Route& route) {
  while (!pattern.empty() && !path.empty()) {
    const auto pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const auto path_end = std::min(path.find('/', 1), path.size());
    const auto wanted = pattern.substr(0, pattern_end), given = path.substr(0, path_end);
    if (wanted == "/{parent}")
      route.parent = decoded(given.substr(1));
    else if (wanted == "/{id}")
      route.id = decoded(given.substr(1));
    else if (wanted != given)
      return false;
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  return pattern.empty() && path.empty();
}

std::optional<std::string> parameter(const agent::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.query)
    if (key == name) return value;
  return std::nullopt;
}

}  // namespace

std::optional<Route> route_of(const agent::Request& request) {
  for (const auto& kind : agent::catalogue()) {
    for (const auto pattern : {kind.path, kind.get_path}) {
      Route route{&kind};
      if (pattern.empty() || !matches(pattern, request.path, route)) continue;
      // The path of a user is both the user by id and the collection of the user's permissions: that has the
      // collection's name here, and the answer has everything.
      if (!kind.get_path.empty() && kind.name == "user" && !route.id.empty()) continue;
      if (!kind.parts.parameter.empty() && route.id.empty())
        route.parent = parameter(request, kind.parts.parameter).value_or("");
      route.cursor = parameter(request, "pagination.cursor").value_or("");
      if (const auto count = parameter(request, "pagination.count")) route.count = std::size_t(std::stoul(*count));
      return route;
    }
  }
  return std::nullopt;
}

}  // namespace segaudit::proof
