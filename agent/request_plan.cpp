#include "agent/request_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "agent/agenda.h"
#include "agent/workspace.h"
#include "rules/duration.h"
#include "storage/notes.h"
#include "storage/snapshot.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::int64_t kPageSize = 200;

double per_minute(std::int64_t requests, milliseconds period) { return double(requests) / (double(period.count()) / 60'000); }

milliseconds longer(milliseconds period, double times) { return std::chrono::duration_cast<milliseconds>(period * times); }

std::string left(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text + ' ';
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string rounded(double number) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 1).ptr;
  return {text.data(), end};
}

std::string lane_line(const std::string& lane, const std::string& what, const std::string& requests,
                      const std::string& points) {
  return left(lane, 8) + left(what, 46) + right(requests, 12) + right(points, 12) + "\n";
}

// A request costs a point.
std::string lane_line(const std::string& lane, const std::string& what, double requests) {
  return lane_line(lane, what, rounded(requests), rounded(requests));
}

std::string row_line(const std::vector<std::string>& cells, const std::string& remark) {
  return left(cells[0], 26) + right(cells[1], 11) + right(cells[2], 10) + right(cells[3], 9) + right(cells[4], 10) + remark + "\n";
}

// In minutes at least: what is shorter than that is nobody's plan.
std::string about(milliseconds period) {
  const auto unit = period >= 48h ? milliseconds(1h) : milliseconds(1min);
  return rules::format_duration((period + unit / 2) / unit * unit);
}

}  // namespace

bool RequestPlan::fits() const {
  return std::ranges::all_of(rows, [](const Row& row) { return row.achieved <= row.planned; });
}

RequestPlan request_plan(const std::vector<KindLoad>& loads, const Schedule& schedule, double share,
                         std::int64_t points_per_minute) {
  RequestPlan plan;
  plan.ours = std::max(1.0, double(points_per_minute) * share);
  plan.pulse = 2 * per_minute(1, schedule.audit_trail);
  for (const auto& load : loads) {
    const auto planned = planned_period(*load.kind, schedule);
    plan.rows.push_back({load.kind, load.collections, load.requests, planned, planned});
    plan.sweep += per_minute(load.requests, planned);
  }
  // What is seen longest ago goes first, so all periods grow alike.
  const double left = std::max(plan.ours - plan.pulse, 0.5);
  const double stretch = std::max(1.0, plan.sweep / left);
  for (auto& row : plan.rows) {
    row.achieved = stretch > 1 ? longer(row.planned, stretch) : row.planned;
    if (row.kind->per_minute == 0) continue;
    const double own = std::max(1.0, row.kind->per_minute * share);
    row.achieved = std::max(row.achieved, longer(1min, double(row.requests) / own));
  }
  return plan;
}

std::string to_text(const RequestPlan& plan) {
  std::string text = lane_line("lane", "what", "requests/min", "points/min");
  text += lane_line("pulse", "whose workspace it is; the audit trail", plan.pulse);
  text += lane_line("events", "what the trail names: at once, 30s, 5m later", "as they come", "");
  text += lane_line("sweep", "everything, what was seen longest ago first", plan.sweep);
  text += lane_line("", "ours of the API's limit", "", rounded(plan.ours)) + "\n";
  text += row_line({"kind", "collections", "requests", "planned", "achieved"}, "");
  for (const auto& row : plan.rows)
    text += row_line({std::string(row.kind->name), std::to_string(row.collections), std::to_string(row.requests),
                      about(row.planned), about(row.achieved)},
                     row.achieved > row.planned ? "  does not fit" : "");
  return text + (plan.fits() ? "\neverything fits\n"
                             : "\nnot everything fits: raise rate_budget, or accept longer periods (schedule.sweep)\n");
}

StoredLoad stored_load(const std::filesystem::path& database) {
  storage::Snapshot snapshot(database, 30s);
  StoredLoad stored;
  std::map<std::string, KindLoad> loads;
  const auto rows = snapshot.run(
      "SELECT l.kind, (SELECT count(*) FROM version_rows v WHERE v.kind = l.kind AND v.parent = l.parent AND v.to_seq IS NULL) "
      "FROM collection_looks l");
  for (const auto& row : rows.rows) {
    KindLoad& load = loads[storage::to_text(row[0])];
    ++load.collections;
    const auto* items = std::get_if<std::int64_t>(&row[1]);
    load.requests += std::max<std::int64_t>(1, ((items ? *items : 0) + kPageSize - 1) / kPageSize);
  }
  for (const auto& kind : catalogue()) {
    const auto load = loads.find(std::string(kind.name));
    if (load == loads.end() || kind.path.empty() || kind.events || &kind == &catalogue().front()) continue;
    if (kind.paging == Paging::none) load->second.requests = load->second.collections;
    stored.loads.push_back({&kind, load->second.collections, load->second.requests});
  }
  if (const auto noted = storage::noted_in(snapshot, kNotedLimit)) {
    std::int64_t limit = 0;
    std::from_chars(noted->data(), noted->data() + noted->size(), limit);
    if (limit > 0) stored.points_per_minute = limit;
  }
  return stored;
}

}  // namespace segaudit::agent
