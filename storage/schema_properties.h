#pragma once

struct sqlite3;

namespace segaudit::storage {

// Adds the table-valued function `schema_properties(schema)`: one row for each property that a JSON Schema names, also
// inside of properties and of array items, down to twenty levels. Columns:
//   name         of the property
//   path         from the schema, as json_extract takes it: $.properties.address.properties."zip code"
//   type         JSON: "string", or ["string","null"]; NULL where the schema names none
//   description  text; NULL where there is none
//   depth        0: of the schema itself
// A schema that is NULL, or no JSON object, has no rows.
void add_schema_properties(sqlite3* connection);

}  // namespace segaudit::storage
