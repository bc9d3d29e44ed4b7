#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "agent/secret.h"

namespace segaudit::agent {

// Why no usable answer came. The names are the reasons of gaps.
enum class Failure { unreachable, timeout, rate_limited, not_permitted, not_found, malformed, too_large, refused, stopped };

std::string to_string(Failure failure);

// No answer, or not one that can be used. From a Transport, what() says what happened and where ("timed out while
// connecting to localhost:443"); SegmentClient adds path and attempt. Never the token.
class TransportError : public std::runtime_error {
 public:
  TransportError(Failure failure, const std::string& what) : std::runtime_error(what), failure_(failure) {}
  Failure failure() const { return failure_; }

 private:
  Failure failure_;
};

// What to ask. There is no method and no body: whoever holds a Transport can only GET.
struct Request {
  std::string path;                                        // "/sources", segments already percent-encoded
  std::vector<std::pair<std::string, std::string>> query;  // not yet encoded, in order
  std::string accept = "application/json";
};

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // decompressed
};

// One request, one answer: the seam to the network. Implementations may be called from several threads at once.
// Throws TransportError when no complete answer came before the deadline, or when a stop was requested.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Response get(const Request& request, std::chrono::steady_clock::time_point deadline, std::stop_token stop) = 0;
};

}  // namespace segaudit::agent
