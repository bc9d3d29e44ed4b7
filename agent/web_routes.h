#pragma once

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <functional>
#include <string>

#include "agent/publication.h"

namespace segaudit::agent {

// What is served under which path; see WebServer.
Poco::Net::HTTPRequestHandlerFactory::Ptr web_routes(const Publisher& publisher,
                                                     std::function<std::string()> live_metrics);

}  // namespace segaudit::agent
