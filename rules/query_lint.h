#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/policy.h"
#include "storage/query_session.h"

namespace segaudit::rules {

struct QueryMistake {
  std::optional<std::size_t> offset;  // byte in the query, where it is known
  std::string text;
};

// What is wrong with a policy's query, judged by the read model without running it; with hints where a name was
// probably misspelt. `columns` receives the names of the result's columns when the query compiles.
std::vector<QueryMistake> lint_query(const Policy& policy, storage::QuerySession& model,
                                     std::optional<std::vector<std::string>>& columns);

}  // namespace segaudit::rules
