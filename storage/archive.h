#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/model.h"

namespace segaudit::storage {

// What a database holds, read without writing: also beside a running agent. Every function throws StorageError.
class Archive {
 public:
  explicit Archive(const std::filesystem::path& database) : path_(database) {}

  // The last position recorded at or before a time; 0: nothing had been recorded yet.
  Seq position_at(Time time) const;
  Seq length() const;
  std::optional<std::string> workspace_id() const;
  // Pending, open and waived violations, at a position or now.
  std::vector<Violation> active_violations(std::optional<Seq> as_of = {}) const;
  std::vector<Collection> collections() const;
  // Hashes that the bodies of these resources (kind and id) go by, see body_hashes.h.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> body_hashes(
      const std::set<std::pair<std::string, std::string>>& resources, std::optional<Seq> as_of = {}) const;
  // The hash of each resource's present body.
  std::map<std::pair<std::string, std::string>, std::string> present_hashes(
      const std::set<std::pair<std::string, std::string>>& resources, std::optional<Seq> as_of = {}) const;
  // Configuration in force then or now (set_config); nothing: none of this name.
  std::optional<std::string> config(const std::string& name, std::optional<Seq> as_of = {}) const;

 private:
  std::filesystem::path path_;
};

}  // namespace segaudit::storage
