#include "tests/simulator/reply.h"

#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

Reply error_reply(int status, const ApiError& error) {
  Reply reply;
  reply.status = status;
  reply.body = R"({"errors":[{"type":)" + json_string(error.type) + R"(,"message":)" + json_string(error.message);
  if (!error.field.empty()) reply.body += R"(,"field":)" + json_string(error.field);
  reply.body += "}]}";
  return reply;
}

Reply not_found(std::string_view message) { return error_reply(404, {"NotFound", message}); }

Reply invalid_parameter(std::string_view field, std::string_view message) {
  return error_reply(422, {"ValidationFailure", message, field});
}

Reply rate_limited_with_wait(std::chrono::milliseconds wait, long consumed) {
  Reply reply;
  reply.status = 429;
  reply.body = R"({"errors":[{"type":"RequestError","message":"Too many requests","data":{"remainingPoints":0,)"
               R"("msBeforeNext":)" +
               std::to_string(wait.count()) + R"(,"consumedPoints":)" + std::to_string(consumed) + "}}]}";
  return reply;
}

Reply rate_limited_bare() { return error_reply(429, {"RateLimited", "Rate limit exceeded"}); }

}  // namespace segaudit::simulator
