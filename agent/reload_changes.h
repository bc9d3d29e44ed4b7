#pragma once

#include <string>
#include <vector>

#include "agent/config.h"
#include "agent/log.h"
#include "agent/rulebook.h"

namespace segaudit::agent {

// Something that a reload made different, as a line of the log says it.
struct ReloadChange {
  std::string what;  // "pack changed"
  LogFields fields;
};

// What the second configuration and its rules make different from the first: packs, policies in force, parameters,
// waivers, environments, workspaces. No values of parameters, no reasons of waivers: their files have them. Pure.
std::vector<ReloadChange> reload_changes(const Config& config_before, const Rulebook& before,
                                         const Config& config_after, const Rulebook& after);

}  // namespace segaudit::agent
