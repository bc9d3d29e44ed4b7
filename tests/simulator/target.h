// A request as a value, and the parts of its target. No sockets here: a test can hand requests straight in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segaudit::simulator {

struct Request {
  std::string method = "GET";
  // Path and query as they stand in the request line, still percent-encoded.
  std::string target = "/";
  // Names in lower case.
  std::map<std::string, std::string> headers = {};
  std::string body = {};

  // Empty when absent.
  const std::string& header(const std::string& lower_case_name) const;
  bool accepts_gzip() const;
};

// Decoded parts of a target. Bracketed parameter names are rewritten to dotted ones: pagination[count] becomes
// pagination.count.
struct Target {
  std::string path;
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;

  // The last value given for this name; nothing when the parameter is absent.
  std::optional<std::string> parameter(std::string_view name) const;
  bool has(std::string_view name) const { return parameter(name).has_value(); }
};

// Nothing when the percent-encoding is broken.
std::optional<Target> parse_target(std::string_view target);

}  // namespace segaudit::simulator
