#include "tests/simulator/commands.h"

#include <array>
#include <charconv>

#include "tests/simulator/audit_json.h"
#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

Reply done(std::string body = "{}") {
  Reply reply;
  reply.body = std::move(body);
  return reply;
}

Reply wrong_method() { return error_reply(405, {"MethodNotAllowed", "no such method on this command"}); }

Reply on_reset(Simulator& simulator, const Request& request) {
  if (request.method != "POST") return wrong_method();
  simulator.reset();
  return done();
}

std::string counts_text(const RequestLog& log) {
  std::string text = R"({"total":)" + std::to_string(log.total()) + R"(,"requests":[)";
  bool first = true;
  for (const RequestCount& entry : log.counts()) {
    text += (first ? "" : ",") + (R"({"operation":)" + json_string(entry.operation)) + R"(,"endpoint":)" +
            json_string(entry.endpoint) + R"(,"status":)" + std::to_string(entry.status) + R"(,"count":)" +
            std::to_string(entry.count) + "}";
    first = false;
  }
  return text + "]}";
}

Reply on_requests(Simulator& simulator, const Request& request) {
  if (request.method == "GET") return done(counts_text(simulator.requests()));
  if (request.method != "DELETE") return wrong_method();
  simulator.requests().clear();
  return done();
}

std::string faults_text(const Faults& faults) {
  std::string text;
  for (const FaultRule& rule : faults.active()) text += (text.empty() ? "" : ",") + to_json(rule);
  return R"({"faults":[)" + text + "]}";
}

Reply on_faults(Simulator& simulator, const Request& request) {
  if (request.method == "GET") return done(faults_text(simulator.faults()));
  if (request.method == "POST") {
    for (const std::string& rule : array_elements(request.body)) simulator.faults().add(parse_fault_rule(rule));
    return done(faults_text(simulator.faults()));
  }
  if (request.method != "DELETE") return wrong_method();
  simulator.faults().clear();
  return done();
}

Reply on_audit_events(Simulator& simulator, const Request& request) {
  if (request.method != "POST") return wrong_method();
  Workspace& workspace = simulator.workspace();
  for (const std::string& event : array_elements(request.body)) {
    workspace.audit_trail().append(read_audit_event(event, workspace.now()));
  }
  return done();
}

bool is_set(const Target& target, std::string_view name) {
  const auto value = target.parameter(name);
  return value && *value != "false" && *value != "0";
}

// ?actor=, actorEmail=, type=, resourceType= name the event; words=product takes the other wording; late=SECONDS delays
// it; missing leaves it out.
AuditNote note_from(const Target& target) {
  AuditNote note;
  if (const auto actor = target.parameter("actor")) {
    note.actor = *actor;
    note.actor_email.clear();
  }
  note.actor_email = target.parameter("actorEmail").value_or(note.actor_email);
  note.type = target.parameter("type").value_or("");
  note.resource_type = target.parameter("resourceType").value_or("");
  if (const auto late = target.parameter("late")) {
    double seconds = 0;
    const char* const end = late->data() + late->size();
    const auto [stop, error] = std::from_chars(late->data(), end, seconds);
    if (error != std::errc{} || stop != end || seconds < 0) throw WorkspaceError(400, "late: seconds expected");
    note.late = std::chrono::milliseconds{static_cast<long>(seconds * 1000)};
  }
  if (const auto words = target.parameter("words")) {
    if (*words != "product" && *words != "api") throw WorkspaceError(400, "words: api or product expected");
    note.product_words = *words == "product";
  }
  note.missing = is_set(target, "missing");
  return note;
}

Reply resource_list(const Workspace& workspace, const std::string& kind, const std::string& parent) {
  std::string text;
  for (const std::string& id : workspace.ids(kind, parent)) {
    text += (text.empty() ? "" : ",") + workspace.document({kind, parent, id}).value_or("null");
  }
  return done(R"({"resources":[)" + text + "]}");
}

Reply change_resource(Workspace& workspace, const Request& request, const ResourceKey& key, const AuditNote& note) {
  if (request.method == "PATCH") return done(workspace.patch(key, request.body, note));
  if (request.method == "PUT") {
    workspace.put(key, request.body, note);
  } else if (request.method == "DELETE") {
    workspace.remove(key, note);
    return done();
  } else if (request.method != "GET") {
    return wrong_method();
  }
  const auto document = workspace.document(key);
  return document ? done(*document) : not_found("no " + key.kind + " " + key.id);
}

// /simulator/resources/KIND[/PARENT][/ID]
Reply on_resources(Simulator& simulator, const Request& request, const Target& target) {
  const auto& parts = target.segments;
  const Kind* kind = parts.size() > 2 ? find_kind(parts[2]) : nullptr;
  if (!kind) return not_found("no such kind");
  const std::size_t parents = kind->parent.empty() ? 0 : 1;
  if (parts.size() < 3 + parents || parts.size() > 4 + parents) return not_found("KIND[/PARENT]/ID expected");
  ResourceKey key{parts[2], parents == 1 ? parts[3] : "", parts.size() == 4 + parents ? parts.back() : ""};
  Workspace& workspace = simulator.workspace();
  const AuditNote note = note_from(target);
  if (!key.id.empty()) return change_resource(workspace, request, key, note);
  if (request.method == "GET") return resource_list(workspace, key.kind, key.parent);
  if (request.method != "POST") return wrong_method();
  workspace.create(key, request.body, note);
  Reply reply = done(compact(request.body));
  reply.status = 201;
  return reply;
}

Reply dispatch(Simulator& simulator, const Request& request, const Target& target) {
  const std::string command = target.segments.size() > 1 ? target.segments[1] : "";
  if (command == "resources") return on_resources(simulator, request, target);
  if (target.segments.size() > 2) return not_found("no such command");
  if (command == "faults") return on_faults(simulator, request);
  if (command == "requests") return on_requests(simulator, request);
  if (command == "reset") return on_reset(simulator, request);
  if (command == "audit-events") return on_audit_events(simulator, request);
  return not_found("commands: resources, audit-events, faults, requests, reset");
}

}  // namespace

Reply run_command(Simulator& simulator, const Request& request, const Target& target) {
  try {
    return dispatch(simulator, request, target);
  } catch (const WorkspaceError& error) {
    return error_reply(error.status(), {"BadCommand", error.what()});
  } catch (const BadJson& error) {
    return error_reply(400, {"BadCommand", error.what()});
  }
}

}  // namespace segaudit::simulator
