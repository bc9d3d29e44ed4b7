#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/policy.h"
#include "storage/model.h"

namespace segaudit::agent {

// What a policy last said.
struct PolicyState {
  rules::Policy policy;
  bool evaluated = false;
  bool success = false;               // it could be run; also true where a gap kept it from judging
  std::string failure;                // why it could not be run
  std::string unknown_reason;         // the whole policy cannot be judged, and why
  std::map<std::string, std::string> unknown_resources;  // resources that a gap hides, with the reason
  std::int64_t unknown_count = 0;     // resources that cannot be judged; the whole policy: all of its kind
  storage::Time at{};
  std::chrono::microseconds duration{0};
};

// A waiver of the file, as it stands at the time of the state.
struct WaiverState {
  std::string id;                     // the waiver's name: what Violation::waiver says of those it waives
  std::string policy, resource;       // as written: ids or patterns, such as source/abc*
  std::string workspace;              // empty: all of them
  std::string reason, owner;          // what people wrote: may hold anything
  storage::Time expires{};            // it ends at this moment
  std::string bound_to;               // hash of the resource's body that it holds for; empty: whatever the body
  std::string state;                  // exactly one of active|expiring|expired|unused, see segaudit_waivers' HELP
  std::string ended_by;               // of an expired one: "time", or "change" of what it was bound to
  std::int64_t matches = 0;           // violations, pending, open or waived, that it names
};

// A family of gauges that a query over the read model returned: one sample per row, labels from the columns.
struct InventoryFamily {
  std::string name;                   // segment_source_info
  std::string help;
  std::vector<std::string> labels;    // names, without `workspace`
  struct Sample {
    std::vector<std::string> values;  // of the labels, in their order
    double value = 1;
  };
  std::vector<Sample> samples;
};

// Everything that the outputs show about one workspace, at one position of its log. A value: made by the poll loop,
// rendered once, never changed.
struct WorkspaceState {
  std::string name;                   // as in the configuration
  std::string region;                 // us, eu, or api_url's host
  std::string workspace_id;           // empty until the first answer
  std::string workspace_name;
  std::string workspace_slug;
  bool up = false;                    // the last request for the workspace's identity was answered with it
  bool wrong_workspace = false;       // the token opens another workspace than the database is about: nothing is polled
  std::string problem;                // why not, for people; empty when up
  bool ready = false;                 // a first poll was complete: everything was looked at at least once
  storage::Seq seq = 0;               // position that everything below was read at
  storage::Time evaluated_at{};
  std::optional<storage::Time> last_poll_success;
  std::vector<PolicyState> policies;  // by id
  std::vector<storage::Violation> violations;           // pending, open, waived: by policy, kind, id
  // Hash of the present body of the resources that violations are about, by kind and id. Only `check` fills it in.
  std::map<std::pair<std::string, std::string>, std::string> resource_hashes;
  std::vector<WaiverState> waivers;   // that concern this workspace, in the file's order; see waiver_of in judgement.h
  std::vector<storage::Violation> recently_resolved;    // in the last hour
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> violation_totals;             // opened, resolved
  std::map<std::pair<std::string, std::string>, std::int64_t> change_totals;                 // by kind and change
  std::vector<storage::Collection> collections;
  std::map<std::string, std::int64_t> resource_counts;
  std::vector<InventoryFamily> inventory;
  std::optional<std::int64_t> ratelimit_remaining;      // points, to all users of the token
  std::optional<std::int64_t> ratelimit_limit;          // per minute
  storage::Seq log_length = 0;
  std::string log_head;               // hex
  bool log_valid = true;              // as the check at the start found it
  bool storage_ok = true;             // the last write succeeded
  std::string storage_problem;
  std::int64_t database_bytes = 0;
  std::filesystem::path database;     // where pages about single resources are read from
};

// What the process as a whole shows.
struct AgentState {
  std::vector<WorkspaceState> workspaces;
  std::vector<rules::Pack> packs;
  bool last_reload_successful = true;
  std::string external_url;           // of the page; empty: relative links
  // Requests to the API since the start, by workspace and by status code or the reason why no answer came.
  std::map<std::string, std::map<std::string, std::int64_t>> api_requests;
};

}  // namespace segaudit::agent
