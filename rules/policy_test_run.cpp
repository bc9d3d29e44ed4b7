#include <algorithm>

#include "rules/evaluator.h"
#include "rules/policy_test.h"
#include "rules/temporary_directory.h"
#include "rules/wording.h"
#include "storage/query_session.h"
#include "storage/schema.h"
#include "storage/store.h"

namespace segaudit::rules {
namespace {

// What the agent's configuration says unless someone changes it.
constexpr const char* kUsualEnvironments = R"({"label":"environment","production":["prod","production"]})";
constexpr const char* kEventKind = "audit_event";
constexpr std::string_view kNeverSeen = "not_yet_observed";  // storage's reason for a collection without a look

// A workspace that exists only in a database.
class TestWorkspace {
 public:
  explicit TestWorkspace(const PolicyTestCase& test)
      : test_(test), store_(directory_.path() / "test.db", "test"), session_(directory_.path() / "test.db") {}

  Evaluation judge(const Policy& policy) {
    storage::Time now = test_.at;
    configure(now);
    for (const auto& look : test_.looks) {
      now += look.after;
      record(look, now);
      if (policy_reads(policy)) look_at_the_rest(now);
    }
    const ParameterOverrides overrides = {{policy.id, test_.parameters}};
    Evaluator evaluator(std::span(&policy, 1), overrides, session_);
    session_.begin(now);
    Evaluation evaluation = evaluator.evaluate_all(now).front();
    session_.end();
    return evaluation;
  }

 private:
  void configure(storage::Time now) {
    if (!test_.config.contains("environments")) store_.set_config("environments", kUsualEnvironments, now);
    for (const auto& [name, json] : test_.config) store_.set_config(name, json, now);
  }

  void record(const TestLook& look, storage::Time now) {
    storage::Batch batch;
    for (const auto& [collection, items] : look.given) {
      batch.observations.push_back(observation(collection, items));
      for (const auto& gone : batch.observations.back().gone) retire_children(collection.kind, gone.id, batch);
    }
    store_.record(batch, now);
    // After what was seen: known data that has grown old.
    storage::Batch gaps;
    for (const auto& miss : look.missing) {
      if (miss.reason == kNeverSeen)
        never_seen_.insert(miss.collection);
      else
        gaps.misses.push_back(miss);
    }
    store_.record(gaps, now);
    store_.attribute(now, storage::kAttributionGrace);
  }

  // What the collection held before and is not given any more is gone.
  storage::Observation observation(const storage::CollectionKey& collection, const std::vector<storage::Item>& items) {
    const bool events = collection.kind == kEventKind;
    storage::Observation observation{collection, events ? storage::Look::events : storage::Look::whole, items, {}};
    if (events) return observation;
    for (const auto& id : store_.known_ids(collection))
      if (std::ranges::none_of(items, [&](const storage::Item& item) { return item.id == id; }))
        observation.gone.push_back({id, storage::GoneAs::deleted});
    return observation;
  }

  void retire_children(const std::string& kind, const std::string& id, storage::Batch& batch) {
    for (const auto& [child, parent] : storage::kinds())
      if (parent == kind) batch.retired.push_back({{child, id}, storage::GoneAs::deleted});
  }

  bool policy_reads(const Policy& policy) {
    try {
      kinds_ = session_.inspect(policy.query).kinds;
      return true;
    } catch (const storage::QueryError&) {
      return false;  // the evaluator says why
    }
  }

  // Parents first: their children can be missed only once the parents are known.
  void look_at_the_rest(storage::Time now) {
    for (;;) {
      session_.begin(now);
      const auto blind = session_.blindness(kinds_);
      session_.end();
      storage::Batch rest;
      for (const auto& gap : blind)
        if (gap.reason == kNeverSeen && !never_seen_.contains({gap.kind, gap.parent}))
          rest.observations.push_back({{gap.kind, gap.parent}, storage::Look::whole, {}, {}});
      if (rest.observations.empty()) return;
      store_.record(rest, now);
    }
  }

  const PolicyTestCase& test_;
  TemporaryDirectory directory_;
  storage::Store store_;
  storage::QuerySession session_;
  std::set<std::string> kinds_;
  std::set<storage::CollectionKey> never_seen_;
};

// Compares what was expected with what came out, and tells the differences.
class Comparison {
 public:
  explicit Comparison(const PolicyTestCase& test) : test_(test) {}

  TestResult with(const Outcome& outcome) {
    if (const auto* failed = std::get_if<Failed>(&outcome)) tell("the policy failed: " + failed->reason);
    if (const auto* unknown = std::get_if<Unknown>(&outcome)) compare_unknown(*unknown);
    if (const auto* judged = std::get_if<Judged>(&outcome)) compare_judged(*judged);
    return std::move(result_);
  }

 private:
  void tell(std::string difference) { result_.differences.push_back(std::move(difference)); }

  void compare_unknown(const Unknown& unknown) {
    if (!test_.all_unknown) tell("the whole policy is unknown: " + unknown.reason);
  }

  void compare_judged(const Judged& judged) {
    if (test_.all_unknown) tell("expected the whole policy to be unknown, but it was judged");
    for (const auto& expected : test_.find) compare_finding(expected, judged);
    for (const auto& finding : judged.findings)
      if (std::ranges::none_of(test_.find, [&](const auto& expected) { return is_about(expected, finding); }))
        tell("found, but not expected: " + finding.resource_id + ": " + finding.message + "\nevidence " +
             finding.evidence);
    for (const auto& id : test_.unknown)
      if (!judged.unknown.contains(id)) tell("expected to be unknown, but judged: " + id);
    for (const auto& [id, reason] : judged.unknown)
      if (std::ranges::find(test_.unknown, id) == test_.unknown.end())
        tell("unknown, but not expected: " + id + ": " + reason);
  }

  static bool is_about(const ExpectedFinding& expected, const Finding& finding) {
    return expected.resource == finding.resource_id &&
           (expected.kind.empty() || expected.kind == finding.resource_kind);
  }

  void compare_finding(const ExpectedFinding& expected, const Judged& judged) {
    const auto found = std::ranges::find_if(judged.findings, [&](const auto& each) { return is_about(expected, each); });
    if (found == judged.findings.end()) return tell("expected, but not found: " + expected.resource);
    if (expected.message && *expected.message != found->message)
      tell("another message about " + expected.resource + "\nexpected " + *expected.message + "\nfound    " +
           found->message);
  }

  const PolicyTestCase& test_;
  TestResult result_;
};

}  // namespace

TestResult run_policy_test(const PolicyTestCase& test, const Policy& policy) {
  return Comparison(test).with(TestWorkspace(test).judge(policy).outcome);
}

}  // namespace segaudit::rules
