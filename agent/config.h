#pragma once

#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "agent/listen_address.h"
#include "agent/log_options.h"
#include "agent/metrics_options.h"
#include "agent/people.h"
#include "rules/policy_set.h"

namespace segaudit::agent {

// How often things are looked at.
struct Schedule {
  std::chrono::milliseconds sweep = std::chrono::hours(6);          // everything
  std::chrono::milliseconds audit_trail = std::chrono::minutes(1);  // and what it names
  std::chrono::milliseconds delivery = std::chrono::minutes(5);
  bool operator==(const Schedule&) const = default;
};

// Where a workspace's token comes from.
struct TokenSource {
  enum class Kind { file, credential, environment };
  Kind kind = Kind::file;
  std::string name;  // path of the file, name of systemd's credential, or of the environment variable
  bool operator==(const TokenSource&) const = default;
};

struct WorkspaceConfig {
  std::string name;  // a-z, 0-9, -; unique; names its database
  TokenSource token;
  std::string region;   // "us" or "eu"; empty where api_url is given
  std::string api_url;  // of the region, or as given; plain http only to this machine
  std::string ca_file;  // PEM; empty: the system's authorities. Only with api_url
  Schedule schedule;
  double rate_budget = 0.5;     // share of the API's limit that we take
  double confirm_shrink = 0.5;  // a list that lacks more than this part of what it held is read again before it counts
  bool operator==(const WorkspaceConfig&) const = default;
};

// Where sources say which environment they belong to.
struct EnvironmentsConfig {
  std::string label = "environment";                             // key of the label
  std::vector<std::string> production = {"prod", "production"};  // its values that mean production
  bool operator==(const EnvironmentsConfig&) const = default;
};

// The configuration in force. The defaults are those of a file that names only workspaces.
struct Config {
  std::filesystem::path file;
  std::vector<WorkspaceConfig> workspaces;
  std::filesystem::path storage_directory = "/var/lib/segaudit";
  ListenAddress listen;
  std::string external_url;  // of the page, without a slash at its end; empty: unknown
  rules::PolicySources policies;
  std::filesystem::path waivers;  // file; empty: none
  EnvironmentsConfig environments;
  std::set<std::string> readable_settings;  // names of settings that may be stored in clear
  People people = People::clear;            // how names and e-mail addresses are stored
  MetricsOptions metrics;
  LogOptions log;
};

struct LoadedConfig {
  Config config;                         // what could be read of it
  std::vector<rules::Problem> problems;  // in the file's order; empty: the configuration may be used
};

// Reads the file and reports all its mistakes at once, each as `file:line:column: key: what is wrong`. Reads no other
// file: tokens are read by read_token(), packs and waivers by rulebook_of(). Keys are those of a
// mapping's own place: `schedule.sweep` is the workspace's that stands in that line.
LoadedConfig load_config(const std::filesystem::path& file);

// The same from a text, `file` being only its name.
LoadedConfig parse_config(const std::string& text, const std::filesystem::path& file);

}  // namespace segaudit::agent
