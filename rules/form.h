#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "rules/policy.h"
#include "rules/scalar_place.h"

namespace segaudit::rules {

Place place_of(const YAML::Node& node);

// Mistakes in one file, gathered while it is read.
class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}

  void add(Place place, std::string text) { found_.push_back({file_, place.line, place.column, std::move(text)}); }
  void add(const YAML::Node& node, std::string text) { add(place_of(node), std::move(text)); }

  // All of them, in the file's order.
  std::vector<Problem> in_order() const;

 private:
  std::string file_;
  std::vector<Problem> found_;
};

// Parses a file of one YAML document. A mistake in the YAML itself is noted and nothing is returned.
std::optional<YAML::Node> parse_yaml(const std::string& text, Problems& problems);

// Reads a YAML mapping key by key. What does not have the form is noted, with the key; the functions then return what
// they return for an absent key, so that reading goes on and finds the other mistakes too.
class Form {
 public:
  // Notes keys that are not in `keys`, keys given twice, and a node that is no mapping at all. `name` says whose keys
  // they are in error texts; it may be empty.
  Form(const YAML::Node& node, std::string name, std::span<const std::string_view> keys, Problems& problems);

  std::optional<YAML::Node> find(std::string_view key) const;
  std::optional<YAML::Node> require(std::string_view key);  // notes its absence

  std::string text(std::string_view key);  // empty when absent
  std::string required_text(std::string_view key);
  std::optional<std::chrono::milliseconds> duration(std::string_view key);
  std::vector<YAML::Node> list(std::string_view key);

  void note(const YAML::Node& node, std::string_view key, const std::string& text);
  void note(Place place, std::string_view key, const std::string& text);
  Place place() const { return place_; }

 private:
  struct Entry {
    std::string key;
    YAML::Node value;
  };
  void read_entry(const YAML::Node& key, const YAML::Node& value, std::span<const std::string_view> keys);
  std::string scalar(std::string_view key, const YAML::Node& value);

  std::string name_;
  Place place_;
  Problems& problems_;
  std::vector<Entry> entries_;
};

}  // namespace segaudit::rules
