// Catalogue documents of a generated workspace, as JSON text in the shape of the API.
#pragma once

#include <cstddef>
#include <string>

namespace segaudit::simulator {

std::string generated_source_metadata(const std::string& id, std::size_t number);

// Grows by actions with their fields, or by options where it has no actions, until it has about this many bytes, as
// large integrations do.
std::string generated_destination_metadata(const std::string& id, std::size_t number, std::size_t bytes);

}  // namespace segaudit::simulator
