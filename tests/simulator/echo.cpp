#include "tests/simulator/echo.h"

#include <charconv>

#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

bool is_set(const Target& target, std::string_view name) { return target.parameter(name) == "true"; }

long number(const Target& target, std::string_view name, long otherwise) {
  const auto text = target.parameter(name).value_or("");
  long value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Reply unexpected_error() {
  Reply reply;
  reply.status = 500;
  reply.content_type = "text/plain";
  reply.body = "Internal Server Error";
  return reply;
}

Reply several_errors(int status) {
  Reply reply;
  reply.status = status;
  reply.body = R"({"errors":[{"type":"BadRequest","message":"the first error asked for"},)"
               R"({"type":"BadRequest","message":"the second error asked for"}]})";
  return reply;
}

}  // namespace

Reply echo(const Target& target, const Request& request) {
  const long wanted_status = number(target, "statusCode", 0);
  const int error_status = wanted_status >= 400 && wanted_status <= 599 ? static_cast<int>(wanted_status) : 400;
  if (is_set(target, "triggerUnexpectedError")) return unexpected_error();
  if (is_set(target, "triggerMultipleErrors")) return several_errors(error_status);
  if (is_set(target, "triggerError")) return error_reply(error_status, {"BadRequest", "the error asked for"});
  Reply reply;
  if (wanted_status >= 200 && wanted_status <= 599) reply.status = static_cast<int>(wanted_status);
  reply.delivery.delay = std::chrono::milliseconds{std::max(0L, number(target, "delay", 0))};
  reply.body = R"({"data":{"message":)" + json_string(*target.parameter("message")) + R"(,"method":)" +
               json_string(request.method) + R"(,"headers":{)";
  bool first = true;
  for (const auto& [name, value] : request.headers) {
    reply.body += (first ? "" : ",") + json_string(name) + ":" + json_string(value);
    first = false;
  }
  reply.body += "}}}";
  return reply;
}

}  // namespace segaudit::simulator
