#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/query_session.h"

namespace segaudit::rules {

enum class Severity { critical, high, medium, low, info };  // most severe first
enum class PolicyType {
  state,  // rows are what is wrong now
  event,  // rows are what happened, each with its time in the column `at`; they stand for `keep`, then expire
};

std::string to_string(Severity severity);
std::string to_string(PolicyType type);
std::optional<Severity> severity_named(std::string_view name);
std::optional<PolicyType> policy_type_named(std::string_view name);

using Parameters = std::map<std::string, storage::Value>;

// A rule about the workspace: a SQL query whose rows are findings. The id says what should hold.
struct Policy {
  std::string id;
  std::string title;
  std::string description;
  Severity severity = Severity::medium;
  PolicyType type = PolicyType::state;
  std::string resource;                       // kind that the column resource_id refers to
  std::chrono::milliseconds for_duration{0};  // must hold this long before it opens
  std::chrono::milliseconds keep{0};          // event policies: how long a finding stands
  std::string query;
  std::string message;  // with {column} placeholders
  std::string remediation;
  std::map<std::string, std::vector<std::string>> frameworks;
  Parameters parameters;  // defaults, bound as :name; lists are JSON text
  std::string pack;
  std::string file;
  std::size_t line = 0;  // where it stands in its file
  bool operator==(const Policy&) const = default;
};

struct Pack {
  std::string name;
  std::string file;
  std::string sha256;  // hex, of the file's bytes
  std::vector<Policy> policies;
};

// A mistake in a file that a person wrote. Line and column count from 1; 0: the whole file.
struct Problem {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string text;
  bool operator==(const Problem&) const = default;
};

std::string to_string(const Problem& problem);  // file:line:column: text

}  // namespace segaudit::rules
