#pragma once

#include <string_view>
#include <vector>

namespace segaudit::storage {

// A text file that was compiled into the program.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

const std::vector<EmbeddedFile>& schema_files();     // storage/schema/*.sql, by name
const std::vector<EmbeddedFile>& migration_files();  // storage/migrations/*.sql, by number

}  // namespace segaudit::storage
