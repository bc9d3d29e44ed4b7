#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "agent/catalogue.h"
#include "agent/clock.h"
#include "agent/document.h"
#include "agent/transport.h"

namespace segaudit::agent {

// What a token gets to see of one kind.
enum class Access {
  answers,    // there are resources
  empty,      // the list is empty: there are none, or they are hidden
  refused,    // 401, 403, 404: by permission, or the plan has no such feature
  failed,     // no usable answer; another time it may be different
  not_asked,  // there is no parent to ask about, so nothing is known
};

std::string to_string(Access access);

struct FamilyAccess {
  const Kind* kind = nullptr;
  Access access = Access::not_asked;
  std::string detail;  // what the API said, or why nobody asked; safe to print
};

// What a handful of small requests found out about the API and the token.
struct AccessReport {
  std::optional<Failure> failure;  // the workspace's identity could not be read: nothing else was asked
  std::string problem;             // why; safe to print
  std::string workspace_id, workspace_name, workspace_slug;
  std::vector<FamilyAccess> families;                // in the catalogue's order
  std::optional<std::chrono::seconds> clock_ahead;   // this machine's clock against the API's; the API tells seconds
  std::optional<std::int64_t> points_limit;          // a minute, as the answers say it
  std::optional<std::int64_t> points_remaining;      // after the first answer, so without our own requests
  int requests = 0;
};

// Asks each family of endpoints for one item, children of the first parent that was seen. Nothing is stored, nothing is
// asked twice. One thread.
class AccessProbe {
 public:
  // What is passed outlives the probe.
  AccessProbe(Transport& transport, Clock& clock) : transport_(transport), clock_(clock) {}

  AccessReport run(std::stop_token stop);

 private:
  struct Answer {
    Access access = Access::failed;
    std::optional<Failure> failure;
    std::string detail;
    std::string first_item;  // raw JSON; empty: none
  };
  FamilyAccess family(const Kind& kind, std::stop_token stop);
  Answer ask(const Kind& kind, const std::string& parent, std::string_view parent_item, std::stop_token stop);
  Answer answer_of(const Kind& kind, const Response& response);
  void learn(const Response& response);

  Transport& transport_;
  Clock& clock_;
  const DocumentReader reader_{RedactionKey::ephemeral(), {}};
  AccessReport report_;
  std::map<std::string, std::string, std::less<>> first_items_;  // by kind: what children are asked about
};

}  // namespace segaudit::agent
