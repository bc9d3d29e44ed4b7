#include "agent/health_metrics.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "agent/freshness.h"

namespace segaudit::agent {
namespace {

double seconds(std::optional<storage::Time> time) { return time ? double(time->time_since_epoch().count()) / 1000 : 0; }

// 48 bits fit a double, and are enough to see that the head is another one.
std::optional<std::int64_t> head_number(const std::string& head) {
  constexpr std::size_t kDigits = 12;
  std::int64_t number = 0;
  if (head.size() < kDigits) return std::nullopt;
  const auto [rest, error] = std::from_chars(head.data(), head.data() + kDigits, number, 16);
  if (error != std::errc() || rest != head.data() + kDigits) return std::nullopt;
  return number;
}

void write_workspace(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  out.family("segment_up", "gauge", "1: Segment answered the last question which workspace this is, with this one.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, std::int64_t(w.up));
  out.family("segment_workspace_info", "gauge", "The workspace's id, slug and region.");
  for (const auto& w : workspaces) {
    if (w.workspace_id.empty()) continue;
    out.add({{"workspace", w.name}, {"workspace_id", w.workspace_id}, {"slug", w.workspace_slug}, {"region", w.region}},
            std::int64_t(1));
  }
  out.family("segaudit_poll_last_success_timestamp_seconds", "gauge",
             "End of the last poll that succeeded. 0: none has.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, seconds(w.last_poll_success));
  out.family("segaudit_wrong_workspace", "gauge",
             "1: the token opens another workspace than everything stored so far is about, so nothing is polled.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, std::int64_t(w.wrong_workspace));
  out.family("segaudit_audit_trail_available", "gauge",
             "0: plan or permission withhold the audit trail, so changes are seen by sweeps only and have no actor.");
  for (const auto& w : workspaces)
    if (const auto withheld = trail_withheld(w.collections)) out.add({{"workspace", w.name}}, std::int64_t(!*withheld));
  out.family("segaudit_api_ratelimit_limit", "gauge", "Points per minute that the API allows to all users of the token.");
  for (const auto& w : workspaces)
    if (w.ratelimit_limit) out.add({{"workspace", w.name}}, *w.ratelimit_limit);
  out.family("segaudit_api_ratelimit_remaining", "gauge",
             "Requests that the API still allows in this window, to all users of the token.");
  for (const auto& w : workspaces)
    if (w.ratelimit_remaining) out.add({{"workspace", w.name}}, *w.ratelimit_remaining);
}

void write_collections(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  out.family("segaudit_collection_last_success_timestamp_seconds", "gauge",
             "End of the last complete look at the kind's collections: that of the oldest one. 0: one was never seen "
             "whole. Collections that plan or permission withhold do not count.");
  for (const auto& w : workspaces)
    for (const auto& [kind, freshness] : freshness_by_kind(w))
      if (freshness.expected > 0) out.add({{"workspace", w.name}, {"kind", kind}}, seconds(freshness.oldest));
  out.family("segaudit_gaps", "gauge",
             "Collections that could not be read for longer than twice their planned period, by reason.");
  for (const auto& w : workspaces)
    for (const auto& [kind, freshness] : freshness_by_kind(w))
      for (const auto& [reason, count] : freshness.gaps)
        out.add({{"workspace", w.name}, {"kind", kind}, {"reason", reason}}, count);
  out.family("segaudit_resources", "gauge", "Resources known of each kind.");
  for (const auto& w : workspaces)
    for (const auto& [kind, count] : w.resource_counts) out.add({{"workspace", w.name}, {"kind", kind}}, count);
  out.family("segaudit_changes_total", "counter", "Resources that changed, since the first day of the database.");
  for (const auto& w : workspaces)
    for (const auto& [what, count] : w.change_totals)
      out.add({{"workspace", w.name}, {"kind", what.first}, {"change", what.second}}, count);
}

void write_memory(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  out.family("segaudit_log_length", "gauge", "Rows of the log.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, std::int64_t(w.log_length));
  out.family("segaudit_log_head", "gauge",
             "First 48 bits of the log's last link, as a number: a copy of the head outside of this machine.");
  for (const auto& w : workspaces)
    if (const auto head = head_number(w.log_head)) out.add({{"workspace", w.name}}, *head);
  out.family("segaudit_log_valid", "gauge", "1: the log's links held together at the last check.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, std::int64_t(w.log_valid));
  out.family("segaudit_storage_last_write_successful", "gauge", "1: the last transaction on the database succeeded.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, std::int64_t(w.storage_ok));
  out.family("segaudit_database_size_bytes", "gauge", "Size of the workspace's database.");
  for (const auto& w : workspaces) out.add({{"workspace", w.name}}, w.database_bytes);
}

}  // namespace

void write_health_metrics(MetricsWriter& out, std::span<const WorkspaceState> workspaces) {
  write_workspace(out, workspaces);
  write_collections(out, workspaces);
  write_memory(out, workspaces);
}

}  // namespace segaudit::agent
