#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace segaudit::agent {

// A request that cannot be answered as it was asked. what() is for the client and repeats nothing of the request.
class WebError : public std::runtime_error {
 public:
  WebError(int status, const std::string& what) : std::runtime_error(what), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

// What a client asks for.
struct WebRequest {
  std::string method;
  std::string path;   // as sent, still encoded, without the query
  std::string query;  // as sent, without the question mark
  std::string accept_encoding;
};

inline constexpr std::size_t kLongestTarget = 8 * 1024;  // path and query
inline constexpr std::size_t kLongestHead = 16 * 1024;   // request line and header fields

// Reads the head of a request, up to and with its empty line. Throws WebError: 400, 414, 505.
WebRequest read_request(const std::string& head);

// %XX decoded. Throws WebError 400 for a broken escape, for NUL and for what is not UTF-8.
std::string percent_decoded(std::string_view text);

// The query's parameters by name, those with an empty value as well. Throws WebError 400 for a name that is not among
// the known ones (separated by spaces) or comes twice, and for a value that is too long or cannot be decoded.
std::map<std::string, std::string> parameters_of(const WebRequest& request, std::string_view known);

}  // namespace segaudit::agent
