#include "tests/simulator/fault_effect.h"

#include <string>

namespace segaudit::simulator {

namespace {

constexpr std::string_view kPage =
    "<!DOCTYPE html><html><head><title>Service maintenance</title></head>"
    "<body><h1>We will be back shortly</h1></body></html>";

Reply status_reply(const FaultRule& rule) {
  if (!rule.body) return error_reply(rule.status, {"RequestError", "an injected fault"});
  Reply reply;
  reply.status = rule.status;
  reply.content_type = rule.content_type;
  reply.body = *rule.body;
  return reply;
}

Reply redirect_reply(const FaultRule& rule) {
  Reply reply;
  reply.status = 302;
  reply.headers.emplace_back("Location", rule.location);
  reply.body = "{}";
  return reply;
}

Reply manner_reply(Delivery::Manner manner) {
  Reply reply;
  reply.status = 0;
  reply.delivery.manner = manner;
  return reply;
}

}  // namespace

std::optional<Reply> replacement(const FaultRule& rule) {
  switch (rule.kind) {
    case FaultKind::kStatus:
      return status_reply(rule);
    case FaultKind::kRateLimit:
      return rule.shape == "bare" ? rate_limited_bare() : rate_limited_with_wait(rule.wait, 21);
    case FaultKind::kRedirect:
      return redirect_reply(rule);
    case FaultKind::kHang:
      return manner_reply(Delivery::Manner::kHang);
    case FaultKind::kReset:
      return manner_reply(Delivery::Manner::kReset);
    default:
      return std::nullopt;
  }
}

Reply spoiled(const FaultRule& rule, Reply reply) {
  switch (rule.kind) {
    case FaultKind::kLatency:
      reply.delivery.delay = rule.wait;
      break;
    case FaultKind::kTruncate:
      reply.delivery.manner = Delivery::Manner::kTruncate;
      reply.delivery.bytes = rule.bytes;
      break;
    case FaultKind::kMalformed:
      reply.body.resize(reply.body.size() / 2);
      break;
    case FaultKind::kContentType:
      reply.content_type = rule.content_type;
      break;
    case FaultKind::kHtml:
      reply.content_type = "text/html; charset=utf-8";
      reply.body = kPage;
      break;
    case FaultKind::kDrip:
      reply.delivery.manner = Delivery::Manner::kDrip;
      reply.delivery.bytes = rule.bytes;
      reply.delivery.pause = rule.wait;
      break;
    case FaultKind::kOversized:
      reply.body.append(rule.bytes, ' ');
      break;
    default:
      break;
  }
  return reply;
}

}  // namespace segaudit::simulator
