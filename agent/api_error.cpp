#include "agent/api_error.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <simdjson.h>

#include <string_view>

#include "agent/plain_words.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestMessage = 200;
constexpr std::size_t kLongestName = 60;
constexpr std::size_t kLongestBody = 64 * 1024;  // a longer one is no error of the API, and costs memory to parse

std::string_view text(simdjson::dom::element object, const char* name) {
  std::string_view value;
  return object[name].get(value) == simdjson::SUCCESS ? value : std::string_view();
}

std::string first_error(const std::string& body) {
  if (body.size() > kLongestBody) return "";
  simdjson::dom::parser parser;
  simdjson::dom::element error;
  if (parser.parse(body)["errors"].at(0).get(error) != simdjson::SUCCESS) return "";
  std::string message = plain_words(text(error, "message"), kLongestMessage);
  if (message.empty()) message = plain_name(text(error, "type"), kLongestName);
  const std::string field = plain_name(text(error, "field"), kLongestName);
  if (!field.empty()) message += (message.empty() ? "(field " : " (field ") + field + ")";
  return message;
}

// Of a redirection's target only scheme and host: the rest may carry secrets.
std::string redirection(const Response& response) {
  const auto location = response.headers.find("location");
  if (location == response.headers.end()) return "a redirection, which is not followed";
  try {
    const Poco::URI target(location->second);
    if (target.isRelative()) return "a redirection on the same host, which is not followed";
    const std::string host = plain_name(target.getHost(), kLongestName);
    if (host.empty() || plain_name(target.getScheme(), kLongestName).empty())
      return "a redirection to another host, which is not followed";
    return "a redirection to " + target.getScheme() + "://" + host + ", which is not followed";
  } catch (const Poco::Exception&) {
    return "a redirection, which is not followed";
  }
}

}  // namespace

std::string api_message(const Response& response) {
  if (response.status >= 300 && response.status < 400) return redirection(response);
  return first_error(response.body);
}

std::string media_type(const Response& response) {
  const auto found = response.headers.find("content-type");
  if (found == response.headers.end()) return "";
  const std::string type = Poco::toLower(Poco::trim(found->second.substr(0, found->second.find(';'))));
  const auto slash = type.find('/');
  if (slash == std::string::npos) return "";
  const std::string left = plain_name(type.substr(0, slash), kLongestName / 2);
  const std::string right = plain_name(type.substr(slash + 1), kLongestName / 2);
  return left.empty() || right.empty() ? "" : left + "/" + right;
}

bool is_json(const Response& response) {
  const auto found = response.headers.find("content-type");
  if (found == response.headers.end()) return true;
  const std::string type = Poco::toLower(Poco::trim(found->second.substr(0, found->second.find(';'))));
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

}  // namespace segaudit::agent
