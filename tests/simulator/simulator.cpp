#include "tests/simulator/simulator.h"

#include "tests/simulator/accept.h"
#include "tests/simulator/answer.h"
#include "tests/simulator/commands.h"
#include "tests/simulator/fault_effect.h"
#include "tests/simulator/fixture.h"
#include "tests/simulator/generate.h"
#include "tests/simulator/gzip.h"

namespace segaudit::simulator {

namespace {

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
    generate_workspace(*options.scale, options.seed, options.clock(), workspace);
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
      rate_limit_(options_.points_per_minute),
      authorization_("Bearer " + options_.token) {
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
  const auto asked = prepared_.ask(request.target);
  if (!asked) return error_reply(400, {"BadRequest", "the request target cannot be decoded"});
  const Target& target = asked->target();
  if (!target.segments.empty() && target.segments.front() == "simulator") {
    return run_command(*this, request, target);
  }
  return api_reply(request, *asked);
}

Reply Simulator::api_reply(const Request& request, const Asked& asked) {
  const Route* route = asked.match() ? asked.match()->route : nullptr;
  const std::string_view operation = route ? route->operation : "unknown";
  const std::string_view endpoint = route ? route->path : std::string_view(asked.target().path);
  const auto fault = faults_.next(operation, endpoint, asked.target().path);
  auto reply = fault ? replacement(*fault) : std::nullopt;
  if (!reply) {
    reply = checked_answer(request, asked, fault);
    if (fault) reply = spoiled(*fault, std::move(*reply));
  }
  requests_.add(operation, endpoint, reply->status);
  return std::move(*reply);
}

// The checks in the order in which the API makes them.
Reply Simulator::checked_answer(const Request& request, const Asked& asked, const std::optional<FaultRule>& fault) {
  if (request.header("authorization") != authorization_) {
    return error_reply(401, {"Unauthorized", "missing or invalid token"});
  }
  const auto& match = asked.match();
  if (!match) return not_found("no such endpoint");
  if (request.method != "GET") return error_reply(405, {"MethodNotAllowed", "this simulator answers GET only"});
  RateState state;
  if (auto refused = refused_by_rate(asked, state)) return std::move(*refused);
  const auto type = negotiated_type(request.header("accept"), match->route->stabilities);
  if (!type) return error_reply(406, {"NotAcceptable", "this endpoint has no such version", "Accept"});
  Reply reply = !fault && asked.can_be_prepared()
                    ? prepared_answer(request, asked)
                    : answer(workspace_, *match, asked.target(), request, {options_.page_limit, tweak_of(fault)});
  if (reply.status < 300 && is_json(reply)) {
    reply.content_type = *type;
    add_rate_headers(reply, state);
  }
  return reply;
}

std::optional<Reply> Simulator::refused_by_rate(const Asked& asked, RateState& state) {
  const TimePoint now = options_.clock();
  const Route& route = *asked.match()->route;
  if (options_.endpoint_limits && route.requests_per_minute) {
    const RateState endpoint = rate_limit_.take_endpoint(std::string(route.operation), *route.requests_per_minute, now);
    if (!endpoint.allowed) return rate_limited_bare();
  }
  state = rate_limit_.take(asked.points(), now);
  if (state.allowed) return std::nullopt;
  return rate_limited_with_wait(state.reset - now, state.consumed);
}

Reply Simulator::prepared_answer(const Request& request, const Asked& asked) {
  const Route& route = *asked.match()->route;
  const bool packs = request.accepts_gzip();
  // Before the workspace is read: what changes in between is rendered again for the next request.
  const std::uint64_t version = workspace_.version(*find_kind(route.kind), route.edge_kind);
  Rendered rendered = asked.rendered(version).value_or(Rendered{version});
  if (packs ? !rendered.packed : !rendered.body) {
    Reply reply = answer(workspace_, *asked.match(), asked.target(), request, {options_.page_limit, {}});
    if (reply.status != 200) return reply;
    rendered.body = std::make_shared<const std::string>(std::move(reply.body));
    if (packs) rendered.packed = std::make_shared<const std::string>(gzipped(*rendered.body));
    asked.keep(rendered);
  }
  Reply reply;
  if (packs) {
    reply.packed = std::move(rendered.packed);
  } else {
    reply.body = *rendered.body;
  }
  return reply;
}

}  // namespace segaudit::simulator
