#pragma once

#include <string>

#include "storage/query_session.h"

namespace segaudit::agent {

// What `query` prints. Text of foreign origin is made safe for a terminal in tables; in CSV what a spreadsheet would take
// for a formula begins with an apostrophe. Pure.
std::string result_table(const storage::Result& result);
std::string result_json(const storage::Result& result);  // an array with one object per row
std::string result_csv(const storage::Result& result);

}  // namespace segaudit::agent
