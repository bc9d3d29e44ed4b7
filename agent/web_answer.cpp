#include "agent/web_answer.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include <sstream>

namespace segaudit::agent {

std::string head_of(const WebAnswer& answer) {
  Poco::Net::HTTPResponse response("HTTP/1.1", Poco::Net::HTTPResponse::HTTPStatus(answer.status));
  response.setDate(Poco::Timestamp());
  response.setContentType(answer.type);
  response.setContentLength64(Poco::Int64(answer.size()));
  response.set("Connection", "close");
  // The page needs its style sheet, its icon and forms that ask this server; names in it come from strangers.
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
               "frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Cache-Control", "no-store");
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  std::ostringstream out;
  response.write(out);
  return out.str();
}

}  // namespace segaudit::agent
