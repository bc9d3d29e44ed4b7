#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/embedded_cutter.h"
#include "storage/database.h"
#include "storage/log.h"
#include "tests/proof/agent_under_test.h"
#include "tests/proof/truth.h"

namespace segaudit::proof {

struct Complaint {
  std::string what;  // what was expected, and what was found
  ResourceKey about;
};

struct Tally {
  std::size_t rows = 0, created = 0, modified = 0, deleted = 0, vanished = 0;
  std::size_t opened = 0, resolved = 0, gaps_opened = 0, gaps_closed = 0;
  std::size_t unknown_checks = 0, unknown = 0;  // of policies and resources after a step; and how many were unknown
  std::size_t quiet_checks = 0, compared = 0;   // after quiet sweeps; documents compared
};

// Holds what the agent wrote and said against the world and against what the agent was told.
class Oracle {
 public:
  Oracle(const World& world, Witness& witness, std::chrono::milliseconds sweep_period, std::filesystem::path database)
      : world_(world),
        witness_(witness),
        truth_(world, witness, shown_),
        period_(sweep_period),
        database_(std::move(database)) {}

  void after_step(const AgentUnderTest& agent, const AgentUnderTest::Step& step, Time now);
  // After everything was looked at while nothing changed and nothing failed: what is stored is what is.
  void after_quiet(const AgentUnderTest& agent, Time now);
  // Also rows that were written by a step that was killed.
  void read_log(const AgentUnderTest& agent);

  const Tally& tally() const { return tally_; }
  std::vector<Complaint> take_complaints() { return std::exchange(complaints_, {}); }
  // Log rows about a resource, for people.
  std::vector<std::string> rows_about(const ResourceKey& resource) const;

 private:
  void row(const storage::LogRow& row, const AgentUnderTest& agent);
  void version_row(const storage::LogRow& row, const AgentUnderTest& agent);
  void gone_row(const storage::LogRow& row);
  void how_gone(const storage::LogRow& row, Time last_shown, Time now);
  void transitions(const AgentUnderTest& agent, const agent::Verdict& verdict, Time now);
  void event_transition(const storage::Transition& transition, Time now);
  void unknowns(const AgentUnderTest& agent, Time now);
  void unknown_resources(const Need& need, const agent::PolicyState& state, const AgentUnderTest& agent, Time now);
  bool may_be_unknown(const CollectionKey& collection, Time now) const;
  bool must_be_unknown(const CollectionKey& collection, Time now) const;
  void stored_is_true(const AgentUnderTest& agent);
  std::string document_of(const AgentUnderTest& agent, const ResourceKey& key, const std::string& parent,
                          const std::string& raw);
  void complain(std::string what, ResourceKey about) { complaints_.push_back({std::move(what), std::move(about)}); }

  const World& world_;
  Witness& witness_;
  std::set<ResourceKey> shown_;  // by the log
  Truth truth_;
  const std::chrono::milliseconds period_;
  const std::filesystem::path database_;
  std::unique_ptr<SQLite::Database> log_;
  agent::EmbeddedCutter cutter_;
  storage::Seq read_ = 0;
  Time last_at_{};
  std::map<ResourceKey, Time> last_row_;
  std::map<std::string, Time> source_gone_;  // when the log said so last
  std::set<std::string> fresh_gone_;         // sources, in this step
  std::set<std::string> events_read_;        // ids in the log
  Tally tally_;
  std::vector<Complaint> complaints_;
};

}  // namespace segaudit::proof
