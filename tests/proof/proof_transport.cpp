#include "tests/proof/proof_transport.h"

#include <stdexcept>

namespace segaudit::proof {
namespace {

bool is_list(const Route& route) { return route.id.empty() && !route.kind->events && route.kind->day.start.empty(); }

}  // namespace

void ProofTransport::kill_at(std::optional<std::size_t> request, std::stop_source agent) {
  kill_at_ = request;
  agent_ = std::move(agent);
}

agent::Response ProofTransport::get(const agent::Request& request, std::chrono::steady_clock::time_point,
                                    std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  clock_.advance(weather_.pause());
  if (weather_.happens(weather_.rates().change)) life_.happen(clock_.now());
  if (kill_at_ && requests_ >= *kill_at_) agent_.request_stop();
  if (stop.stop_requested()) throw agent::TransportError(agent::Failure::stopped, "stopped");
  ++requests_;
  const auto route = route_of(request);
  if (!route) throw std::logic_error("a path that no row of the catalogue has: " + request.path);
  std::string outcome = "no answer";
  const auto note = [&] {
    witness_.note(storage::format_time(clock_.now()) + " GET " + request.path +
                  (route->cursor.empty() ? "" : " from " + route->cursor) + ": " + outcome);
  };
  try {
    agent::Response response = answered(*route, request, outcome);
    note();
    return response;
  } catch (const agent::TransportError& error) {
    outcome = error.what();
    if (is_list(*route)) witness_.failed(route->collection(), clock_.now());
    note();
    throw;
  }
}

agent::Response ProofTransport::answered(const Route& route, const agent::Request& request, std::string& outcome) {
  const CollectionKey collection = route.collection();
  const Time now = clock_.now();
  ListFlaw& flaw = flaws_[collection];
  const bool begins = is_list(route) && route.cursor.empty();
  if (begins) {
    flaw = route.pages() ? weather_.flaw_of(collection, world_.ids(collection), now) : ListFlaw{};
    witness_.begin(collection, now, flaw.lacks || flaw.ends_after);
  }
  const auto fail = [&](agent::Response response) {
    if (is_list(route)) witness_.failed(collection, now);
    outcome = "status " + std::to_string(response.status);
    return response;
  };
  if (auto instead = weather_.instead(route, now)) return fail(std::move(*instead));
  Answer told = answer(world_, route, request, flaw, now);
  if (told.response.status != 200) return fail(std::move(told.response));
  const std::size_t size = told.response.body.size();
  weather_.spoil(told.response);
  if (told.response.body.size() != size) {
    if (is_list(route)) witness_.failed(collection, now);
    outcome = "spoilt";
    return std::move(told.response);
  }
  if (is_list(route))
    witness_.page(collection, told.ids, told.last, now);
  else if (!route.kind->events)
    for (const auto& id : told.ids) witness_.showed({collection.kind, id}, collection.parent, now);
  // The answer about a user holds both the user and the permissions.
  if (collection.kind == "user_permissions") witness_.showed({"user", collection.parent}, "", now);
  outcome = std::to_string(told.ids.size()) + " items:";
  for (const auto& id : told.ids) outcome += " " + id;
  if (flaw.lacks || flaw.ends_after || flaw.repeats) outcome += " (flawed)";
  return std::move(told.response);
}

}  // namespace segaudit::proof
