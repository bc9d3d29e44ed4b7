#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "tests/proof/route.h"
#include "tests/proof/world.h"

namespace segaudit::proof {

// Writes down what the API said to the agent: when which collection was answered completely, and what was shown. From
// this alone follows how old the agent's picture may be; what the agent made of the answers is not asked.
class Witness {
 public:
  explicit Witness(const World& world) : world_(world) {}

  // A step of the agent: what it was told counts once the step ended without being killed.
  void begin_step() { touched_.clear(); }
  void end_step(bool killed);

  void begin(const CollectionKey& collection, Time now, bool flawed);
  // A page was given out; `last`: the agent has the whole list now.
  void page(const CollectionKey& collection, const std::vector<std::string>& ids, bool last, Time now);
  void failed(const CollectionKey& collection, Time now);
  void showed(const ResourceKey& resource, const std::string& parent, Time now);
  void forget(const CollectionKey& collection);

  // Start of the last complete and faultless listing that the agent surely knows; the beginning of time when there was
  // none. What the agent believes was true at some time since.
  Time true_since(const CollectionKey& collection) const;
  // End of the last complete listing, faultless or not, that the agent surely knows, or may know.
  std::optional<Time> surely_complete(const CollectionKey& collection) const { return find(surely_, collection); }
  std::optional<Time> maybe_complete(const CollectionKey& collection) const { return find(maybe_, collection); }
  // When the resource was last shown under this parent, up to that time.
  std::optional<Time> last_shown(const ResourceKey& resource, const std::string& parent, Time until) const;

  // How often all root lists of the world were asked for: sweeps, as the API sees them.
  std::size_t sweeps() const { return sweeps_; }

  void note(std::string line);
  const std::deque<std::string>& notes() const { return notes_; }

 private:
  struct Listing {
    Time begin{};
    bool flawed = false;
    std::size_t moves = 0;  // of the collection, when it began
    std::optional<Time> end;
    bool failed = false;
  };
  static std::optional<Time> find(const std::map<CollectionKey, Time>& times, const CollectionKey& collection);
  void count_sweep(const CollectionKey& collection);

  const World& world_;
  std::map<CollectionKey, Listing> touched_;
  std::map<CollectionKey, Time> true_since_, surely_, maybe_;
  std::map<std::pair<ResourceKey, std::string>, std::deque<Time>> shown_;  // the last few times, by parent
  std::set<std::string> asked_;
  std::size_t sweeps_ = 0;
  std::deque<std::string> notes_;
};

}  // namespace segaudit::proof
