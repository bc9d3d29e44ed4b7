#include "storage/schema.h"

#include <algorithm>
#include <regex>
#include <set>

#include "storage/hash.h"

namespace segaudit::storage {
namespace {

std::vector<std::string> names_after(const std::string& sql, const char* words) {
  const std::regex pattern(std::string(words) + R"(\s+(\w+))");
  std::vector<std::string> names;
  for (std::sregex_iterator match(sql.begin(), sql.end(), pattern), end; match != end; ++match)
    names.push_back((*match)[1]);
  return names;
}

std::string* section_of(Projection& projection, std::string_view marker) {
  if (marker == "-- @tables") return &projection.tables;
  if (marker == "-- @project") return &projection.project;
  if (marker == "-- @views") return &projection.views;
  return nullptr;
}

void read_kind(Projection& projection, const std::string& line) {
  static const std::regex pattern(R"(-- kind: (\w+)(?: of (\w+))?(, measured)?)");
  std::smatch match;
  if (!std::regex_match(line, match, pattern)) return;
  projection.kind = match[1];
  projection.parent_kind = match[2];
  projection.measured = match[3].matched;
}

void read_parts(Projection& projection, const std::string& line) {
  constexpr std::string_view kMarker = "-- parts: ";
  if (!line.starts_with(kMarker)) return;
  static const std::regex word(R"(\w+)");
  for (std::sregex_iterator match(line.begin() + std::ptrdiff_t(kMarker.size()), line.end(), word), end; match != end;
       ++match)
    projection.parts.push_back(match->str());
}

std::string replaced(std::string text, const std::regex& pattern, const std::string& replacement) {
  return std::regex_replace(text, pattern, replacement);
}

}  // namespace

Projection parse_projection(const EmbeddedFile& file) {
  Projection projection;
  projection.file = file.name;
  std::string* section = nullptr;
  std::string_view rest = file.text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size() - 1);
    const std::string line(rest.substr(0, rest[end] == '\n' ? end : end + 1));
    rest.remove_prefix(end + 1);
    if (line.starts_with("-- @")) {
      section = section_of(projection, line);
      if (!section) throw StorageError(projection.file + ": unknown section " + line);
    } else if (section) {
      *section += line + "\n";
    } else {
      read_kind(projection, line);
      read_parts(projection, line);
    }
  }
  projection.table_names = names_after(projection.tables, "CREATE TABLE");
  projection.view_names = names_after(projection.views, "CREATE VIEW");
  return projection;
}

const std::vector<Projection>& projections() {
  static const std::vector<Projection> all = [] {
    std::vector<Projection> parsed;
    for (const auto& file : schema_files()) parsed.push_back(parse_projection(file));
    std::stable_partition(parsed.begin(), parsed.end(), [](const auto& p) { return p.kind.empty(); });
    return parsed;
  }();
  return all;
}

const std::map<std::string, std::string>& kinds() {
  static const std::map<std::string, std::string> all = [] {
    std::map<std::string, std::string> parents;
    for (const auto& projection : projections())
      if (!projection.kind.empty()) parents[projection.kind] = projection.parent_kind;
    return parents;
  }();
  return all;
}

bool is_measured(const std::string& kind) {
  static const std::set<std::string> measured = [] {
    std::set<std::string> names;
    for (const auto& projection : projections())
      if (projection.measured) names.insert(projection.kind);
    return names;
  }();
  return measured.contains(kind);
}

const std::map<std::string, std::vector<std::string>>& parts() {
  static const std::map<std::string, std::vector<std::string>> all = [] {
    std::map<std::string, std::vector<std::string>> by_kind;
    for (const auto& projection : projections())
      if (!projection.parts.empty()) by_kind[projection.kind] = projection.parts;
    return by_kind;
  }();
  return all;
}

std::string schema_fingerprint() {
  Sha256 hash;
  for (const auto& file : schema_files()) hash.add(file.name).add(file.text);
  return to_hex(hash.finish());
}

std::string view_sql(const Projection& projection, std::optional<Seq> as_of) {
  static const std::regex create(R"(CREATE VIEW)");
  static const std::regex current(R"(\{(\w+)\})");
  static const std::regex from(R"(\{from (\w+)\})");
  if (!as_of) return replaced(replaced(projection.views, current, "$1.to_seq IS NULL"), from, "1");
  const std::string seq = std::to_string(*as_of);
  std::string sql = replaced(projection.views, create, "CREATE TEMP VIEW");
  sql = replaced(sql, current, "$1.from_seq <= " + seq + " AND ($1.to_seq IS NULL OR $1.to_seq > " + seq + ")");
  return replaced(sql, from, "$1.from_seq <= " + seq);
}

}  // namespace segaudit::storage
