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

std::string_view modified_word(const Kind& kind, const std::string& before, const std::string& after) {
  const bool only_enabled = changed_members(before, after) == std::vector<std::string>{"enabled"};
  if (!only_enabled || kind.audit.enabled.empty()) return kind.audit.modified;
  return scalar_member(after, "enabled") == "true" ? kind.audit.enabled : kind.audit.disabled;
}

std::string checked_document(const std::string& text) {
  try {
    return compact(text);
  } catch (const BadJson& error) {
    throw WorkspaceError(400, error.what());
  }
}

}  // namespace

Workspace::Workspace(Clock clock) : clock_(std::move(clock)) {}

void Workspace::load(const std::string& kind, const std::string& parent, const std::string& document) {
  const std::unique_lock lock(mutex_);
  store(kind_of({kind, parent}), parent, document);
}

void Workspace::replace_by(const Workspace& other) {
  const std::scoped_lock lock(mutex_, other.mutex_);
  collections_ = other.collections_;
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
  record(kind, key, kind.audit.created, note);
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
  const std::string_view word = known ? modified_word(kind, known->document, document) : kind.audit.created;
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
    document = merged(known->document, merge_patch);
  } catch (const BadJson& error) {
    throw WorkspaceError(400, error.what());
  }
  const ResourceKey changed{key.kind, key.parent, composed_id(document, kind.id_fields)};
  if (changed.id != key.id && find(changed)) throw WorkspaceError(409, key.kind + " " + changed.id + " exists");
  const std::string_view word = modified_word(kind, known->document, document);
  if (changed.id != key.id) erase(key);
  store(kind, key.parent, document);
  record(kind, changed, word, note);
  return document;
}

void Workspace::remove(const ResourceKey& key, const AuditNote& note) {
  const std::unique_lock lock(mutex_);
  const Kind& kind = kind_of(key);
  if (!find(key)) throw WorkspaceError(404, "no " + key.kind + " " + key.id);
  record(kind, key, kind.audit.deleted, note);
  erase(key);
  cascade(kind, key.id);
}

std::optional<std::string> Workspace::document(const ResourceKey& key) const {
  const std::shared_lock lock(mutex_);
  const Resource* resource = find(key);
  return resource ? std::optional(resource->document) : std::nullopt;
}

std::optional<std::string> Workspace::answer(const ResourceKey& key) const {
  const std::shared_lock lock(mutex_);
  const Resource* resource = find(key);
  return resource ? std::optional(assembled(kind_of(key), *resource)) : std::nullopt;
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
    for (std::size_t i = offset; i < end; ++i) page.items.push_back(assembled(kind, all->resources[i]));
    return page;
  }
  for (const Resource& resource : all->resources) {
    if (!selected(resource.document, filters)) continue;
    if (page.total >= offset && page.items.size() < count) page.items.push_back(assembled(kind, resource));
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
  if (!kind.refers_to.empty()) {
    const ResourceKey target{std::string(kind.refers_to), "", resource.id};
    const Resource* referred = find(target);
    return referred ? assembled(kind_of(target), *referred) : "{}";
  }
  if (kind.embeds.empty()) return resource.answer;
  const Resource* metadata = find({std::string(kind.embeds), "", resource.metadata_id});
  std::string text = resource.answer;
  text.pop_back();
  text += ",\"metadata\":";
  text += metadata ? metadata->answer : "{}";
  text += '}';
  return text;
}

void Workspace::store(const Kind& kind, const std::string& parent, const std::string& document) {
  Collection& all = collections_[{std::string(kind.name), parent}];
  DocumentParts parts = document_parts(document, kind.id_fields);
  Resource resource{std::move(parts.id), document, std::move(parts.answer), std::move(parts.metadata_id)};
  const auto [place, added] = all.index.try_emplace(resource.id, all.resources.size());
  if (added) {
    all.resources.push_back(std::move(resource));
  } else {
    all.resources[place->second] = std::move(resource);
  }
}

void Workspace::erase(const ResourceKey& key) {
  remove_from(collections_[{key.kind, key.parent}], [&](const Resource& resource) { return resource.id == key.id; });
}

void Workspace::cascade(const Kind& kind, const std::string& id) {
  for (const Cascade& rule : kind.cascades) {
    const std::string field(rule.field);
    for (auto& [where, all] : collections_) {
      if (where.first != rule.kind) continue;
      if (field.empty() && where.second != id) continue;
      remove_from(all, [&](const Resource& resource) {
        return field.empty() || scalar_member(resource.document, field) == id;
      });
    }
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
  event.resource_type = note.resource_type.empty() ? std::string(kind.audit.resource_type) : note.resource_type;
  event.resource_name = kind.audit_names_parent          ? display_name(std::string(kind.parent), key.parent)
                        : kind.name == "source_settings" ? display_name("source", key.id)
                                                         : display_name(key.kind, key.id);
  audit_trail_.append(std::move(event));
}

std::string Workspace::display_name(const std::string& kind, const std::string& id) const {
  const Resource* resource = find({kind, "", id});
  if (!resource) return id;
  return scalar_member(resource->document, "name").value_or(scalar_member(resource->document, "slug").value_or(id));
}

}  // namespace segaudit::simulator
