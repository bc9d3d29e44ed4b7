#include "rules/waiver_reader.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "rules/form.h"
#include "rules/text_file.h"
#include "rules/waiver_pattern.h"
#include "rules/wording.h"
#include "storage/schema.h"

namespace segaudit::rules {
namespace {

constexpr std::string_view kFileKeys[] = {"waivers"};
constexpr std::string_view kWaiverKeys[] = {"policy", "resource", "workspace", "reason",
                                            "owner",  "expires",  "bound_to"};
constexpr std::size_t kLongestText = 2000;  // bytes; it is shown on pages
constexpr std::size_t kDigits = 64;

bool is_hash(const std::string& text) {
  return text.size() == kDigits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& [kind, parent] : storage::kinds()) names.push_back(kind);
  return names;
}

class WaiverReader {
 public:
  WaiverReader(const WaiverContext& context, Problems& problems)
      : context_(context), kinds_(kind_names()), problems_(problems) {}

  Waiver read(const YAML::Node& node) {
    Form form(node, "", kWaiverKeys, problems_);
    Waiver waiver;
    waiver.line = form.place().line;
    waiver.column = form.place().column;
    if (!node.IsMap()) return waiver;
    waiver.policy = policy(form);
    waiver.resource = resource(form);
    waiver.workspace = workspace(form);
    waiver.reason = free_text(form, "reason", ": say why, for whoever reads this in a year");
    waiver.owner = free_text(form, "owner", ": say who answers for it, such as a team's address");
    expiry(form, waiver);
    waiver.bound_to = bound_to(form, waiver);
    check_twice(form, waiver);
    return waiver;
  }

 private:
  std::string required(Form& form, std::string_view key, const std::string& remedy) {
    const auto value = form.find(key);
    if (value && !value->IsNull()) return form.required_text(key);
    form.note(value ? place_of(*value) : form.place(), key, "is missing" + remedy);
    return {};
  }

  std::string free_text(Form& form, std::string_view key, const std::string& remedy) {
    std::string text = required(form, key, remedy);
    if (text.size() > kLongestText)
      form.note(*form.find(key), key, "must have at most " + std::to_string(kLongestText) + " bytes");
    return text;
  }

  std::string policy(Form& form) {
    std::string id = required(form, "policy", ": name a policy, or a pattern such as forwarding-*");
    if (id.empty() || is_pattern(id) || !context_.policies) return id;
    if (std::ranges::find(*context_.policies, id) == context_.policies->end())
      form.note(*form.find("policy"), "policy",
                "no policy is called " + in_quotes(id) + did_you_mean(id, *context_.policies) +
                    "; segaudit policy list names all");
    return id;
  }

  std::string resource(Form& form) {
    std::string text = required(form, "resource", ": write kind/id such as source/abc*, or \"*\" for all");
    if (text.empty() || text == "*") return text;
    const auto note = [&](const std::string& what) { form.note(*form.find("resource"), "resource", what); };
    const auto slash = text.find('/');
    const std::string kind = text.substr(0, slash);
    if (slash == std::string::npos || slash + 1 == text.size())
      note("must be kind/id such as source/abc*, or \"*\" for all (got " + in_quotes(text) + ")");
    else if (std::ranges::find(kinds_, kind) == kinds_.end())
      note("no kind is called " + in_quotes(kind) + did_you_mean(kind, kinds_) + "; only the id may be a pattern");
    return text;
  }

  std::string workspace(Form& form) {
    std::string name = form.text("workspace");
    const auto given = form.find("workspace");
    if (!given || !given->IsScalar()) return name;
    if (std::ranges::find(context_.workspaces, name) == context_.workspaces.end())
      form.note(*given, "workspace",
                "no workspace is called " + in_quotes(name) + did_you_mean(name, context_.workspaces) +
                    "; leave the key out for all of them");
    return name;
  }

  void expiry(Form& form, Waiver& waiver) {
    waiver.until = required(form, "expires", ": every waiver ends; write a date such as 2026-12-31");
    if (waiver.until.empty()) return;
    const auto end = end_of_waiver(waiver.until);
    if (end)
      waiver.expires = *end;
    else
      form.note(*form.find("expires"), "expires", expiry_mistake(waiver.until));
  }

  std::string bound_to(Form& form, const Waiver& waiver) {
    std::string hash = form.text("bound_to");
    const auto given = form.find("bound_to");
    if (!given || !given->IsScalar()) return hash;
    if (!is_hash(hash))
      form.note(*given, "bound_to",
                "must be the 64 hex digits that segaudit check --offline --format json shows as resource_hash (got " +
                    in_quotes(hash) + ")");
    if (waiver.kind().empty() || is_pattern(waiver.id()))
      form.note(*given, "bound_to", "goes with a single resource; " + in_quotes(waiver.resource) + " may be several");
    return hash;
  }

  // The same words for the same things twice: one of them would be forgotten when it is renewed or removed.
  void check_twice(Form& form, const Waiver& waiver) {
    if (waiver.policy.empty() || waiver.resource.empty()) return;
    const auto [first, is_new] =
        seen_.emplace(std::tuple(waiver.policy, waiver.resource, waiver.workspace, waiver.bound_to), waiver.line);
    if (!is_new)
      form.note(*form.find("policy"), "policy",
                "the entry in line " + std::to_string(first->second) +
                    " waives the same policy on the same resource; keep one of them");
  }

  const WaiverContext& context_;
  const std::vector<std::string> kinds_;
  Problems& problems_;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> seen_;
};

void read_file(const YAML::Node& root, const WaiverContext& context, WaiverFile& file, Problems& problems) {
  Form form(root, "", kFileKeys, problems);
  if (!root.IsMap()) return;
  if (!form.find("waivers")) {
    form.note(form.place(), "waivers", "is missing; a file without any is: waivers: []");
    return;
  }
  WaiverReader reader(context, problems);
  for (const auto& node : form.list("waivers")) file.waivers.push_back(reader.read(node));
}

bool is_date(const std::string& text) { return text.size() == 10; }

}  // namespace

std::optional<storage::Time> end_of_waiver(const std::string& expires) {
  using namespace std::chrono;
  auto time = storage::parse_time(expires);
  if (!time) return std::nullopt;
  if (is_date(expires)) *time += days(1);
  if (*time < sys_days(year(2020) / 1 / 1) || *time > sys_days(year(2100) / 1 / 1)) return std::nullopt;
  return time;
}

std::string expiry_mistake(const std::string& expires) {
  const std::string got = " (got " + in_quotes(expires) + ")";
  if (storage::parse_time(expires)) return "must lie between 2020 and 2099: a waiver that never ends is a policy" + got;
  return "must be a date such as 2026-12-31 (it holds to the end of that day, UTC) or a time such as "
         "2026-12-31T18:00:00Z" +
         got;
}

LoadedWaivers load_waivers(const std::string& text, const std::string& file, const WaiverContext& context) {
  LoadedWaivers loaded;
  loaded.file.file = file;
  Problems problems(file);
  if (const auto root = parse_yaml(text, problems)) read_file(*root, context, loaded.file, problems);
  loaded.problems = problems.in_order();
  return loaded;
}

LoadedWaivers load_waiver_file(const std::filesystem::path& file, const WaiverContext& context) {
  Problems problems(file.string());
  if (const auto text = read_text_file(file, problems, kLargestWaiverFile))
    return load_waivers(*text, file.string(), context);
  LoadedWaivers unread;
  unread.file.file = file.string();
  unread.problems = problems.in_order();
  return unread;
}

std::vector<Problem> waiver_warnings(const WaiverFile& file, const std::vector<std::string>& policies,
                                     storage::Time now) {
  std::vector<Problem> warnings;
  const auto warn = [&](const Waiver& waiver, std::string text) {
    warnings.push_back({file.file, waiver.line, waiver.column, std::move(text)});
  };
  for (const auto& waiver : file.waivers) {
    if (waiver.expires <= now)
      warn(waiver, "expires: ended with " + waiver.until + " and waives nothing any more; renew it or remove it");
    const auto fits = [&](const std::string& policy) { return matches(waiver.policy, policy); };
    if (is_pattern(waiver.policy) && std::ranges::none_of(policies, fits))
      warn(waiver, "policy: no policy fits the pattern " + in_quotes(waiver.policy) + "; it waives nothing");
  }
  return warnings;
}

}  // namespace segaudit::rules
