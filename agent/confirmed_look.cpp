#include "agent/confirmed_look.h"

#include <algorithm>

namespace segaudit::agent {
namespace {

// More than these are confirmed at the next looks: a workspace that lost hundreds of resources can wait, a rate limit
// that was used up cannot.
constexpr std::size_t kMostConfirmations = 100;
constexpr std::size_t kSmallList = 4;

// The resource is there after all: its document joins the list's.
void add(Looked& looked, Looked one) {
  looked.ids.insert(one.ids.begin(), one.ids.end());
  for (std::size_t i = 0; i < one.observations.size(); ++i)
    for (auto& item : one.observations[i].items) looked.observations[i].items.push_back(std::move(item));
}

std::vector<std::string> confirm_one_by_one(const Looker& looker, const LookJob& job,
                                            const std::vector<std::string>& missing, Looked& looked, std::stop_token stop) {
  std::vector<std::string> gone;
  for (std::size_t i = 0; i < std::min(missing.size(), kMostConfirmations); ++i) {
    try {
      auto one = looker.one(*job.kind, job.parent, missing[i], stop, job.lane);
      if (!one) gone.push_back(missing[i]);
      else if (one->ids.contains(missing[i])) add(looked, std::move(*one));
    } catch (const TransportError& error) {
      if (error.failure() == Failure::stopped) throw;  // anything else: not known, so not gone
    }
  }
  return gone;
}

Found look_at_whole(const Looker& looker, const LookJob& job, std::stop_token stop, double most_missing) {
  Found found{looker.whole(*job.kind, job.parent, stop, job.query, job.lane), {}};
  if (job.kind->events || found.looked.unchanged) return found;
  const auto known = job.known ? job.known : looker.remembered_ids(*job.kind, job.parent);
  if (!known) {
    // Forgotten meanwhile: what is missing, the next look finds out.
    forget_pages(found.looked.seen);
    return found;
  }
  auto missing = missing_ids(*known, found.looked.ids);
  if (shrank_suspiciously(known->size(), missing.size(), most_missing)) {
    found.looked = looker.whole(*job.kind, job.parent, stop, job.query, job.lane);
    if (found.looked.unchanged) return found;
    // What only the first list lacked, or only the second one, is not confirmed.
    std::erase_if(missing, [&](const std::string& id) { return found.looked.ids.contains(id); });
  }
  // Whatever comes of it: the next look must not take this list for everything there is. A second list may lack other
  // things than the first one.
  if (!missing_ids(*known, found.looked.ids).empty()) forget_pages(found.looked.seen);
  const bool can_ask = !job.kind->get_path.empty();
  found.gone = can_ask ? confirm_one_by_one(looker, job, missing, found.looked, stop) : missing;
  return found;
}

Found look_at_one(const Looker& looker, const LookJob& job, std::stop_token stop) {
  auto one = looker.one(*job.kind, job.parent, job.id, stop, job.lane);
  if (one) return {std::move(*one), {}};
  // Null may also mean that this token does not see it: the list has to miss it, too.
  if (job.kind->nullable)
    throw TransportError(Failure::not_found, "the API shows no " + std::string(job.kind->name) + " of this id");
  Looked nothing;
  nothing.observations.push_back({{std::string(job.kind->name), job.parent}, storage::Look::part, {}, {}});
  return {std::move(nothing), {job.id}};
}

}  // namespace

std::vector<std::string> missing_ids(const std::vector<std::string>& known, const std::set<std::string>& seen) {
  std::vector<std::string> missing;
  for (const auto& id : known)
    if (!seen.contains(id)) missing.push_back(id);
  return missing;
}

bool shrank_suspiciously(std::size_t known, std::size_t missing, double most_missing) {
  return known >= kSmallList && double(missing) > double(known) * most_missing;
}

LookResult confirmed_look(const Looker& looker, LookJob job, std::stop_token stop, double most_missing) {
  if (!job.unaskable.empty()) {
    Missed missed{Failure::not_found, job.unaskable};
    return {std::move(job), std::move(missed)};
  }
  try {
    Found found = job.id.empty() ? look_at_whole(looker, job, stop, most_missing) : look_at_one(looker, job, stop);
    return {std::move(job), std::move(found)};
  } catch (const TransportError& error) {
    return {std::move(job), Missed{error.failure(), error.what()}};
  }
}

}  // namespace segaudit::agent
