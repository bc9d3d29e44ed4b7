// Version negotiation: one endpoint exists in up to three stabilities, chosen by the media type in `Accept`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/routes.h"

namespace segaudit::simulator {

// The content type of the answer: the vendor type asked for in its canonical spelling (v1, v1beta, v1alpha), or
// application/json for a plain or absent Accept. Nothing when no listed type exists for the endpoint.
std::optional<std::string> negotiated_type(std::string_view accept, const std::vector<Stability>& stabilities);

}  // namespace segaudit::simulator
