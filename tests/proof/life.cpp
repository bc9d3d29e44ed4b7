#include "tests/proof/life.h"

#include <map>

namespace segaudit::proof {
namespace {

using namespace std::chrono_literals;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }
std::string truth(bool value) { return value ? "true" : "false"; }

std::string metadata(const std::string& id) {
  return R"({"id":")" + id + R"(","name":"Type )" + id + R"(","slug":")" + id +
         R"(","status":"PUBLIC","categories":["Analytics"],"logos":{"default":"https://logo.example/)" + id + R"("}})";
}

const std::map<std::string, std::size_t> kWanted = {
    {"source", 40},       {"destination", 46},          {"destination_filter", 28}, {"destination_subscription", 28},
    {"tracking_plan", 9}, {"tracking_plan_source", 32}, {"tracking_plan_rule", 26}, {"user", 26},
    {"group", 6},         {"group_member", 28}};

bool is_edge(const std::string& kind) { return kind == "tracking_plan_source" || kind == "group_member"; }

std::string parent_kind_of(const std::string& kind) {
  return kind.starts_with("destination") ? "destination" : kind == "group_member" ? "group" : "tracking_plan";
}

// How the trail tells of what is under something: in words of its own, loosely, or as of the whole.
std::string word_of(const std::string& kind, const std::string& what) {
  if (kind == "tracking_plan_rule") return "Tracking Plan Updated";
  if (kind == "tracking_plan_source")
    return what == "Created" ? "Source Connected to Tracking Plan" : "Source Disconnected from Tracking Plan";
  if (kind == "group_member") return what == "Created" ? "User Added to User Group" : "User Removed from User Group";
  if (what != "Created") return "Integration Modified";
  return kind == "destination_filter" ? "Destination Filter Created" : "Destination Subscription Created";
}

}  // namespace

void Life::settle(Time now) {
  // Below four fifths of what is wanted, things only come.
  const auto fill = [&](const std::string& kind, void (Life::*come)(Time)) {
    while (world_.count(kind) < kWanted.at(kind) * 4 / 5) (this->*come)(now);
  };
  fill("source", &Life::source);
  fill("user", &Life::user);
  fill("tracking_plan", &Life::plan);
  fill("group", &Life::group);
  fill("destination", &Life::destination);
  for (const std::string kind :
       {"destination_filter", "destination_subscription", "tracking_plan_source", "tracking_plan_rule", "group_member"})
    while (world_.count(kind) < kWanted.at(kind) * 4 / 5) detail(kind, now);
}

void Life::happen(Time now) {
  if (dice_.happens(0.1)) return undo(now);
  const int what = dice_.between(0, 99);
  if (what < 22)
    source(now);
  else if (what < 44)
    destination(now);
  else if (what < 50)
    plan(now);
  else if (what < 58)
    user(now);
  else if (what < 61)
    group(now);
  else if (what < 70)
    detail("destination_filter", now);
  else if (what < 78)
    detail("destination_subscription", now);
  else if (what < 88)
    detail("tracking_plan_source", now);
  else if (what < 93)
    detail("tracking_plan_rule", now);
  else
    detail("group_member", now);
}

// Somebody puts back what was changed, byte for byte, seldom with words in the trail.
void Life::undo(Time now) {
  for (int tries = 0; tries < 20; ++tries) {
    const auto& kind = dice_.one_of(world_kinds()).kind;
    const auto& id = dice_.one_of(world_.all(kind)).first;
    if (!world_.exists({kind, id}) || !world_.put_back({kind, id}, now)) continue;
    if (dice_.happens(0.3)) tell("Source Modified", "source", id, now);
    return;
  }
}

Life::What Life::what_next(const std::string& kind, std::size_t wanted) {
  const std::size_t there = world_.count(kind);
  if (there < wanted * 4 / 5 || there == 0) return What::create;
  if (there > wanted * 6 / 5 + 1) return What::remove;
  const int what = dice_.between(0, 9);
  return what < 2 ? What::create : what < 4 ? What::remove : What::modify;
}

// From a small pool: what is gone often comes again.
std::string Life::new_id(const std::string& kind, const std::string& prefix, int pool) {
  while (true) {
    const std::string id = prefix + std::to_string(dice_.between(100, 99 + pool));
    if (!world_.exists({kind, id})) return id;
  }
}

std::string Life::some(const CollectionKey& collection) { return dice_.one_of(world_.ids(collection)); }

std::string Life::name() { return "Name " + std::to_string(dice_.between(1, 1'000'000)); }

void Life::tell(const std::string& type, const std::string& resource_type, const std::string& id, Time now) {
  const int when = dice_.between(0, 99);
  if (when < 12) return;
  const auto late = when < 32 ? std::chrono::milliseconds(dice_.between(1, 600'000)) : 0ms;
  world_.tell({"events/" + std::to_string(1000 + ++told_), now, now + late, type, resource_type, id});
}

void Life::put_source(const std::string& id, bool on, Time now) {
  const std::string meta = "srcmeta" + std::to_string(id.back() % 3);
  world_.put({"source", id}, "",
             {{},
              {},
              R"({"id":)" + quoted(id) + R"(,"slug":)" + quoted("slug-" + id) + R"(,"name":)" + quoted(name()) +
                  R"(,"workspaceId":"ws1","enabled":)" + truth(on) + R"(,"writeKeys":["key-)" + id +
                  R"("],"metadata":)" + metadata(meta) + R"(,"settings":{},"labels":[]})",
              on,
              ""},
             now);
}

void Life::put_settings(const std::string& source, bool has_target, Time now) {
  const std::string target = has_target ? quoted("target" + std::to_string(dice_.between(1, 9))) : "null";
  world_.put({"source_settings", source}, source,
             {{},
              {},
              R"({"track":{"allowUnplannedEvents":)" + truth(dice_.happens(0.5)) + R"(},"forwardingBlockedEventsTo":)" +
                  target + "}",
              has_target,
              ""},
             now);
}

void Life::put_destination(const std::string& id, const std::string& source, bool on, Time now) {
  const std::string meta = "dstmeta" + std::to_string(id.back() % 4);
  world_.put(
      {"destination", id}, "",
      {{},
       {},
       R"({"id":)" + quoted(id) + R"(,"name":)" + quoted(name()) + R"(,"enabled":)" + truth(on) + R"(,"sourceId":)" +
           quoted(source) + R"(,"settings":{"apiKey":"secret-)" + id + R"("},"metadata":)" + metadata(meta) + "}",
       on,
       source},
      now);
}

void Life::put_edge(const std::string& plan, const std::string& source, Time now) {
  world_.put({"tracking_plan_source", plan + "/" + source}, plan,
             {{}, {}, R"({"id":)" + quoted(source) + R"(,"slug":)" + quoted("slug-" + source) + "}", true, source},
             now);
}

void Life::put_named(const std::string& kind, const std::string& id, Time now) {
  std::string rest;
  if (kind == "tracking_plan") rest = R"(,"type":"LIVE")";
  if (kind == "user") rest = R"(,"email":)" + quoted(id + "@acme.example");
  if (kind == "group") rest = R"(,"memberCount":0,"permissions":[])";
  world_.put({kind, id}, "", {{}, {}, R"({"id":)" + quoted(id) + R"(,"name":)" + quoted(name()) + rest + "}", true, ""},
             now);
}

void Life::put_permissions(const std::string& user, Time now) {
  const std::string role = "role" + std::to_string(dice_.between(1, 5));
  world_.put({"user_permissions", user}, user,
             {{},
              {},
              R"({"permissions":[{"roleId":)" + quoted(role) + R"(,"roleName":)" + quoted("Role " + role) +
                  R"(,"resources":[{"id":"ws1","type":"WORKSPACE","labels":[]}]}]})",
              true,
              ""},
             now);
}

void Life::put_member(const std::string& group, const std::string& user, Time now) {
  world_.put({"group_member", group + "/" + user}, group,
             {{},
              {},
              R"({"id":)" + quoted(user) + R"(,"name":"Somebody","email":)" + quoted(user + "@acme.example") + "}",
              true,
              user},
             now);
}

void Life::put_detail(const std::string& kind, const std::string& parent, const std::string& id, Time now) {
  std::string raw;
  if (kind == "destination_filter")
    raw = R"({"id":)" + quoted(id) + R"(,"destinationId":)" + quoted(parent) + R"(,"title":)" + quoted(name()) +
          R"(,"if":"type = 'track'","enabled":)" + truth(dice_.happens(0.5)) + R"(,"actions":[{"type":"drop_event"}]})";
  else if (kind == "destination_subscription")
    raw = R"({"id":)" + quoted(id) + R"(,"destinationId":)" + quoted(parent) + R"(,"name":)" + quoted(name()) +
          R"(,"actionSlug":"send","trigger":"type = \"track\"","enabled":)" + truth(dice_.happens(0.5)) + "}";
  else
    raw = R"({"type":"TRACK","key":)" +
          quoted(id.substr(id.find("TRACK/") + 6, id.rfind('/') - id.find("TRACK/") - 6)) +
          R"(,"version":1,"jsonSchema":{"type":"object","description":)" + quoted(name()) + "}}";
  world_.put({kind, id}, parent, {{}, {}, raw, true, ""}, now);
}

void Life::remove_with_children(const ResourceKey& key, Time now) {
  for (const auto& [kind, parent] : world_kinds())
    if (parent == key.kind)
      for (const auto& id : std::set<std::string>(world_.ids({kind, key.id}))) world_.remove({kind, id}, now);
  world_.remove(key, now);
}

void Life::source(Time now) {
  switch (what_next("source", kWanted.at("source"))) {
    case What::create: {
      const std::string id = new_id("source", "src", 80);
      put_source(id, dice_.happens(0.7), now);
      put_settings(id, dice_.happens(0.6), now);
      tell("Source Created", "source", id, now);
      if (!dice_.happens(0.6)) return;
      const std::string destination = new_id("destination", "dst", 90);
      put_destination(destination, id, dice_.happens(0.7), now);
      return tell("Integration Created", "integration", destination, now);
    }
    case What::remove: {
      const std::string id = some({"source", ""});
      const bool tells_of_all = dice_.happens(0.5);
      for (const auto& destination : std::set<std::string>(world_.ids({"destination", ""}))) {
        if (world_.history({"destination", destination}).now().about != id) continue;
        remove_with_children({"destination", destination}, now);
        if (tells_of_all) tell("Integration Deleted", "integration", destination, now);
      }
      for (const auto& plan : world_.ids({"tracking_plan", ""}))
        if (world_.exists({"tracking_plan_source", plan + "/" + id}))
          world_.remove({"tracking_plan_source", plan + "/" + id}, now);
      remove_with_children({"source", id}, now);
      return tell("Source Deleted", "source", id, now);
    }
    case What::modify: {
      const std::string id = some({"source", ""});
      if (dice_.happens(0.5)) {
        put_settings(id, !world_.history({"source_settings", id}).now().on, now);
        return tell("Source Settings Modified", "source", id, now);
      }
      const bool on = world_.history({"source", id}).now().on;
      put_source(id, dice_.happens(0.7) ? !on : on, now);
      return tell(on ? "Source Disabled" : "Source Enabled", "source", id, now);
    }
  }
}

void Life::destination(Time now) {
  const auto what = what_next("destination", kWanted.at("destination"));
  if (what == What::create) {
    const std::string id = new_id("destination", "dst", 90);
    put_destination(id, some({"source", ""}), dice_.happens(0.7), now);
    return tell("Integration Created", "integration", id, now);
  }
  const std::string id = some({"destination", ""});
  if (what == What::remove) {
    remove_with_children({"destination", id}, now);
    return tell("Integration Deleted", "integration", id, now);
  }
  const Version& before = world_.history({"destination", id}).now();
  const bool on = before.on;
  const std::string source = dice_.happens(0.2) ? some({"source", ""}) : before.about;
  put_destination(id, source, dice_.happens(0.7) ? !on : on, now);
  tell(on ? "Integration Disabled" : "Integration Enabled", "integration", id, now);
}

void Life::plan(Time now) {
  const auto what = what_next("tracking_plan", kWanted.at("tracking_plan"));
  const std::string id = what == What::create ? new_id("tracking_plan", "tp", 18) : some({"tracking_plan", ""});
  if (what == What::remove)
    remove_with_children({"tracking_plan", id}, now);
  else
    put_named("tracking_plan", id, now);
  tell(what == What::create   ? "Tracking Plan Created"
       : what == What::remove ? "Tracking Plan Deleted"
                              : "Tracking Plan Updated",
       "tracking_plan", id, now);
}

void Life::user(Time now) {
  const auto what = what_next("user", kWanted.at("user"));
  const std::string id = what == What::create ? new_id("user", "usr", 40) : some({"user", ""});
  if (what == What::modify && dice_.happens(0.6)) {
    put_permissions(id, now);
    return tell("User Policy Updated", "policy", id, now);
  }
  if (what == What::remove) {
    for (const auto& group : world_.ids({"group", ""}))
      if (world_.exists({"group_member", group + "/" + id})) world_.remove({"group_member", group + "/" + id}, now);
    remove_with_children({"user", id}, now);
  } else {
    put_named("user", id, now);
    if (what == What::create) put_permissions(id, now);
  }
  tell(what == What::create ? "User Added" : what == What::remove ? "User Removed" : "User Modified", "user", id, now);
}

void Life::group(Time now) {
  const auto what = what_next("group", kWanted.at("group"));
  const std::string id = what == What::create ? new_id("group", "grp", 12) : some({"group", ""});
  if (what == What::remove)
    remove_with_children({"group", id}, now);
  else
    put_named("group", id, now);
  tell(what == What::create   ? "User Group Created"
       : what == What::remove ? "User Group Deleted"
                              : "User Group Modified",
       "group", id, now);
}

void Life::detail(const std::string& kind, Time now) {
  const auto what = what_next(kind, kWanted.at(kind));
  const std::string parent = some({parent_kind_of(kind), ""});
  if (what == What::create) return come_under(kind, parent, now);
  std::vector<std::string> there;
  for (const auto& [id, history] : world_.all(kind))
    if (history.exists()) there.push_back(id);
  const std::string id = dice_.one_of(there);
  const std::string under = world_.history({kind, id}).parent();
  if (what == What::modify && !is_edge(kind)) {
    put_detail(kind, under, id, now);
    return tell(word_of(kind, "Modified"), "", dice_.happens(0.5) ? id : under, now);
  }
  world_.remove({kind, id}, now);
  // A moved edge: from here to there.
  if (what == What::modify) come_under(kind, parent, now);
  tell(word_of(kind, "Deleted"), "", kind == "group_member" ? id.substr(id.find('/') + 1) : under, now);
}

void Life::come_under(const std::string& kind, const std::string& parent, Time now) {
  if (is_edge(kind)) {
    const std::string end = some({kind == "group_member" ? "user" : "source", ""});
    if (world_.exists({kind, parent + "/" + end})) return;
    if (kind == "group_member")
      put_member(parent, end, now);
    else
      put_edge(parent, end, now);
    return tell(word_of(kind, "Created"), parent_kind_of(kind), parent, now);
  }
  std::string id = new_id(kind, kind == "destination_filter" ? "flt" : "sub", 60);
  if (kind == "tracking_plan_rule") id = parent + "/TRACK/Event " + std::to_string(dice_.between(1, 9)) + "/1";
  if (world_.exists({kind, id})) return;
  put_detail(kind, parent, id, now);
  tell(word_of(kind, "Created"), "", parent, now);
}

}  // namespace segaudit::proof
