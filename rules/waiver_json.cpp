#include "rules/waiver_json.h"

#include <nlohmann/json.hpp>

#include "rules/waiver_reader.h"

namespace segaudit::rules {

using nlohmann::ordered_json;

std::string waivers_json(const std::vector<Waiver>& waivers) {
  ordered_json all = ordered_json::array();
  for (const auto& waiver : waivers) {
    ordered_json one = {{"policy", waiver.policy}, {"resource", waiver.resource}};
    if (!waiver.workspace.empty()) one["workspace"] = waiver.workspace;
    one["reason"] = waiver.reason;
    one["owner"] = waiver.owner;
    one["expires"] = waiver.until;
    if (!waiver.bound_to.empty()) one["bound_to"] = waiver.bound_to;
    all.push_back(std::move(one));
  }
  return all.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::vector<Waiver> waivers_in(const std::string& json) {
  std::vector<Waiver> waivers;
  const auto all = ordered_json::parse(json, nullptr, false);
  if (!all.is_array()) return waivers;
  for (const auto& one : all) {
    if (!one.is_object()) continue;
    const auto text = [&](const char* key) {
      const auto value = one.find(key);
      return value != one.end() && value->is_string() ? value->get<std::string>() : std::string();
    };
    Waiver waiver{text("policy"), text("resource"), text("workspace"), text("reason"), text("owner"), text("expires")};
    waiver.bound_to = text("bound_to");
    const auto end = end_of_waiver(waiver.until);
    if (!end || waiver.policy.empty() || waiver.resource.empty()) continue;
    waiver.expires = *end;
    waivers.push_back(std::move(waiver));
  }
  return waivers;
}

}  // namespace segaudit::rules
