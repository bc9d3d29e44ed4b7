#include "tests/simulator/workspace.h"

#include <strings.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

bool selected(const std::string& document, const std::vector<FieldFilter>& filters) {
  return std::ranges::all_of(filters, [&](const FieldFilter& filter) {
    return strcasecmp(scalar_member(document, filter.field).value_or("").c_str(), filter.value.c_str()) == 0;
  });
}

// Removes the keys for which `goes` holds, keeping the order of the others.
template <typename Collection, typename Predicate>
void remove_from(Collection& collection, Predicate goes) {
  std::erase_if(collection.resources, goes);
  collection.index.clear();
  for (std::size_t i = 0; i < collection.resources.size(); ++i) collection.index[collection.resources[i].id] = i;
}

const AuditWords& words_of(const Kind& kind, const AuditNote& note) {
  return note.product_words && !kind.product_audit.resource_type.empty() ? kind.product_audit : kind.audit;
}

std::string_view modified_word(const AuditWords& words, const std::string& before, const std::string& after) {
  const bool only_enabled = changed_members(before, after) == std::vector<std::string>{"enabled"};
  if (!only_enabled || words.enabled.empty()) return words.modified;
  return scalar_member(after, "enabled") == "true" ? words.enabled : words.disabled;
}

std::string checked_document(const std::string& text) {
  try {
    return compact(text);
  } catch (const BadJson& error) {
    throw WorkspaceError(400, error.what());
  }
}

}  // namespace

Workspace::Workspace(Clock clock) : clock_(std::move(clock)), changes_(kinds().size()) {}

void Workspace::load(const std::string& kind, const std::string& parent, const std::string& document) {
  const std::unique_lock lock(mutex_);
  store(kind_of({kind, parent}), parent, document);
}

void Workspace::replace_by(const Workspace& other) {
  const std::scoped_lock lock(mutex_, other.mutex_);
  collections_ = other.collections_;
  for (auto& count : changes_) ++count;
  audit_trail_.replace_by(other.audit_trail_);
}

void Workspace::create(const ResourceKey& target, const std::string& text, const AuditNote& note) {
  const std::string document = checked_document(text);
  const std::unique_lock lock(mutex_);
  const Kind& kind = kind_of(target);
  require_parent(kind, target);
  const ResourceKey key{target.kind, target.parent, composed_id(document, kind.id_fields)};
  if (key.id.empty()) throw WorkspaceError(400, "the document has no id");
  if (find(key)) throw WorkspaceError(409, key.kind + " " + key.id + " exists");
  store(kind, key.parent, document);
  record(kind, key, words_of(kind, note).created, note);
}

void Workspace::put(const ResourceKey& key, const std::string& text, const AuditNote& note) {
  const std::string document = checked_document(text);
  const std::unique_lock lock(mutex_);
  const Kind& kind = kind_of(key);
  require_parent(kind, key);
  if (composed_id(document, kind.id_fields) != key.id) {
    throw WorkspaceError(400, "the document's id differs from the one in the path");
  }
  const Resource* known = find(key);
  const AuditWords& words = words_of(kind, note);
  const std::string_view word = known ? modified_word(words, known->body->document, document) : words.created;
  store(kind, key.parent, document);
  record(kind, key, word, note);
}

std::string Workspace::patch(const ResourceKey& key, const std::string& merge_patch, const AuditNote& note) {
  const std::unique_lock lock(mutex_);
  const Kind& kind = kind_of(key);
  const Resource* known = find(key);
  if (!known) throw WorkspaceError(404, "no " + key.kind + " " + key.id);
  std::string document;
  try {
    document = merged(known->body->document, merge_patch);
  } catch (const BadJson& error) {
    throw WorkspaceError(400, error.what());
  }
  const ResourceKey changed{key.kind, key.parent, composed_id(document, kind.id_fields)};
  if (changed.id != key.id && find(changed)) throw WorkspaceError(409, key.kind + " " + changed.id + " exists");
  const std::string_view word = modified_word(words_of(kind, note), known->body->document, document);
  if (changed.id != key.id) erase(key);
  store(kind, key.parent, document);
  record(kind, changed, word, note);
  return document;
}

void Workspace::remove(const ResourceKey& key, const AuditNote& note) {
  const std::unique_lock lock(mutex_);
  const Kind& kind = kind_of(key);
  if (!find(key)) throw WorkspaceError(404, "no " + key.kind + " " + key.id);
  record(kind, key, words_of(kind, note).deleted, note);
  erase(key);
  cascade(kind, key.id);
}

std::optional<std::string> Workspace::document(const ResourceKey& key) const {
  const std::shared_lock lock(mutex_);
  const Resource* resource = find(key);
  return resource ? std::optional(resource->body->document) : std::nullopt;
}

std::optional<std::string> Workspace::answer(const ResourceKey& key) const {
  const std::shared_lock lock(mutex_);
  const Resource* resource = find(key);
  if (!resource) return std::nullopt;
  return resource->body->unreadable ? "null" : assembled(kind_of(key), *resource);
}

ResourcePage Workspace::page(const std::string& kind_name, const std::string& parent, std::size_t offset,
                             std::size_t count, const std::vector<FieldFilter>& filters) const {
  const std::shared_lock lock(mutex_);
  const Kind& kind = kind_of({kind_name, parent});
  ResourcePage page;
  const Collection* all = collection(kind_name, parent);
  if (!all) return page;
  if (filters.empty()) {
    page.total = all->resources.size();
    const std::size_t end = std::min(page.total, offset + count);
    for (std::size_t i = offset; i < end; ++i) page.items.push_back(listed(kind, all->resources[i]));
    return page;
  }
  for (const Resource& resource : all->resources) {
    if (!selected(resource.body->document, filters)) continue;
    if (page.total >= offset && page.items.size() < count) page.items.push_back(listed(kind, resource));
    ++page.total;
  }
  return page;
}

std::vector<std::string> Workspace::ids(const std::string& kind, const std::string& parent) const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> result;
  if (const Collection* all = collection(kind, parent)) {
    for (const Resource& resource : all->resources) result.push_back(resource.id);
  }
  return result;
}

std::optional<std::string> Workspace::metadata_id(const ResourceKey& key) const {
  const std::shared_lock lock(mutex_);
  const Resource* resource = find(key);
  return resource ? std::optional(resource->body->metadata_id) : std::nullopt;
}

bool Workspace::receives(const std::string& source_id, const std::string& metadata_id) const {
  const std::shared_lock lock(mutex_);
  const std::scoped_lock flows_lock(flows_.mutex);
  const std::uint64_t version = changes_of("source") + changes_of("destination");
  if (flows_.version != version) {
    flows_.pairs = receiving_pairs();
    flows_.version = version;
  }
  return flows_.pairs.contains(source_id + "\n" + metadata_id);
}

std::uint64_t Workspace::version(const Kind& kind, std::string_view edge_kind) const {
  std::uint64_t sum = changes_of(kind.name) + changes_of(kind.embeds) + changes_of(kind.counts) +
                      changes_of(kind.parent) + changes_of(edge_kind);
  if (!kind.refers_to.empty()) sum += version(*find_kind(kind.refers_to));
  return sum;
}

std::uint64_t Workspace::changes_of(std::string_view kind) const {
  const Kind* row = kind.empty() ? nullptr : find_kind(kind);
  return row ? changes_[static_cast<std::size_t>(row - kinds().data())].load() : 0;
}

void Workspace::count_change(std::string_view kind) {
  ++changes_[static_cast<std::size_t>(find_kind(kind) - kinds().data())];
}

std::unordered_set<std::string> Workspace::receiving_pairs() const {
  std::unordered_set<std::string> pairs;
  const Collection* destinations = collection("destination", "");
  if (!destinations) return pairs;
  for (const Resource& destination : destinations->resources) {
    const Body& body = *destination.body;
    const Resource* source = find({"source", "", body.source_id});
    if (body.enabled && source && source->body->enabled) pairs.insert(body.source_id + "\n" + body.metadata_id);
  }
  return pairs;
}

std::optional<std::string> Workspace::parent_of(const std::string& edge_kind, const std::string& id) const {
  const std::shared_lock lock(mutex_);
  for (auto at = collections_.lower_bound({edge_kind, ""}); at != collections_.end() && at->first.first == edge_kind;
       ++at) {
    if (at->second.index.contains(id)) return at->first.second;
  }
  return std::nullopt;
}

const Kind& Workspace::kind_of(const ResourceKey& key) const {
  const Kind* kind = find_kind(key.kind);
  if (!kind) throw WorkspaceError(404, "no kind " + key.kind);
  if (kind->parent.empty() != key.parent.empty()) {
    throw WorkspaceError(400, key.kind + (kind->parent.empty() ? " has no parent" : " needs its parent's id"));
  }
  return *kind;
}

void Workspace::require_parent(const Kind& kind, const ResourceKey& key) const {
  if (kind.parent.empty() || find({std::string(kind.parent), "", key.parent})) return;
  throw WorkspaceError(404, "no " + std::string(kind.parent) + " " + key.parent);
}

const Workspace::Collection* Workspace::collection(const std::string& kind, const std::string& parent) const {
  const auto found = collections_.find({kind, parent});
  return found == collections_.end() ? nullptr : &found->second;
}

const Workspace::Resource* Workspace::find(const ResourceKey& key) const {
  const Collection* all = collection(key.kind, key.parent);
  if (!all) return nullptr;
  const auto place = all->index.find(key.id);
  return place == all->index.end() ? nullptr : &all->resources[place->second];
}

// The stored answer with the catalogue document put in: text is joined, nothing is parsed.
std::string Workspace::assembled(const Kind& kind, const Resource& resource) const {
  if (!kind.counts.empty()) {
    const Collection* counted = collection(std::string(kind.counts), resource.id);
    std::string text = resource.body->answer();
    text.pop_back();
    return text + ",\"" + std::string(kind.count_member) +
           "\":" + std::to_string(counted ? counted->resources.size() : 0) + "}";
  }
  if (kind.embeds.empty()) return resource.body->answer();
  const Resource* metadata = find({std::string(kind.embeds), "", resource.body->metadata_id});
  std::string text = resource.body->answer();
  text.pop_back();
  text += ",\"metadata\":";
  text += metadata ? metadata->body->answer() : "{}";
  text += '}';
  return text;
}

std::string Workspace::listed(const Kind& kind, const Resource& resource) const {
  if (!kind.refers_to.empty()) {
    const ResourceKey target{std::string(kind.refers_to), "", resource.id};
    const Resource* referred = find(target);
    return referred ? listed(kind_of(target), *referred) : "{}";
  }
  return resource.body->listed.empty() ? assembled(kind, resource) : resource.body->listed;
}

void Workspace::store(const Kind& kind, const std::string& parent, const std::string& document) {
  Collection& all = collections_[{std::string(kind.name), parent}];
  DocumentParts parts = document_parts(document, kind.id_fields);
  Body body;
  if (!kind.listed.empty()) body.listed = with_members(parts.answer, kind.listed);
  if (!kind.bare_member.empty()) {
    body.own_answer = json_string(scalar_member(document, kind.bare_member).value_or(""));
  } else if (parts.answer != document) {
    body.own_answer = std::move(parts.answer);
  }
  body.document = document;
  body.metadata_id = std::move(parts.metadata_id);
  body.source_id = std::move(parts.source_id);
  body.enabled = parts.enabled;
  body.unreadable = parts.unreadable;
  Resource resource{std::move(parts.id), std::make_shared<const Body>(std::move(body))};
  count_change(kind.name);
  const auto [place, added] = all.index.try_emplace(resource.id, all.resources.size());
  if (added) {
    all.resources.push_back(std::move(resource));
  } else {
    all.resources[place->second] = std::move(resource);
  }
}

void Workspace::erase(const ResourceKey& key) {
  count_change(key.kind);
  remove_from(collections_[{key.kind, key.parent}], [&](const Resource& resource) { return resource.id == key.id; });
}

// Takes along what belongs to a resource that is gone, and what belongs to that in turn.
void Workspace::cascade(const Kind& kind, const std::string& id) {
  for (const Cascade& rule : kind.cascades) {
    const std::string field(rule.field);
    std::vector<std::string> gone;
    for (auto& [where, all] : collections_) {
      if (where.first != rule.kind) continue;
      if (field.empty() && where.second != id) continue;
      remove_from(all, [&](const Resource& resource) {
        const bool goes = field.empty() || scalar_member(resource.body->document, field) == id;
        if (goes) gone.push_back(resource.id);
        return goes;
      });
    }
    if (!gone.empty()) count_change(rule.kind);
    for (const std::string& child : gone) cascade(*find_kind(rule.kind), child);
  }
}

void Workspace::record(const Kind& kind, const ResourceKey& key, std::string_view word, const AuditNote& note) {
  if (note.missing || (word.empty() && note.type.empty())) return;
  AuditEvent event;
  event.timestamp = clock_();
  event.visible_from = event.timestamp + note.late;
  event.type = note.type.empty() ? std::string(word) : note.type;
  event.actor = note.actor;
  event.actor_email = note.actor_email;
  event.resource_id = kind.audit_names_parent ? key.parent : key.id;
  const std::string resource_type(words_of(kind, note).resource_type);
  event.resource_type = note.resource_type.empty() ? resource_type : note.resource_type;
  event.resource_name = kind.audit_names_parent          ? display_name({std::string(kind.parent), "", key.parent})
                        : kind.name == "source_settings" ? display_name({"source", "", key.id})
                                                         : display_name(key);
  audit_trail_.append(std::move(event));
}

std::string Workspace::display_name(const ResourceKey& key) const {
  const Resource* resource = find(key);
  if (!resource) return key.id;
  for (const std::string_view member : {"name", "displayName", "title", "email", "slug"}) {
    const auto value = scalar_member(resource->body->document, member);
    if (value && !value->empty()) return *value;
  }
  return key.id;
}

}  // namespace segaudit::simulator
