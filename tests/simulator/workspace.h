// The simulated workspace: resources by kind, with an audit event for every change made through this class.
// Documents go in and out as JSON text in the shape of the API, except that a source or destination names its
// catalogue document by `metadataId` instead of embedding it. Every function may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tests/simulator/audit_trail.h"
#include "tests/simulator/kinds.h"
#include "tests/simulator/times.h"

namespace segaudit::simulator {

// Which resource. `parent` is empty for root kinds; ids of several fields are joined by ':' ("TRACK:Order Paid:1").
struct ResourceKey {
  std::string kind;
  std::string parent = {};
  std::string id = {};
};

// How a change appears in the audit trail.
struct AuditNote {
  std::string actor = "user/2kPdWq7uYtRz";
  std::string actor_email = "dana.keller@acme.example";
  // Overrides the word that the kind's row gives.
  std::string type = {};
  std::string resource_type = {};
  // The event shows up this much later, with the timestamp of the change.
  std::chrono::milliseconds late{0};
  // In the words of the product's documentation, where they differ.
  bool product_words = false;
  // The trail never hears of the change.
  bool missing = false;
};

// A change that cannot be made; `status` is the HTTP status that says so: 400, 404 or 409.
class WorkspaceError : public std::runtime_error {
 public:
  WorkspaceError(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

struct ResourcePage {
  // Answers as lists give them, catalogue documents embedded.
  std::vector<std::string> items;
  // Of the whole collection after filtering.
  std::size_t total = 0;
};

// A query parameter that selects by a field of the stored document, compared without case.
struct FieldFilter {
  std::string field;
  std::string value;
};

class Workspace {
 public:
  explicit Workspace(Clock clock);

  // Adds or replaces without an audit event, as a fixture does. The id comes from the document.
  void load(const std::string& kind, const std::string& parent, const std::string& document);
  // Takes over the content of another one at once: no reader sees a half-filled workspace in between.
  void replace_by(const Workspace& other);

  // Each throws WorkspaceError and then changes nothing. `create` takes the id from the document and fails with 409
  // when it exists; `put` creates or replaces; `patch` applies an RFC 7396 merge patch and returns the new document,
  // whose id may be another one; `remove` takes along what the API removes with it (a source: its settings,
  // destinations and plan edges).
  void create(const ResourceKey& collection, const std::string& document, const AuditNote& note = {});
  void put(const ResourceKey& key, const std::string& document, const AuditNote& note = {});
  std::string patch(const ResourceKey& key, const std::string& merge_patch, const AuditNote& note = {});
  void remove(const ResourceKey& key, const AuditNote& note = {});

  // The stored document.
  std::optional<std::string> document(const ResourceKey& key) const;
  // The answer of the API for it, catalogue document embedded.
  std::optional<std::string> answer(const ResourceKey& key) const;
  // Answers from `offset` on, in the order in which resources were added.
  ResourcePage page(const std::string& kind, const std::string& parent, std::size_t offset, std::size_t count,
                    const std::vector<FieldFilter>& filters = {}) const;
  std::vector<std::string> ids(const std::string& kind, const std::string& parent = "") const;
  // Which catalogue document the resource names; nothing when there is no such resource.
  std::optional<std::string> metadata_id(const ResourceKey& key) const;
  // Whether an enabled destination of this Meta id receives events of this source, which must be enabled, too.
  bool receives(const std::string& source_id, const std::string& metadata_id) const;
  // Grows with every change of something that answers of the kind show: its resources, those embedded in them, those
  // they refer to, their parents and the edges of `edge_kind`.
  std::uint64_t version(const Kind& kind, std::string_view edge_kind = {}) const;
  // The parent under which an edge to `id` exists: the tracking plan of a source.
  std::optional<std::string> parent_of(const std::string& edge_kind, const std::string& id) const;

  AuditTrail& audit_trail() { return audit_trail_; }
  const AuditTrail& audit_trail() const { return audit_trail_; }
  TimePoint now() const { return clock_(); }

 private:
  // Shared with the copy that a reset goes back to.
  struct Body {
    std::string document;
    std::string own_answer;  // empty: the document is the answer; never holds the embedded catalogue document
    std::string listed;      // what lists show; empty: the answer
    std::string metadata_id;
    std::string source_id;
    bool enabled = false;
    bool unreadable = false;

    const std::string& answer() const { return own_answer.empty() ? document : own_answer; }
  };
  struct Resource {
    std::string id;
    std::shared_ptr<const Body> body;
  };
  struct Collection {
    std::vector<Resource> resources;
    std::unordered_map<std::string, std::size_t> index;
  };
  // Which pairs of source and Meta id receive events, as of so many changes of sources and destinations.
  struct Flows {
    std::mutex mutex;
    std::uint64_t version = 0;
    std::unordered_set<std::string> pairs;
  };
  using CollectionKey = std::pair<std::string, std::string>;

  const Kind& kind_of(const ResourceKey& key) const;
  void require_parent(const Kind& kind, const ResourceKey& key) const;
  const Collection* collection(const std::string& kind, const std::string& parent) const;
  const Resource* find(const ResourceKey& key) const;
  std::string assembled(const Kind& kind, const Resource& resource) const;
  std::string listed(const Kind& kind, const Resource& resource) const;
  std::unordered_set<std::string> receiving_pairs() const;
  std::uint64_t changes_of(std::string_view kind) const;
  void count_change(std::string_view kind);
  void store(const Kind& kind, const std::string& parent, const std::string& document);
  void erase(const ResourceKey& key);
  void cascade(const Kind& kind, const std::string& id);
  void record(const Kind& kind, const ResourceKey& key, std::string_view word, const AuditNote& note);
  std::string display_name(const ResourceKey& key) const;

  Clock clock_;
  AuditTrail audit_trail_;
  mutable std::shared_mutex mutex_;
  std::map<CollectionKey, Collection> collections_;
  // Changes so far, by the place of the kind among kinds().
  std::vector<std::atomic<std::uint64_t>> changes_;
  mutable Flows flows_;
};

}  // namespace segaudit::simulator
