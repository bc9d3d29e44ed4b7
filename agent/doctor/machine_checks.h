#pragma once

#include <filesystem>
#include <string>

#include "agent/doctor/check.h"
#include "agent/listen_address.h"

namespace segaudit::agent {

// Whether the directory for databases is there, writable and not nearly full. Writes nothing.
Check disk_check(const std::filesystem::path& directory);

// Whether the workspace's database can be read and is about the workspace that the token opens (empty: not known).
Check database_check(const std::filesystem::path& database, const std::string& workspace_id);

// Whether Prometheus can reach the listen address: from where, and whether the agent or somebody else answers there.
// Asks this machine only.
Check listen_check(const ListenAddress& address);

}  // namespace segaudit::agent
