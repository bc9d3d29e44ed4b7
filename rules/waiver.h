#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/time.h"

namespace segaudit::rules {

// A decision of people: this violation is known, somebody answers for it, until then it disturbs nobody.
struct Waiver {
  std::string policy;     // id or pattern
  std::string resource;   // as written: "source/abc*", or "*" for everything
  std::string workspace;  // empty: all of them
  std::string reason;
  std::string owner;
  std::string until;        // as written: "2026-12-31"
  storage::Time expires{};  // the first moment at which it holds no more
  std::string bound_to;     // hash of the resource's stored body that it holds for; empty: whatever the body
  std::size_t line = 0;     // where it stands in its file
  std::size_t column = 0;

  std::string kind() const;  // "source"; empty for "*"
  std::string id() const;    // id or pattern; "*" for "*"
  bool operator==(const Waiver&) const = default;
};

// What people and the log call it. Two waivers of one file never share a name.
std::string name_of(const Waiver& waiver);

struct WaiverFile {
  std::string file;  // empty: the configuration names none
  std::vector<Waiver> waivers;
};

// Those of the file that hold in this workspace, in the file's order.
std::vector<Waiver> waivers_of(const WaiverFile& file, const std::string& workspace);

}  // namespace segaudit::rules
