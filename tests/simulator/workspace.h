// The simulated workspace: resources by kind, with an audit event for every change made through this class.
// Documents go in and out as JSON text in the shape of the API, except that a source or destination names its
// catalogue document by `metadataId` instead of embedding it. Every function may be called from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
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
  // Answers as the API gives them, catalogue documents embedded.
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
  // The parent under which an edge to `id` exists: the tracking plan of a source.
  std::optional<std::string> parent_of(const std::string& edge_kind, const std::string& id) const;

  AuditTrail& audit_trail() { return audit_trail_; }
  const AuditTrail& audit_trail() const { return audit_trail_; }
  TimePoint now() const { return clock_(); }

 private:
  struct Resource {
    std::string id;
    std::string document;
    std::string answer;  // without the embedded document
    std::string metadata_id;
  };
  struct Collection {
    std::vector<Resource> resources;
    std::unordered_map<std::string, std::size_t> index;
  };
  using CollectionKey = std::pair<std::string, std::string>;

  const Kind& kind_of(const ResourceKey& key) const;
  void require_parent(const Kind& kind, const ResourceKey& key) const;
  const Collection* collection(const std::string& kind, const std::string& parent) const;
  const Resource* find(const ResourceKey& key) const;
  std::string assembled(const Kind& kind, const Resource& resource) const;
  void store(const Kind& kind, const std::string& parent, const std::string& document);
  void erase(const ResourceKey& key);
  void cascade(const Kind& kind, const std::string& id);
  void record(const Kind& kind, const ResourceKey& key, std::string_view word, const AuditNote& note);
  std::string display_name(const std::string& kind, const std::string& id) const;

  Clock clock_;
  AuditTrail audit_trail_;
  mutable std::shared_mutex mutex_;
  std::map<CollectionKey, Collection> collections_;
};

}  // namespace segaudit::simulator
