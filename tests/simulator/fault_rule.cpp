#include "tests/simulator/fault_rule.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

using Json = nlohmann::json;

struct NamedKind {
  std::string_view name;
  FaultKind kind;
};

constexpr std::array kNames{
    NamedKind{"status", FaultKind::kStatus},       NamedKind{"rate_limit", FaultKind::kRateLimit},
    NamedKind{"latency", FaultKind::kLatency},     NamedKind{"hang", FaultKind::kHang},
    NamedKind{"reset", FaultKind::kReset},         NamedKind{"truncate", FaultKind::kTruncate},
    NamedKind{"malformed", FaultKind::kMalformed}, NamedKind{"content_type", FaultKind::kContentType},
    NamedKind{"html", FaultKind::kHtml},           NamedKind{"drip", FaultKind::kDrip},
    NamedKind{"oversized", FaultKind::kOversized}, NamedKind{"redirect", FaultKind::kRedirect},
    NamedKind{"page_loop", FaultKind::kPageLoop},  NamedKind{"shift", FaultKind::kShift},
};

FaultKind kind_from(const std::string& name) {
  const auto known = std::ranges::find(kNames, name, &NamedKind::name);
  if (known == kNames.end()) throw BadJson("kind: no fault is called " + name);
  return known->kind;
}

std::string_view name_of(FaultKind kind) { return std::ranges::find(kNames, kind, &NamedKind::kind)->name; }

void read_member(FaultRule& rule, const std::string& name, const Json& value) {
  if (name == "endpoint")
    rule.endpoint = value.get<std::string>();
  else if (name == "kind")
    rule.kind = kind_from(value.get<std::string>());
  else if (name == "times")
    rule.times = value.get<long>();
  else if (name == "after")
    rule.after = value.get<long>();
  else if (name == "status")
    rule.status = value.get<int>();
  else if (name == "body")
    rule.body = value.get<std::string>();
  else if (name == "content_type")
    rule.content_type = value.get<std::string>();
  else if (name == "shape")
    rule.shape = value.get<std::string>();
  else if (name == "ms")
    rule.wait = std::chrono::milliseconds{value.get<long>()};
  else if (name == "bytes")
    rule.bytes = value.get<std::size_t>();
  else if (name == "location")
    rule.location = value.get<std::string>();
  else if (name == "by")
    rule.by = value.get<int>();
  else
    throw BadJson(name + ": no such member");
}

bool glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (!pattern.starts_with('*')) {
    return !text.empty() && text.front() == pattern.front() && glob(pattern.substr(1), text.substr(1));
  }
  const bool any = pattern.starts_with("**");
  const std::string_view rest = pattern.substr(any ? 2 : 1);
  for (std::size_t taken = 0; taken <= text.size(); ++taken) {
    if (glob(rest, text.substr(taken))) return true;
    if (!any && taken < text.size() && text[taken] == '/') return false;
  }
  return false;
}

}  // namespace

FaultRule parse_fault_rule(std::string_view text) {
  FaultRule rule;
  try {
    const Json document = Json::parse(text);
    if (!document.is_object() || !document.contains("kind")) throw BadJson("a fault is an object with a kind");
    for (const auto& [name, value] : document.items()) {
      try {
        read_member(rule, name, value);
      } catch (const Json::type_error&) {
        throw BadJson(name + ": wrong type");
      }
    }
  } catch (const Json::exception& error) {
    throw BadJson(error.what());
  }
  if (rule.bytes == 0 && rule.kind == FaultKind::kDrip) throw BadJson("bytes: a drip needs at least 1");
  return rule;
}

std::string to_json(const FaultRule& rule) {
  Json document{{"endpoint", rule.endpoint}, {"kind", name_of(rule.kind)}, {"after", rule.after}};
  if (rule.times) document["times"] = *rule.times;
  return document.dump();
}

bool concerns(const FaultRule& rule, std::string_view operation, std::string_view endpoint, std::string_view path) {
  return rule.endpoint == operation || rule.endpoint == endpoint || glob(rule.endpoint, path);
}

}  // namespace segaudit::simulator
