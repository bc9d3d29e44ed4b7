#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "storage/model.h"

namespace segaudit::storage {

// The agent's memory of one workspace: a log that is only appended to, and tables derived from it. One process and one
// thread write; readers open a QuerySession. Every function throws StorageError when SQLite fails; then nothing of that
// call is stored. What a call stored is on disk when it returns.
class Store {
 public:
  // Opens or creates the database and brings derived tables up to date.
  // Throws when it is damaged, comes from a newer version or belongs to another key (`key_check`: a value derived from
  // the redaction key; without its key a database would take every stored value for changed).
  // `reader_version` names how documents were read (catalogue, redaction): the first whole look at a collection with
  // another one tells our own upgrade (`reinterpreted`) from a change in the workspace (`modified`).
  Store(const std::filesystem::path& database, const std::string& key_check, const std::string& reader_version = "1");
  Store(Store&&) noexcept;
  ~Store();

  // Notes which workspace this database is about; throws when it is about another one.
  void bind_workspace(const std::string& workspace_id);
  std::optional<std::string> workspace_id() const;

  // Appends what is new in the batch and brings the tables up to date. Returns the changes in log order. The first
  // look at a collection is a baseline: it creates versions, but nothing in it is a change.
  std::vector<Change> record(const Batch& batch, Time now);

  // Ids that the collection holds at present.
  std::vector<std::string> known_ids(const CollectionKey& collection) const;
  bool is_known(const std::string& kind, const std::string& id) const;
  // The document of a resource that is known at present (nothing when it was erased), and what it was found under.
  std::optional<std::string> body_of(const std::string& kind, const std::string& id) const;
  std::optional<std::string> parent_of(const std::string& kind, const std::string& id) const;
  std::vector<Collection> collections() const;
  std::optional<Time> last_complete(const CollectionKey& collection) const;

  // The newest audit event's time as the API gave it; nothing before the first.
  std::optional<Time> newest_event() const;
  // Whether the audit trail holds an event that says that this resource was deleted. What is older than its present
  // version tells of an earlier resource of the same id, and so does every event about what is not known at present.
  bool was_deleted(const std::string& kind, const std::string& id) const;
  // Resources that resources of these kinds name, but that are not known: kind and id.
  std::vector<std::pair<std::string, std::string>> missing_references(const std::set<std::string>& kinds) const;
  // Ids of the kind that are this one but for a prefix before it (`sfnc_`): another notation of the same id.
  std::vector<std::string> ids_ending_in(const std::string& kind, const std::string& id) const;

  // Finds out which audit events tell of changes that none is known for yet, see attribution.h, and logs what it finds:
  // who did it, or that the trail, read `grace` after the change, tells of nobody. Returns the number of rows logged.
  // Costs next to nothing while there is nothing new.
  std::size_t attribute(Time now, std::chrono::milliseconds grace);
  // Who made the change of this position; nothing while nobody is known.
  std::optional<std::string> actor_of(Seq change) const;
  // Changes after one position, up to another, in log order.
  std::vector<Change> changes_between(Seq after, Seq up_to) const;

  // Logs a violation's steps.
  void apply(std::span<const Transition> transitions, Time now);
  std::vector<Violation> active_violations() const;                       // pending, open, waived; in key order
  std::vector<Violation> resolved_since(Time since) const;
  // By policy: how many were opened since the first day, and how many of these resolved, for counters that survive
  // restarts. One that was waived in between has not been opened twice.
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> violation_totals() const;
  std::map<std::pair<std::string, std::string>, std::int64_t> change_totals() const;  // by kind and type of change

  // Logs what is in force from now on (packs, parameters, environments, …), if it differs from what was.
  void set_config(const std::string& name, const std::string& json, Time now);

  // Logs the summary of a finished sweep, if it says something new since the last one.
  void note_sweep(const std::string& json, Time now);

  // Something to be remembered beside the log: what it says is no evidence, and may be lost. Nothing: never noted.
  void note(const std::string& name, const std::string& value);
  std::optional<std::string> noted(const std::string& name) const;

  // Kinds whose documents, collections or configuration ("") got rows after this position.
  std::set<std::string> kinds_since(Seq seq) const;

  // Hashes that the resource's body goes by, see body_hashes.h; none of a resource that is not there.
  std::set<std::string> body_hashes(const std::string& kind, const std::string& id) const;

  Seq length() const;
  std::string head() const;  // hex of the last row's link; empty for an empty log
  std::map<std::string, std::int64_t> resource_counts() const;
  std::int64_t size_bytes() const;
  const std::filesystem::path& path() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace segaudit::storage
