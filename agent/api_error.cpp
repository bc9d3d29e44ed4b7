#include "agent/api_error.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <simdjson.h>

#include <string_view>

#include "agent/printable.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestMessage = 200;
constexpr std::size_t kLongestName = 60;

std::string_view text(simdjson::dom::element object, const char* name) {
  std::string_view value;
  return object[name].get(value) == simdjson::SUCCESS ? value : std::string_view();
}

std::string first_error(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element error;
  if (parser.parse(body)["errors"].at(0).get(error) != simdjson::SUCCESS) return "";
  std::string message(text(error, "message"));
  if (message.empty()) message = text(error, "type");
  message = printable(message, kLongestMessage);
  const std::string_view field = text(error, "field");
  if (!field.empty()) message += " (field " + printable(field, kLongestName) + ")";
  return message;
}

// Of a redirection's target only scheme and host: the rest may carry secrets.
std::string redirection(const Response& response) {
  const auto location = response.headers.find("location");
  if (location == response.headers.end()) return "a redirection, which is not followed";
  try {
    const Poco::URI target(location->second);
    if (target.isRelative()) return "a redirection on the same host, which is not followed";
    return "a redirection to " + printable(target.getScheme() + "://" + target.getHost(), kLongestName) +
           ", which is not followed";
  } catch (const Poco::Exception&) {
    return "a redirection, which is not followed";
  }
}

}  // namespace

std::string api_message(const Response& response) {
  if (response.status >= 300 && response.status < 400) return redirection(response);
  return first_error(response.body);
}

bool is_json(const Response& response) {
  const auto found = response.headers.find("content-type");
  if (found == response.headers.end()) return true;
  const std::string type = Poco::toLower(Poco::trim(found->second.substr(0, found->second.find(';'))));
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

}  // namespace segaudit::agent
