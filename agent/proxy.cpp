#include "agent/proxy.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <Poco/URI.h>

#include <cstdlib>
#include <stdexcept>

namespace segaudit::agent {
namespace {

std::optional<std::string> first_set(const Environment& environment, const std::string& name) {
  for (const std::string& spelling : {name, Poco::toLower(name)}) {
    const auto value = environment(spelling);
    if (value && !value->empty()) return value;
  }
  return std::nullopt;
}

bool is_within(const std::string& host, std::string domain) {
  if (domain.starts_with('.')) domain.erase(0, 1);
  return host == domain || host.ends_with("." + domain);
}

bool is_exempt(const std::string& host, std::uint16_t port, const std::string& no_proxy) {
  const Poco::StringTokenizer entries(no_proxy, ", ",
                                      Poco::StringTokenizer::TOK_IGNORE_EMPTY | Poco::StringTokenizer::TOK_TRIM);
  for (const std::string& written : entries) {
    const std::string entry = Poco::toLower(written);
    if (entry == "*" || is_within(host, entry)) return true;
    const auto colon = entry.rfind(':');
    const bool has_port = colon != std::string::npos && entry.substr(colon + 1) == std::to_string(port);
    if (has_port && is_within(host, entry.substr(0, colon))) return true;
  }
  return false;
}

Proxy parse_proxy(const std::string& text) {
  const std::string remedy = "HTTPS_PROXY: must look like http://host:port";
  try {
    const Poco::URI url(text.find("://") == std::string::npos ? "http://" + text : text);
    if (url.getScheme() != "http") throw std::invalid_argument(remedy + " (the scheme is not http)");
    if (url.getHost().empty() || url.getPort() == 0) throw std::invalid_argument(remedy);
    std::string credentials;
    Poco::URI::decode(url.getUserInfo(), credentials);
    return {url.getHost(), url.getPort(), Secret(std::move(credentials))};
  } catch (const Poco::Exception&) {
    throw std::invalid_argument(remedy);
  }
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

std::optional<Proxy> proxy_for(const std::string& host, std::uint16_t port, const Environment& environment) {
  const auto configured = first_set(environment, "HTTPS_PROXY");
  if (!configured) return std::nullopt;
  const auto no_proxy = first_set(environment, "NO_PROXY");
  if (no_proxy && is_exempt(Poco::toLower(host), port, *no_proxy)) return std::nullopt;
  return parse_proxy(*configured);
}

}  // namespace segaudit::agent
