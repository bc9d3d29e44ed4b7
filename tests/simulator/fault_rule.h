// One injected fault, as `POST /simulator/faults` takes it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace segaudit::simulator {

enum class FaultKind {
  kStatus,       // this status with an error envelope, or `body`
  kRateLimit,    // 429; shape "wait" (msBeforeNext) or "bare"
  kLatency,      // the true answer, `ms` later
  kHang,         // nothing is ever sent
  kReset,        // the connection is reset before the first byte
  kTruncate,     // the connection ends after `bytes` of the body that the headers promised
  kMalformed,    // 200 with a body that is cut in the middle of its JSON
  kContentType,  // the true answer under another content type
  kHtml,         // 200 with a page for people, as proxies send
  kDrip,         // `bytes` of the body every `ms`
  kOversized,    // the true answer followed by `bytes` of white space
  kRedirect,     // 302 to `location`
  kPageLoop,     // the next cursor is the one that was asked with
  kShift,        // items moved while paging: `by` > 0 are skipped, `by` < 0 repeated at each page border
};

struct FaultRule {
  // An operation ("listSources"), an endpoint with its placeholders ("/sources/{sourceId}"), or a path pattern in
  // which * stands for anything within one segment and ** for anything.
  std::string endpoint = "**";
  FaultKind kind = FaultKind::kStatus;
  // How many requests it hits; absent: until the faults are cleared.
  std::optional<long> times = std::nullopt;
  // How many matching requests pass unharmed first.
  long after = 0;
  int status = 500;
  // Of a status fault; absent: an error envelope.
  std::optional<std::string> body = std::nullopt;
  std::string content_type = "text/plain";
  // Of a rate-limit fault.
  std::string shape = "wait";
  std::chrono::milliseconds wait{1000};
  std::size_t bytes = 100;
  std::string location = "/moved";
  int by = 1;
};

// Throws BadJson naming the unknown or mistyped member.
FaultRule parse_fault_rule(std::string_view json);
std::string to_json(const FaultRule& rule);

// Whether the rule concerns a request to this operation, endpoint and path.
bool concerns(const FaultRule& rule, std::string_view operation, std::string_view endpoint, std::string_view path);

}  // namespace segaudit::simulator
