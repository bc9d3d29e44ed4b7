#include "agent/agenda.h"

#include <algorithm>
#include <set>

#include "agent/question.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kRereads[] = {0ms, 30s, 5min};  // changes become visible up to minutes after their event
constexpr milliseconds kFirstRetry = 1min;
constexpr double kEarliest = 0.1;       // collections come due up to this part of their period early
constexpr milliseconds kDaySpread = 1h;  // and what the new day brings, so much later than it could
constexpr milliseconds kPlanningPause = 30s;
constexpr milliseconds kTrailPatience = 5min;  // a trail that is silent for a few minutes tells the rest when it is back

milliseconds part_of(milliseconds whole, double part) {
  return std::chrono::duration_cast<milliseconds>(whole * part);
}

}  // namespace

void Agenda::sweep_planned(storage::Time now, storage::Time next) {
  next_sweep_ = std::clamp(next, now + std::min(kPlanningPause, schedule_.sweep), now + schedule_.sweep);
}

milliseconds Agenda::period(const Kind& kind) const { return planned_period(kind, schedule_); }

storage::Time Agenda::due_again(const Kind& kind, storage::Time last_seen) const {
  const auto after_a_period = last_seen + schedule_.sweep - part_of(schedule_.sweep, kEarliest * jitter_);
  if (kind.day.start.empty()) return after_a_period;
  // The answer is the same all day.
  const auto next_day = last_whole_day(last_seen).second + 24h + 10min;
  return std::max(after_a_period, next_day + part_of(kDaySpread, jitter_));
}

void Agenda::touch(const Due& due, Lane lane, storage::Time now) {
  for (const auto wait : kRereads) again(due, lane, now + wait);
}

void Agenda::failed(const Due& due, storage::Time now) {
  Retry& retry = retries_[due];
  const auto wait = kFirstRetry * (std::int64_t(1) << std::min(retry.failures, 10));
  retry.at = now + std::min<milliseconds>(wait, std::max<milliseconds>(kFirstRetry, schedule_.sweep / 4));
  ++retry.failures;
}

void Agenda::retry_all() {
  for (auto& [what, retry] : retries_) retry.at = {};
}

void Agenda::retry(std::string_view kind) {
  for (auto& [what, retry] : retries_)
    if (what.kind->name == kind) retry.at = {};
}

void Agenda::changed(const std::string& kind, const std::string& id) {
  std::erase_if(planned_, [&](const auto& entry) {
    const Due& due = entry.second.first;
    return due.kind->name == kind && (due.id.empty() ? due.parent == id : due.id == id);
  });
}

std::vector<std::pair<Due, Lane>> Agenda::take_due(storage::Time now) {
  std::map<Due, Lane> due;
  const auto later = planned_.upper_bound(now);
  for (auto entry = planned_.begin(); entry != later; ++entry) due.insert(entry->second);
  planned_.erase(planned_.begin(), later);
  for (auto& [what, retry] : retries_) {
    if (retry.at > now) continue;
    due.emplace(what, Lane::sweep);
    retry.at = storage::Time::max();  // until it is known how it went
  }
  return {due.begin(), due.end()};
}

storage::Time Agenda::next_due() const {
  storage::Time next = next_sweep_;
  if (!planned_.empty()) next = std::min(next, planned_.begin()->first);
  for (const auto& [what, retry] : retries_) next = std::min(next, retry.at);
  return next;
}

milliseconds planned_period(const Kind& kind, const Schedule& schedule) {
  if (kind.events) return std::max<milliseconds>(schedule.audit_trail, kTrailPatience);
  return kind.day.start.empty() ? schedule.sweep : std::max<milliseconds>(schedule.sweep, 24h);
}

bool opens_gap(std::optional<storage::Time> last_complete, milliseconds period, storage::Time now) {
  return !last_complete || now - *last_complete > 2 * period;
}

}  // namespace segaudit::agent
