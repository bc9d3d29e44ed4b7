#include "agent/resource_site.h"

#include <algorithm>
#include <charconv>

#include "agent/html.h"
#include "agent/page_frame.h"
#include "agent/page_lists.h"
#include "agent/page_policy.h"
#include "agent/page_resource.h"
#include "agent/printable.h"
#include "agent/resource_kinds.h"
#include "agent/resources_json.h"
#include "storage/schema.h"

namespace segaudit::agent {
namespace {

using storage::Snapshot;
using namespace std::chrono_literals;

constexpr auto kDeadline = 2s;  // of one page's queries
constexpr std::int64_t kMostPages = 100'000;
constexpr std::size_t kLongestSearch = 200;

using Parameters = std::map<std::string, std::string>;

// One question, with all that its answer needs.
struct Visit {
  const Publication& publication;
  const PublishedWorkspace& workspace;
  const WebRequest& request;
  const Parameters& parameters;
  Snapshot& snapshot;
  storage::Time now;

  std::string text(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? "" : found->second;
  }

  std::string search() const {
    std::string part = text("q");
    if (part.size() > kLongestSearch) throw WebError(400, "q is too long: at most 200 bytes");
    return part;
  }

  std::int64_t page() const {
    const auto found = parameters.find("page");
    if (found == parameters.end()) return 1;
    std::int64_t number = 0;
    const char* const end = found->second.data() + found->second.size();
    const auto [rest, error] = std::from_chars(found->second.data(), end, number);
    if (error != std::errc() || rest != end || number < 1 || number > kMostPages)
      throw WebError(400, "page must be a whole number from 1 to 100000");
    return number;
  }

  // Relative to the page's own path; several workspaces are told apart by the query.
  PageLinks links() const {
    const auto depth = std::count(request.path.begin(), request.path.end(), '/') - 1;
    std::string root;
    for (auto i = depth; i > 0; --i) root += "../";
    return {root.empty() ? "./" : root, publication.workspaces.size() > 1 ? workspace.name : ""};
  }

  WebAnswer page_of(const std::string& title, const std::string& current, const std::string& body) const {
    const std::string main = body + position_note();
    return answer_of(200, kHtmlType,
                     framed({title + " · segaudit", current, publication.version, now, true}, links(), main));
  }

  std::string position_note() const;
};

std::string Visit::position_note() const {
  return "<p class=\"soft position\">Workspace " + workspace.name + ". " +
         (snapshot.position() == 0 ? "Nothing is recorded yet."
                                   : "Read at log position " + std::to_string(snapshot.position()) + ", recorded " +
                                         html_time(snapshot.recorded_at())) +
         "</p>\n";
}

const PublishedWorkspace& workspace_in(const Publication& publication, const Parameters& parameters) {
  std::string names;
  const auto asked = parameters.find("workspace");
  for (const auto& workspace : publication.workspaces) {
    if (asked != parameters.end() ? asked->second == workspace.name : publication.workspaces.size() == 1)
      return workspace;
    names += (names.empty() ? "" : ", ") + workspace.name;
  }
  throw asked == parameters.end() ? WebError(400, "say which workspace: add ?workspace=NAME; there are: " + names)
                                  : WebError(404, "no such workspace; there are: " + names);
}

void check_kind(const std::string& kind) {
  if (!storage::kinds().contains(kind)) throw WebError(404, "no such kind; /resources lists them");
}

ResourceView view_of(Snapshot& snapshot, const std::string& kind, const std::string& id) {
  check_kind(kind);
  auto view = read_resource(snapshot, kind, id);
  if (!view) throw WebError(404, "no resource of this kind and id was ever seen");
  return std::move(*view);
}

WebAnswer show_kinds(const Visit& visit) {
  const std::string part = visit.search();
  const std::int64_t page = visit.page();
  storage::ListedResources found;
  if (!part.empty()) found = storage::resources_in(visit.snapshot, "", part, (page - 1) * kListed, kListed);
  return visit.page_of("Resources", "resources",
                       kinds_page(read_kinds(visit.snapshot), found, part, page, visit.links()));
}

WebAnswer show_kind(const Visit& visit, const std::string& kind) {
  check_kind(kind);
  const std::string part = visit.search();
  const std::int64_t page = visit.page();
  const auto found = storage::resources_in(visit.snapshot, kind, part, (page - 1) * kListed, kListed);
  return visit.page_of(kind, "resources", kind_page(kind, found, part, page, visit.links()));
}

WebAnswer show_resource(const Visit& visit, const std::string& kind, const std::string& id) {
  const ResourceView view = view_of(visit.snapshot, kind, id);
  const std::string current = kind == "source" ? "sources" : kind == "destination" ? "destinations" : "resources";
  return visit.page_of(view.name.empty() ? id : view.name, current,
                       resource_page(view, visit.workspace.waivers, visit.links(), visit.now));
}

WebAnswer show_sources(const Visit& visit) {
  const std::int64_t page = visit.page();
  const auto sources = read_sources(visit.snapshot, visit.search(), (page - 1) * kListed, kListed);
  return visit.page_of("Sources", "sources", sources_page(sources, visit.search(), page, visit.links()));
}

WebAnswer show_destinations(const Visit& visit) {
  const std::int64_t page = visit.page();
  const auto meta = visit.parameters.find("meta");
  if (meta != visit.parameters.end()) {
    const auto group = read_meta_group(visit.snapshot, meta->second, (page - 1) * kListed, kListed);
    if (group.instances == 0) throw WebError(404, "no destination is an instance of this Meta id");
    return visit.page_of(group.name.empty() ? group.id : group.name, "destinations",
                         meta_page(group, page, visit.links()));
  }
  const auto map =
      read_meta_map(visit.snapshot, visit.search(), (page - 1) * kGroupsListed, kGroupsListed, kInstancesEach);
  return visit.page_of("Destinations", "destinations", id_map_page(map, visit.search(), page, visit.links()));
}

WebAnswer show_policy(const Visit& visit, const std::string& id) {
  const auto found = visit.workspace.policies.find(id);
  if (found == visit.workspace.policies.end()) throw WebError(404, "no policy of this id is in force");
  const std::int64_t page = visit.page();
  std::int64_t total = 0;
  const auto violations =
      storage::violations_of_policy(visit.snapshot, id, (page - 1) * kViolationsListed, kViolationsListed, total);
  return visit.page_of(
      found->second.policy.title, "",
      policy_page(found->second, violations, total, page, visit.workspace.waivers, visit.links(), visit.now));
}

WebAnswer show_json(const Visit& visit) {
  const JsonFrame frame{visit.workspace.name, visit.snapshot.position()};
  const std::string kind = visit.text("kind");
  if (visit.parameters.contains("id")) {
    if (kind.empty()) throw WebError(400, "an id needs its kind: add &kind=KIND");
    return answer_of(200, kJsonType, resource_json(frame, view_of(visit.snapshot, kind, visit.text("id"))));
  }
  if (!visit.parameters.contains("kind"))
    return answer_of(200, kJsonType, kinds_json(frame, read_kinds(visit.snapshot)));
  check_kind(kind);
  const std::int64_t page = visit.page();
  const auto found = storage::resources_in(visit.snapshot, kind, visit.search(), (page - 1) * kListed, kListed);
  return answer_of(200, kJsonType, resources_json(frame, kind, found, page));
}

// Where a path leads: a page's function with what the path names, decoded.
struct Target {
  std::string_view known;  // parameters besides the workspace
  std::function<WebAnswer(const Visit&)> show;
};

Target resources_target(std::string_view rest) {
  if (rest.empty()) return {"workspace q page", show_kinds};
  const std::size_t slash = rest.find('/');
  const std::string kind = percent_decoded(rest.substr(0, slash));
  if (slash == std::string_view::npos)
    return {"workspace q page", [kind](const Visit& visit) { return show_kind(visit, kind); }};
  const std::string id = percent_decoded(rest.substr(slash + 1));
  return {"workspace", [kind, id](const Visit& visit) { return show_resource(visit, kind, id); }};
}

Target target_of(std::string_view path) {
  constexpr std::string_view kResources = "/resources/", kPolicies = "/policies/";
  if (path == "/sources") return {"workspace q page", show_sources};
  if (path == "/destinations") return {"workspace q page meta", show_destinations};
  if (path == "/api/v1/resources") return {"workspace kind id q page", show_json};
  if (path.starts_with(kPolicies)) {
    const std::string id = percent_decoded(path.substr(kPolicies.size()));
    return {"workspace page", [id](const Visit& visit) { return show_policy(visit, id); }};
  }
  return resources_target(path.starts_with(kResources) ? path.substr(kResources.size()) : std::string_view());
}

}  // namespace

bool is_resource_path(std::string_view path) {
  return path == "/sources" || path == "/destinations" || path == "/resources" || path.starts_with("/resources/") ||
         path.starts_with("/policies/") || path == "/api/v1/resources";
}

WebAnswer resource_answer(const Publication& publication, const WebRequest& request, const std::stop_token& stop) {
  const Target target = target_of(request.path);
  const Parameters parameters = parameters_of(request, target.known);
  const PublishedWorkspace& workspace = workspace_in(publication, parameters);
  try {
    Snapshot snapshot(workspace.database, kDeadline, stop);
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return target.show({publication, workspace, request, parameters, snapshot, now});
  } catch (const storage::QueryError&) {
    WebAnswer late = plain(503, "reading took too long: try again, or ask for less");
    late.headers.emplace_back("Retry-After", "5");
    return late;
  } catch (const storage::StorageError& error) {
    return plain(503, "the database cannot be read: " + printable(error.what(), 500));
  }
}

}  // namespace segaudit::agent
