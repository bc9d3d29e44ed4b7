#include "agent/doctor/api_checks.h"

#include "agent/printable.h"
#include "agent/regions.h"

namespace segaudit::agent {
namespace {

constexpr std::chrono::seconds kClockWarning{30};
constexpr std::chrono::seconds kClockProblem{300};

std::string where(const WorkspaceConfig& workspace) {
  return workspace.region.empty() ? workspace.api_url : "region " + workspace.region;
}

std::string remedy_for(Failure failure) {
  switch (failure) {
    case Failure::not_permitted:
      return "a workspace owner creates a Public API token under Settings > Workspace settings > Access management > "
             "Tokens; a token that was published anywhere is revoked by Segment";
    case Failure::rate_limited: return "another client of this token uses up its limit: try again in a minute";
    case Failure::unreachable:
    case Failure::timeout:
      return "check name resolution, firewall and proxy (HTTPS_PROXY) of this machine for that host";
    default: return "check region and api_url: something else than Segment's Public API seems to answer";
  }
}

Check token_check(const AccessReport& report, const WorkspaceConfig& workspace) {
  if (report.failure)
    return {"token", Health::problem, where(workspace) + ": " + report.problem, remedy_for(*report.failure)};
  return {"token", Health::ok,
          "opens workspace " + printable(report.workspace_name) + " (" + printable(report.workspace_slug) + ", " +
              printable(report.workspace_id) + "), " + where(workspace),
          ""};
}

Check clock_check(std::chrono::seconds ahead) {
  const auto off = std::chrono::abs(ahead);
  const std::string text = off.count() <= 1 ? "agrees with the API's"
                                            : std::to_string(off.count()) + " s " +
                                                  (ahead.count() > 0 ? "ahead of" : "behind") + " the API's";
  const auto health = off > kClockProblem ? Health::problem : off > kClockWarning ? Health::warning : Health::ok;
  return {"clock", health, text, health == Health::ok ? "" : "let chrony or systemd-timesyncd set this machine's clock"};
}

Check rate_check(const AccessReport& report, const WorkspaceConfig& workspace) {
  if (!report.points_limit)
    return {"rate limit", Health::warning, "the answers do not say what the limit is",
            "the agent then goes by 429 answers alone; a proxy in between may strip the X-RateLimit headers"};
  const auto ours = std::int64_t(double(*report.points_limit) * workspace.rate_budget);
  std::string text = std::to_string(*report.points_limit) + " points a window, " + std::to_string(ours) + " of them ours (" +
                     "rate_budget " + std::to_string(int(workspace.rate_budget * 100)) + " %), " +
                     std::to_string(*report.points_remaining) + " left when we came";
  const bool crowded = *report.points_remaining + 1 < *report.points_limit - ours;
  return {"rate limit", crowded ? Health::warning : Health::ok, std::move(text),
          crowded ? "other clients of this token or address use more than their share: give the agent a token of its own"
                  : ""};
}

}  // namespace

std::vector<Check> api_checks(const AccessReport& report, const WorkspaceConfig& workspace) {
  std::vector<Check> checks = {token_check(report, workspace)};
  if (report.clock_ahead) checks.push_back(clock_check(*report.clock_ahead));
  if (!report.failure) checks.push_back(rate_check(report, workspace));
  return checks;
}

std::string region_that_answers(const WorkspaceConfig& workspace, Clock& clock,
                                const std::function<std::unique_ptr<Transport>(const std::string&)>& transport_to) {
  for (const auto& [region, url] : kRegions) {
    if (workspace.region.empty() || region == workspace.region) continue;
    const auto transport = transport_to(std::string(url));
    try {
      const Response response = transport->get({"/", {}}, clock.ticks() + std::chrono::seconds(20), {});
      if (response.status == 200) return std::string(region);
    } catch (const TransportError&) {
      // Then it is not known to be that region.
    }
  }
  return "";
}

}  // namespace segaudit::agent
