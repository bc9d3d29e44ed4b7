#pragma once

#include <map>
#include <optional>
#include <string>

#include "tests/proof/answers.h"
#include "tests/proof/dice.h"

namespace segaudit::proof {

// How often what goes wrong.
struct Rates {
  double failure = 0.002;     // of requests: lost, cut, nonsense, refused
  double rate_limit = 0.003;  // of requests: 429
  double flaw = 0.005;        // of listings: items missing, ended early, items twice
  double stale = 0.2;         // of flawed listings: the API's cache gives the same wrong list again for a while
  std::chrono::milliseconds stale_for{5000};
  double change = 0.006;  // of requests: something happens in the workspace just before
  bool spells = true;     // outages, families that are refused, a trail that is not there
};

// What goes wrong between the workspace and the agent, by chance from a seed. Counts what it does.
class Weather {
 public:
  Weather(Rates rates, std::uint64_t seed) : rates_(rates), dice_(seed) {}

  const Rates& rates() const { return rates_; }
  void calm(bool calm);
  bool is_calm() const { return calm_; }
  // Between two steps: spells begin and end.
  void change(Time now, std::chrono::milliseconds sweep_period);

  // An answer that comes instead of the real one; throws TransportError where none comes. Nothing: all is well.
  std::optional<agent::Response> instead(const Route& route, Time now);
  // What may become of a good answer on the way; throws TransportError.
  void spoil(agent::Response& response);
  // What a listing that begins now gets wrong. `ids` is what it should hold.
  ListFlaw flaw_of(const CollectionKey& collection, const std::set<std::string>& ids, Time now);

  bool happens(double probability) { return !calm_ && dice_.happens(probability); }
  std::chrono::milliseconds pause() { return std::chrono::milliseconds(dice_.between(20, 80)); }
  const std::map<std::string, std::size_t>& counts() const { return counts_; }

 private:
  struct Spell {
    std::string what;  // outage, refused, by_id, no_trail
    Time until{};
    std::string kind;
    int status = 0;
  };
  struct Flawed {
    ListFlaw flaw;
    Time until{};
  };
  std::optional<agent::Response> by_spell(const Route& route, Time now);
  bool lists_lie(const std::string& kind, Time now) const;
  ListFlaw new_flaw(const std::set<std::string>& ids);
  agent::Response rate_limited();
  std::size_t& count(const std::string& what) { return counts_[what]; }

  Rates rates_;
  Dice dice_;
  bool calm_ = false;
  std::vector<Spell> spells_;
  std::map<CollectionKey, Flawed> stale_;
  std::map<std::string, std::size_t> counts_;
};

}  // namespace segaudit::proof
