#include "agent/config_workspace.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include "agent/base_url.h"
#include "agent/config_section.h"
#include "agent/regions.h"
#include "rules/wording.h"

namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;

// More often would only cost points; more seldom, and what is stored is too old to be judged by.
constexpr std::chrono::hours kLongestSweep = 24h * 7;
constexpr std::chrono::minutes kLongestTrail = 10min;  // SegauditStaleData fires after 15 minutes without a poll

bool may_stand_in_a_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

std::string read_name(const ConfigSection& section) {
  if (!section.find("name")) section.note("name", "is missing");
  const auto name = section.text("name");
  if (!name) return {};
  if (!std::ranges::all_of(*name, may_stand_in_a_name) || name->front() == '-')
    section.note("name", "may hold only a-z, 0-9 and -, and begins with no - (got " + rules::in_quotes(*name) + ")");
  if (name->size() > 64) section.note("name", "must have at most 64 characters");
  return *name;
}

bool names_a_variable(const std::string& text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return std::ranges::all_of(text, fits) && std::isdigit(static_cast<unsigned char>(text.front())) == 0;
}

struct TokenKey {
  std::string_view key;
  TokenSource::Kind kind;
};
constexpr std::array<TokenKey, 3> kTokenKeys = {{{"token_file", TokenSource::Kind::file},
                                                 {"token_credential", TokenSource::Kind::credential},
                                                 {"token_env", TokenSource::Kind::environment}}};

void check_token_name(const ConfigSection& section, std::string_view key, const TokenSource& source) {
  const std::string& name = source.name;
  const std::string got = " (got " + rules::in_quotes(name) + ")";
  // Segment's tokens begin like this. It must not be repeated here: error texts are logged.
  if (name.starts_with("sgp_")) {
    section.note(key, "is a token: put it in a file that only segaudit can read, and name the file here");
  } else if (source.kind == TokenSource::Kind::file && !name.starts_with('/')) {
    section.note(key, "must be an absolute path" + got);
  } else if (source.kind == TokenSource::Kind::credential && name.find('/') != std::string::npos) {
    section.note(key, "must be the name of a credential, as LoadCredential= gives it, not a path" + got);
  } else if (source.kind == TokenSource::Kind::environment && !names_a_variable(name)) {
    section.note(key, "must be the name of an environment variable" + got);
  }
}

TokenSource read_token_source(const ConfigSection& section) {
  TokenSource source;
  std::size_t given = 0;
  std::string_view last;
  for (const auto& [key, kind] : kTokenKeys) {
    if (!section.find(key)) continue;
    ++given;
    last = key;
    source = {kind, section.text(key).value_or("")};
    if (!source.name.empty()) check_token_name(section, key, source);
  }
  if (given == 0) section.note("token_file", "is missing (or token_credential, or token_env)");
  if (given > 1) section.note(last, "only one of token_file, token_credential and token_env may be given");
  return source;
}

void read_api_url(const ConfigSection& section, WorkspaceConfig& workspace) {
  const auto url = section.text("api_url");
  if (!url) return;
  workspace.api_url = *url;
  try {
    parse_base_url(*url);
  } catch (const std::invalid_argument& error) {
    section.note("api_url", error.what());
  }
}

void read_place(const ConfigSection& section, WorkspaceConfig& workspace) {
  const bool has_region = section.find("region").has_value();
  const bool has_url = section.find("api_url").has_value();
  if (has_region && has_url) section.note("api_url", "only one of region and api_url may be given");
  if (!has_region && !has_url) section.note("region", "is missing (us or eu; or api_url)");
  section.read<std::string>("region", workspace.region, {{"us", "us"}, {"eu", "eu"}});
  for (const auto& [region, url] : kRegions)
    if (workspace.region == region) workspace.api_url = url;
  if (has_url) read_api_url(section, workspace);
  const auto ca_file = section.text("ca_file");
  if (!ca_file) return;
  workspace.ca_file = *ca_file;
  if (!has_url) section.note("ca_file", "belongs to api_url only");
  if (!ca_file->starts_with('/'))
    section.note("ca_file", "must be an absolute path (got " + rules::in_quotes(*ca_file) + ")");
}

void read_schedule(const ConfigSection& section, Schedule& schedule) {
  section.read("sweep", schedule.sweep, 1min, kLongestSweep);
  section.read("audit_trail", schedule.audit_trail, 1s, kLongestTrail);
  section.read("delivery", schedule.delivery, 1min, 24h);
}

}  // namespace

WorkspaceConfig read_workspace(const YAML::Node& node, rules::Problems& problems) {
  WorkspaceConfig workspace;
  const ConfigSection section(node, "",
                              {"name", "token_file", "token_credential", "token_env", "region", "api_url", "ca_file",
                               "schedule", "rate_budget", "confirm_shrink"},
                              problems);
  if (!node.IsMap()) return workspace;
  workspace.name = read_name(section);
  workspace.token = read_token_source(section);
  read_place(section, workspace);
  read_schedule(section.section("schedule", {"sweep", "audit_trail", "delivery"}), workspace.schedule);
  section.read_share("rate_budget", workspace.rate_budget);
  section.read_share("confirm_shrink", workspace.confirm_shrink);
  return workspace;
}

}  // namespace segaudit::agent
