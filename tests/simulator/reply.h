// What is sent back: a value, so that it can be inspected and spoiled before a socket is involved.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segaudit::simulator {

// How the bytes leave, for faults below the level of HTTP.
struct Delivery {
  enum class Manner { kNormal, kHang, kReset, kTruncate, kDrip };
  Manner manner = Manner::kNormal;
  // Before the first byte.
  std::chrono::milliseconds delay{0};
  // kTruncate: body bytes sent before the connection is closed; the headers promise all of them.
  // kDrip: body bytes per step.
  std::size_t bytes = 1;
  // kDrip: pause between steps.
  std::chrono::milliseconds pause{100};
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  // The body compressed, in place of the plain one; only for clients that accept gzip.
  std::shared_ptr<const std::string> packed = {};
  Delivery delivery = {};
};

// One entry of an error envelope.
struct ApiError {
  std::string_view type;
  std::string_view message;
  // The offending input; empty: not named.
  std::string_view field = {};
};

// {"errors":[…]}
Reply error_reply(int status, const ApiError& error);
Reply not_found(std::string_view message);
Reply invalid_parameter(std::string_view field, std::string_view message);

// The two documented 429 bodies: with the wait in `data.msBeforeNext`, or bare.
Reply rate_limited_with_wait(std::chrono::milliseconds wait, long consumed);
Reply rate_limited_bare();

}  // namespace segaudit::simulator
