#include "tests/simulator/simulator.h"

#include <algorithm>
#include <charconv>

#include "tests/simulator/accept.h"
#include "tests/simulator/answer.h"
#include "tests/simulator/commands.h"
#include "tests/simulator/fault_effect.h"
#include "tests/simulator/fixture.h"
#include "tests/simulator/generate.h"

namespace segaudit::simulator {

namespace {

// A page of more than 200 items costs more than one point, as costly requests do.
long points_of(const Target& target) {
  const std::string count = target.parameter("pagination.count").value_or("1");
  long items = 1;
  std::from_chars(count.data(), count.data() + count.size(), items);
  return 1 + std::clamp(items - 1, 0L, 999L) / 200;
}

void add_rate_headers(Reply& reply, const RateState& state) {
  reply.headers.emplace_back("X-RateLimit-Consumed", std::to_string(state.consumed));
  reply.headers.emplace_back("X-RateLimit-Remaining", std::to_string(state.remaining));
  reply.headers.emplace_back("X-RateLimit-Reset", http_date(state.reset));
}

PageTweak tweak_of(const std::optional<FaultRule>& fault) {
  if (!fault) return {};
  return {fault->kind == FaultKind::kPageLoop, fault->kind == FaultKind::kShift ? fault->by : 0};
}

void fill(Workspace& workspace, const Options& options) {
  if (options.scale) {
    generate_workspace(*options.scale, options.clock(), workspace);
  } else {
    load_fixture(options.fixture.empty() ? default_fixture() : options.fixture, options.clock(), workspace);
  }
}

bool is_json(const Reply& reply) { return reply.content_type == "application/json"; }

}  // namespace

Simulator::Simulator(Options options)
    : options_(std::move(options)),
      pristine_(options_.clock),
      workspace_(options_.clock),
      rate_limit_(options_.points_per_minute) {
  fill(pristine_, options_);
  workspace_.replace_by(pristine_);
}

void Simulator::reset() {
  workspace_.replace_by(pristine_);
  faults_.clear();
  requests_.clear();
  rate_limit_.reset();
}

Reply Simulator::handle(const Request& request) {
  const auto target = parse_target(request.target);
  if (!target) return error_reply(400, {"BadRequest", "the request target cannot be decoded"});
  if (!target->segments.empty() && target->segments.front() == "simulator") {
    return run_command(*this, request, *target);
  }
  return api_reply(request, *target);
}

Reply Simulator::api_reply(const Request& request, const Target& target) {
  const auto match = match_route(target.segments);
  const std::string operation(match ? match->route->operation : "unknown");
  const std::string endpoint(match ? std::string(match->route->path) : target.path);
  const auto fault = faults_.next(operation, endpoint, target.path);
  auto reply = fault ? replacement(*fault) : std::nullopt;
  if (!reply) {
    reply = checked_answer(request, target, match, fault);
    if (fault) reply = spoiled(*fault, std::move(*reply));
  }
  requests_.add(operation, endpoint, reply->status);
  return std::move(*reply);
}

// The checks in the order in which the API makes them.
Reply Simulator::checked_answer(const Request& request, const Target& target, const std::optional<RouteMatch>& match,
                                const std::optional<FaultRule>& fault) {
  if (request.header("authorization") != "Bearer " + options_.token) {
    return error_reply(401, {"Unauthorized", "missing or invalid token"});
  }
  if (!match) return not_found("no such endpoint");
  if (request.method != "GET") return error_reply(405, {"MethodNotAllowed", "this simulator answers GET only"});
  RateState state;
  if (auto refused = refused_by_rate(*match, target, state)) return std::move(*refused);
  const auto type = negotiated_type(request.header("accept"), match->route->stabilities);
  if (!type) return error_reply(406, {"NotAcceptable", "this endpoint has no such version", "Accept"});
  Reply reply = answer(workspace_, *match, target, request, {options_.page_limit, tweak_of(fault)});
  if (reply.status < 300 && is_json(reply)) {
    reply.content_type = *type;
    add_rate_headers(reply, state);
  }
  return reply;
}

std::optional<Reply> Simulator::refused_by_rate(const RouteMatch& match, const Target& target, RateState& state) {
  const TimePoint now = options_.clock();
  const auto& limit = match.route->requests_per_minute;
  if (options_.endpoint_limits && limit) {
    const RateState endpoint = rate_limit_.take_endpoint(std::string(match.route->operation), *limit, now);
    if (!endpoint.allowed) return rate_limited_bare();
  }
  state = rate_limit_.take(points_of(target), now);
  if (state.allowed) return std::nullopt;
  return rate_limited_with_wait(state.reset - now, state.consumed);
}

}  // namespace segaudit::simulator
