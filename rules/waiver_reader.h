#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rules/policy.h"
#include "rules/waiver.h"

namespace segaudit::rules {

// What waivers may refer to.
struct WaiverContext {
  std::optional<std::vector<std::string>> policies;  // ids of all loaded ones, disabled ones too; nothing: not known
  std::vector<std::string> workspaces;
};

struct LoadedWaivers {
  WaiverFile file;                // what could be read of it
  std::vector<Problem> problems;  // in the file's order; empty: the file may be used
};

// Reads a waiver file: keys, policies, resources, expiries, entries that say the same twice. Reports all mistakes at
// once. An entry whose time is over is none: the agent would not start on the day after.
LoadedWaivers load_waivers(const std::string& text, const std::string& file, const WaiverContext& context);

// A file that cannot be read is a problem like the others.
LoadedWaivers load_waiver_file(const std::filesystem::path& file, const WaiverContext& context);

inline constexpr std::uintmax_t kLargestWaiverFile = 8 << 20;  // bytes

// What `expires` says: a date holds until the end of that day in UTC, a time until then. Nothing for what is neither,
// and for years that are no expiry (before 2020, after 2099).
std::optional<storage::Time> end_of_waiver(const std::string& expires);
// Why that returned nothing.
std::string expiry_mistake(const std::string& expires);

// What is no mistake but should be looked at: entries that have ended, patterns that no policy fits.
std::vector<Problem> waiver_warnings(const WaiverFile& file, const std::vector<std::string>& policies,
                                     storage::Time now);

}  // namespace segaudit::rules
