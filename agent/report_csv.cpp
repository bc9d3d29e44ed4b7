#include "agent/report_csv.h"

#include <initializer_list>

#include "agent/csv.h"
#include "agent/json_output.h"
#include "agent/judgement.h"
#include "agent/utf8.h"

namespace segaudit::agent {
namespace {

constexpr std::string_view kHeader =
    "workspace,policy,severity,resource_kind,resource_id,resource_name,state,first_seen,message,evidence,actor,waiver\r\n";

// JSON stays JSON.
std::string evidence_field(const std::string& json) { return csv_quoted(without_control_characters(to_utf8(json))); }

}  // namespace

std::string report_csv(const WorkspaceState& state) {
  std::string csv(kHeader);
  for (const auto* violation : most_severe_first(state.violations)) {
    for (const std::string& value :
         {csv_field(state.name), csv_field(violation->policy), csv_field(violation->severity),
          csv_field(violation->resource_kind), csv_field(violation->resource_id), csv_field(violation->resource_name),
          csv_field(storage::to_string(violation->state)), csv_field(storage::format_time(violation->first_seen)),
          csv_field(violation->message), evidence_field(violation->evidence)}) {
      csv += value + ",";
    }
    const bool is_waived = violation->state == storage::ViolationState::waived;
    csv += csv_field(violation->actor) + "," + csv_field(is_waived ? violation->waiver : "") + "\r\n";
  }
  return csv;
}

}  // namespace segaudit::agent
