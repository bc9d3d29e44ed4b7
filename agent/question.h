#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/catalogue.h"
#include "agent/lane.h"
#include "storage/time.h"

namespace segaudit::agent {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// What to ask an endpoint for, with everything filled in.
struct Question {
  std::string endpoint;  // the path's template: what budgets, metrics and learnt page sizes are kept by
  std::string path;      // "/sources/abc/settings", ids percent-encoded
  std::string items;     // member of `data` that holds the answer; empty: `data` itself
  std::string accept = "application/json";
  Paging paging = Paging::none;
  bool nullable = false;  // the one item may be null: then it is not found
  Parameters query;
  Lane lane = Lane::sweep;  // which points it may use up
};

// The collection of a kind; the parent is empty for a root list, and the part's value for a list that comes in parts.
Question list_question(const Kind& kind, std::string_view parent);

// One resource of a kind that has a get_path.
Question get_question(const Kind& kind, std::string_view parent, std::string_view id);

// A question cannot be put. what() says why and is safe to print.
class UnaskableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Parameters of a list question that depend on the parent's stored document and on the time. Throws UnaskableError when
// the document lacks a field.
Parameters dependent_parameters(const Kind& kind, std::string_view parent_body, storage::Time now);

// The last whole UTC day: from its first moment to the next day's. A day is whole ten minutes after its end, when no
// more events of it arrive. Pure.
std::pair<storage::Time, storage::Time> last_whole_day(storage::Time now);

}  // namespace segaudit::agent
