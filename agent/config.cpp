#include "agent/config.h"

#include <algorithm>

#include "agent/config_section.h"
#include "agent/config_workspace.h"
#include "rules/text_file.h"
#include "rules/wording.h"
#include "rules/yaml_json.h"

namespace segaudit::agent {
namespace {

using rules::Problems;

void read_workspaces(const ConfigSection& root, Config& config, Problems& problems) {
  const auto nodes = root.list("workspaces");
  const auto given = root.find("workspaces");
  if (!given) return root.note("workspaces", "is missing: name at least one workspace");
  if (given->IsSequence() && nodes.empty()) root.note("workspaces", "name at least one workspace");
  for (const auto& node : nodes) {
    WorkspaceConfig workspace = read_workspace(node, problems);
    const bool is_taken = !workspace.name.empty() && std::ranges::any_of(config.workspaces, [&](const auto& other) {
      return other.name == workspace.name;
    });
    if (is_taken)
      problems.add(node["name"], "name: " + rules::in_quotes(workspace.name) + " is taken by another workspace");
    config.workspaces.push_back(std::move(workspace));
  }
}

void read_storage(const ConfigSection& section, Config& config) {
  const auto directory = section.text("directory");
  if (!directory) return;
  config.storage_directory = *directory;
  if (!config.storage_directory.is_absolute())
    section.note("directory", "must be an absolute path (got " + rules::in_quotes(*directory) + ")");
}

void read_web(const ConfigSection& section, Config& config) {
  if (const auto listen = section.text("listen")) {
    const auto address = parse_listen_address(*listen);
    if (!address) {
      section.note("listen",
                   "must be a numeric address and a port such as 127.0.0.1:9847, [::1]:9847, or :9847 for all "
                   "addresses (got " +
                       rules::in_quotes(*listen) + ")");
    }
    config.listen = address.value_or(ListenAddress{});
  }
  if (const auto url = section.text("external_url")) {
    config.external_url = *url;
    while (config.external_url.ends_with('/')) config.external_url.pop_back();
    const bool is_web = url->starts_with("http://") || url->starts_with("https://");
    if (!is_web || url->find_first_of(" \t\r\n\"<>") != std::string::npos)
      section.note("external_url",
                   "must be a URL such as https://segaudit.example.com (got " + rules::in_quotes(*url) + ")");
  }
}

void read_parameters(const ConfigSection& policies, const std::string& policy, const YAML::Node& values,
                     rules::Parameters& parameters) {
  if (!values.IsMap())
    return policies.note(values, "parameters", rules::in_quotes(policy) + " must be a mapping of names and values");
  for (const auto& entry : values) {
    const std::string name = entry.first.Scalar();
    if (parameters.contains(name)) {
      policies.note(entry.first, "parameters", rules::in_quotes(name) + " is given twice");
    } else if (entry.second.IsMap()) {
      policies.note(entry.second, "parameters", rules::in_quotes(name) + " must be a single value or a list");
    } else {
      try {
        parameters[name] = rules::parameter_value(entry.second);
      } catch (const std::length_error& error) {
        policies.note(entry.second, "parameters", rules::in_quotes(name) + " " + error.what());
      }
    }
  }
}

// Whether these policies and parameters exist is known only where packs are loaded.
void read_policies(const ConfigSection& section, rules::PolicySources& policies) {
  if (section.find("packs")) policies.packs = section.texts("packs");
  for (auto& id : section.texts("disabled")) policies.disabled.insert(std::move(id));
  const auto parameters = section.find("parameters");
  if (!parameters) return;
  if (!parameters->IsMap())
    return section.note("parameters", "must be a mapping of policy ids, such as {some-policy: {days: 30}}");
  for (const auto& entry : *parameters) {
    const std::string policy = entry.first.Scalar();
    if (policies.parameters.contains(policy)) {
      section.note(entry.first, "parameters", rules::in_quotes(policy) + " is given twice");
    } else {
      read_parameters(section, policy, entry.second, policies.parameters[policy]);
    }
  }
}

// What is in the file is read where policies are known.
void read_waivers(const ConfigSection& root, Config& config) {
  const auto file = root.text("waivers");
  if (!file) return;
  config.waivers = *file;
  if (!config.waivers.is_absolute())
    root.note("waivers", "must be the absolute path of a file (got " + rules::in_quotes(*file) + ")");
}

void read_environments(const ConfigSection& section, EnvironmentsConfig& environments) {
  if (const auto label = section.text("label")) environments.label = *label;
  if (section.find("production")) environments.production = section.texts("production");
  if (environments.production.empty() && section.list("production").empty())
    section.note("production", "must name at least one environment");
}

void read_redaction(const ConfigSection& section, Config& config) {
  const auto readable = section.texts("readable_settings");
  config.readable_settings = {readable.begin(), readable.end()};
  section.read("people", config.people, {{"clear", People::clear}, {"pseudonym", People::pseudonym}});
}

void read_metrics(const ConfigSection& section, MetricsOptions& metrics) {
  section.read("per_destination", metrics.per_destination,
               {{"all", PerDestination::all}, {"failing", PerDestination::failing}, {"off", PerDestination::off}});
  section.read("max_series", metrics.max_series, 1'000, 10'000'000);
}

void read_log(const ConfigSection& section, LogOptions& log) {
  section.read("level", log.level,
               {{"debug", LogLevel::debug},
                {"info", LogLevel::info},
                {"warning", LogLevel::warning},
                {"error", LogLevel::error}});
  section.read("format", log.format, {{"logfmt", LogFormat::logfmt}, {"json", LogFormat::json}});
}

void read_root(const YAML::Node& node, Config& config, Problems& problems) {
  const ConfigSection root(
      node, "", {"workspaces", "storage", "web", "policies", "waivers", "environments", "redaction", "metrics", "log"},
      problems);
  if (!node.IsMap()) return;
  read_workspaces(root, config, problems);
  read_storage(root.section("storage", {"directory"}), config);
  read_web(root.section("web", {"listen", "external_url"}), config);
  read_policies(root.section("policies", {"packs", "parameters", "disabled"}), config.policies);
  read_waivers(root, config);
  read_environments(root.section("environments", {"label", "production"}), config.environments);
  read_redaction(root.section("redaction", {"readable_settings", "people"}), config);
  read_metrics(root.section("metrics", {"per_destination", "max_series"}), config.metrics);
  read_log(root.section("log", {"level", "format"}), config.log);
}

}  // namespace

LoadedConfig parse_config(const std::string& text, const std::filesystem::path& file) {
  LoadedConfig loaded;
  loaded.config.file = file;
  loaded.config.policies.file = file.string();
  Problems problems(file.string());
  if (const auto root = rules::parse_yaml(text, problems)) read_root(*root, loaded.config, problems);
  loaded.problems = problems.in_order();
  return loaded;
}

LoadedConfig load_config(const std::filesystem::path& file) {
  Problems problems(file.string());
  if (const auto text = rules::read_text_file(file, problems)) return parse_config(*text, file);
  LoadedConfig unread;
  unread.config.file = file;
  unread.problems = problems.in_order();
  return unread;
}

}  // namespace segaudit::agent
