#include "tests/proof/weather.h"

#include <algorithm>

namespace segaudit::proof {
namespace {

using namespace std::chrono_literals;
using agent::Failure;
using agent::TransportError;
using std::chrono::milliseconds;

agent::Response refused(int status) {
  return error_response(status, status == 404 ? "not-found" : "forbidden", "injected");
}

}  // namespace

void Weather::calm(bool calm) {
  calm_ = calm;
  if (!calm) return;
  spells_.clear();
  stale_.clear();
}

void Weather::change(Time now, milliseconds sweep_period) {
  std::erase_if(spells_, [&](const Spell& spell) { return spell.until <= now; });
  std::erase_if(stale_, [&](const auto& entry) { return entry.second.until <= now; });
  if (calm_ || !rates_.spells) return;
  const auto begin = [&](const std::string& what, milliseconds lasts, const std::string& kind, int status) {
    spells_.push_back({what, now + lasts, kind, status});
    ++count(what + (lasts > 2 * sweep_period ? " (long)" : ""));
  };
  const auto minutes = [&](int from, int to) { return milliseconds(dice_.between(from, to) * 60'000); };
  const auto sweeps = [&](int from, int to) { return sweep_period * dice_.between(from * 10, to * 10) / 10; };
  const auto kind = [&] { return dice_.one_of(world_kinds()).kind; };
  const int status = 401 + 2 * dice_.between(0, 1);  // 401 or 403
  if (dice_.happens(0.004)) begin("spell: outage", minutes(2, 20), "", 503);
  if (dice_.happens(0.0004)) begin("spell: outage", sweeps(3, 7), "", dice_.happens(0.5) ? 503 : 0);
  if (dice_.happens(0.002)) begin("spell: refused", dice_.happens(0.7) ? minutes(5, 90) : sweeps(3, 6), kind(), status);
  if (dice_.happens(0.001)) begin("spell: not found", minutes(5, 90), kind(), 404);
  if (dice_.happens(0.002)) begin("spell: by id", minutes(5, 90), kind(), 404);
  if (dice_.happens(0.001)) begin("spell: no trail", minutes(5, 240), "audit_event", dice_.happens(0.5) ? 403 : 500);
}

std::optional<agent::Response> Weather::by_spell(const Route& route, Time now) {
  for (const auto& spell : spells_) {
    if (spell.until <= now || (!spell.kind.empty() && spell.kind != route.kind->name)) continue;
    // When the list lies for as long, nothing could tell that from the truth.
    if (spell.what == "spell: by id" && (route.id.empty() || lists_lie(spell.kind, now))) continue;
    ++count("answer of a " + spell.what);
    if (spell.status == 0) throw TransportError(Failure::timeout, "injected: timed out");
    return refused(spell.status);
  }
  return std::nullopt;
}

agent::Response Weather::rate_limited() {
  if (dice_.happens(0.3)) return error_response(429, "RateLimited", "Rate limit exceeded");
  return json_response(429,
                       R"({"errors":[{"type":"RequestError","message":"Too many requests","data":{"remainingPoints":0,)"
                       R"("msBeforeNext":)" +
                           std::to_string(dice_.between(200, 5000)) + R"(,"consumedPoints":200}}]})");
}

std::optional<agent::Response> Weather::instead(const Route& route, Time now) {
  if (calm_) return std::nullopt;
  if (auto answer = by_spell(route, now)) return answer;
  if (dice_.happens(rates_.rate_limit)) {
    ++count("429");
    return rate_limited();
  }
  if (!dice_.happens(rates_.failure * 0.7)) return std::nullopt;
  switch (dice_.between(0, 5)) {
    case 0:
      ++count("status 500");
      return error_response(500, "internal", "injected");
    case 1:
      ++count("status 503, not JSON");
      return agent::Response{503, {{"content-type", "text/html"}}, "<html>busy</html>"};
    case 2:
      ++count("reset");
      throw TransportError(Failure::unreachable, "injected: connection reset");
    case 3:
      ++count("timeout");
      throw TransportError(Failure::timeout, "injected: timed out");
    case 4:
      ++count(route.id.empty() ? "404 of a collection" : "404 of a resource that is there");
      return refused(404);
    default:
      ++count("status 403");
      return refused(403);
  }
}

void Weather::spoil(agent::Response& response) {
  if (calm_ || !dice_.happens(rates_.failure * 0.3)) return;
  switch (dice_.between(0, 3)) {
    case 0:
      ++count("cut");
      throw TransportError(Failure::unreachable, "injected: the answer ended early");
    case 1:
      ++count("cut JSON");
      response.body.resize(response.body.size() / 2);
      return;
    case 2:
      ++count("no data");
      response.body = R"({"data":{}})";
      return;
    default:
      ++count("other JSON");
      response.body = R"(["well", 1e400])";
      return;
  }
}

ListFlaw Weather::flaw_of(const CollectionKey& collection, const std::set<std::string>& ids, Time now) {
  if (calm_) return {};
  if (const auto found = stale_.find(collection); found != stale_.end() && found->second.until > now)
    return found->second.flaw;
  if (ids.empty() || !dice_.happens(rates_.flaw)) return {};
  ListFlaw flaw = new_flaw(ids);
  if (!dice_.happens(rates_.stale)) return flaw;
  // Where the API has an answer by id, which is right, the agent can be told wrong lists for long.
  const bool for_long = dice_.happens(0.3) && !agent::kind_named(collection.kind).get_path.empty();
  ++count(for_long ? "list: the same flaw again for long" : "list: the same flaw again for seconds");
  stale_[collection] = {flaw, now + (for_long ? milliseconds(dice_.between(10, 60) * 60'000) : rates_.stale_for)};
  return flaw;
}

bool Weather::lists_lie(const std::string& kind, Time now) const {
  return std::ranges::any_of(stale_,
                             [&](const auto& entry) { return entry.first.kind == kind && entry.second.until > now; });
}

ListFlaw Weather::new_flaw(const std::set<std::string>& ids) {
  ListFlaw flaw;
  switch (dice_.between(0, 4)) {
    case 0:
      ++count("list: ends early");
      flaw.ends_after = std::size_t(dice_.between(0, int(ids.size()) - 1));
      return flaw;
    case 1:
      ++count("list: lacks half");
      flaw.lacks = [salt = dice_.between(0, 1)](const std::string& id) { return (id.back() + salt) % 2 == 0; };
      return flaw;
    case 2:
      ++count("list: items twice");
      flaw.repeats = true;
      return flaw;
    default:
      ++count("list: lacks one");
      flaw.lacks = [missing = dice_.one_of(ids)](const std::string& id) { return id == missing; };
      return flaw;
  }
}

}  // namespace segaudit::proof
