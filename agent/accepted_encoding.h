#pragma once

#include <string>

namespace segaudit::agent {

// Does this Accept-Encoding header ask for gzip? "gzip;q=0" refuses it; "*" asks for whatever there is.
bool accepts_gzip(const std::string& accept_encoding);

}  // namespace segaudit::agent
