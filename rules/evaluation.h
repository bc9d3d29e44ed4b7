#pragma once

#include <chrono>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "rules/policy.h"
#include "storage/model.h"

namespace segaudit::rules {

// Something that a policy's query returned about one resource; several rows for one resource are one finding.
struct Finding {
  std::string resource_id;
  std::string resource_name;  // the id where the query names none
  std::string message;
  std::string evidence = "[]";  // JSON array, one object per row
  std::string resource_kind;    // of an event, where the query names it; empty: the policy's
  std::string actor;            // of an event, where the query names one
  bool operator==(const Finding&) const = default;
};

// The policy could be judged.
struct Judged {
  std::vector<Finding> findings;               // by resource kind and id
  std::map<std::string, std::string> unknown;  // resources about which nothing can be said, with the reason
  bool operator==(const Judged&) const = default;
};
// A gap hides something that the whole policy needs.
struct Unknown {
  std::string reason;
  bool operator==(const Unknown&) const = default;
};
// The query is wrong or broke a limit.
struct Failed {
  std::string reason;
  bool operator==(const Failed&) const = default;
};

using Outcome = std::variant<Judged, Unknown, Failed>;

// What one policy said at one moment.
struct Evaluation {
  const Policy* policy = nullptr;  // outlives the evaluation
  Outcome outcome;
  std::chrono::microseconds duration{0};
};

}  // namespace segaudit::rules
