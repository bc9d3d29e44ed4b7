#include "agent/agenda.h"

#include <algorithm>

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kRereads[] = {0ms, 30s, 5min};  // changes become visible up to minutes after their event
constexpr milliseconds kFirstRetry = 1min;

}  // namespace

void Agenda::resume(const std::vector<storage::Collection>& collections, bool trail_available, storage::Time now) {
  next_trail_ = now;
  next_sweep_ = now;
  if (collections.empty() || !trail_available) return;
  storage::Time oldest = now;
  for (const auto& collection : collections) {
    if (collection.state == storage::CollectionState::not_available) continue;
    if (!collection.last_complete) return;
    oldest = std::min(oldest, *collection.last_complete);
  }
  next_sweep_ = std::max(now, oldest + periods_.sweep);
}

void Agenda::start_sweep(storage::Time now) {
  const auto spread = std::chrono::duration_cast<milliseconds>(periods_.sweep * 0.1 * jitter_);
  next_sweep_ = now + periods_.sweep - spread;
}

void Agenda::sweep_again(storage::Time now) { next_sweep_ = now + std::min<milliseconds>(kFirstRetry, periods_.sweep); }

void Agenda::touch(const Due& due, storage::Time now) {
  for (const auto wait : kRereads) touched_.emplace(now + wait, due);
}

void Agenda::failed(const Due& due, storage::Time now) {
  Retry& retry = retries_[due];
  const auto wait = kFirstRetry * (std::int64_t(1) << std::min(retry.failures, 10));
  retry.at = now + std::min<milliseconds>(wait, std::max<milliseconds>(kFirstRetry, periods_.sweep / 4));
  ++retry.failures;
}

void Agenda::succeeded(const Due& due) { retries_.erase(due); }

void Agenda::changed(const std::string& kind, const std::string& id) {
  std::erase_if(touched_, [&](const auto& entry) {
    const Due& due = entry.second;
    return due.kind->name == kind && (due.id.empty() ? due.parent == id : due.id == id);
  });
}

std::vector<Due> Agenda::take_due(storage::Time now) {
  std::set<Due> due;
  const auto later = touched_.upper_bound(now);
  for (auto entry = touched_.begin(); entry != later; ++entry) due.insert(entry->second);
  touched_.erase(touched_.begin(), later);
  for (auto& [what, retry] : retries_) {
    if (retry.at > now) continue;
    due.insert(what);
    retry.at = storage::Time::max();  // until it is known how it went
  }
  return {due.begin(), due.end()};
}

storage::Time Agenda::next_wakeup() const {
  storage::Time next = std::min(next_sweep_, next_trail_);
  if (!touched_.empty()) next = std::min(next, touched_.begin()->first);
  for (const auto& [what, retry] : retries_) next = std::min(next, retry.at);
  return next;
}

bool opens_gap(std::optional<storage::Time> last_complete, std::chrono::milliseconds period, storage::Time now) {
  return !last_complete || now - *last_complete > 2 * period;
}

}  // namespace segaudit::agent
