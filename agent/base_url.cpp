#include "agent/base_url.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <stdexcept>

#include "agent/printable.h"
#include "agent/resolver.h"

namespace segaudit::agent {
namespace {

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

Poco::URI parse(const std::string& text) {
  try {
    return Poco::URI(text);
  } catch (const Poco::Exception&) {
    throw std::invalid_argument(printable(text) + " is not a URL: use one like https://api.segmentapis.com");
  }
}

std::string without_credentials(const std::string& text, Poco::URI url) {
  if (url.getUserInfo().empty()) return printable(text);
  url.setUserInfo("***");
  return printable(url.toString());
}

}  // namespace

std::string BaseUrl::authority() const { return bracketed(host) + ":" + std::to_string(port); }

std::string BaseUrl::host_header() const {
  const std::uint16_t own_port = tls ? 443 : 80;
  return port == own_port ? bracketed(host) : authority();
}

BaseUrl parse_base_url(const std::string& text) {
  const Poco::URI url = parse(text);
  const std::string shown = without_credentials(text, url);
  if (url.getScheme() != "https" && url.getScheme() != "http") {
    throw std::invalid_argument(shown + " must begin with https://");
  }
  if (url.getHost().empty()) throw std::invalid_argument(shown + " names no host");
  if (!url.getUserInfo().empty()) {
    throw std::invalid_argument(shown + " contains credentials: remove them, the token is read from its file");
  }
  const bool has_more =
      (!url.getPath().empty() && url.getPath() != "/") || !url.getRawQuery().empty() || !url.getFragment().empty();
  if (has_more) throw std::invalid_argument(shown + " must end after the host and port");
  const bool tls = url.getScheme() == "https";
  if (!tls && !names_loopback(url.getHost())) {
    throw std::invalid_argument(shown +
                                " would send the token unencrypted: use https:// (http is for this machine only)");
  }
  return {tls, url.getHost(), url.getPort()};
}

}  // namespace segaudit::agent
