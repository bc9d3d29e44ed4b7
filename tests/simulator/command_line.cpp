#include "tests/simulator/command_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace segaudit::simulator {

const std::string_view kUsage =
    R"(segment-simulator: a local Segment Public API with a workspace that can be changed while it runs

  --listen 127.0.0.1:PORT   loopback only; port 0 (default) takes any free one
  --token TOKEN             the bearer token it accepts (default simulator-token)
  --fixture DIR             workspace to serve (default: the fixture of the source tree)
  --scale SOURCES,DESTINATIONS,PLANS,RULES,USERS
                            a generated workspace instead; RULES are those of each plan;
                            with them come Meta ids, filters, subscriptions, warehouses,
                            functions, transformations, groups, roles, labels and invites
  --seed N                  another generated workspace of the same size (default 1);
                            equal values give equal workspaces
  --rate-limit N            points per minute (default: none)
  --endpoint-limits         apply the published limits of single endpoints
  --page-limit N            largest pagination.count, 1 to 1000 (default 200)
  --help

Prints "listening on URL" once it answers; ends on SIGTERM or SIGINT.
)";

namespace {

constexpr std::size_t kAnySeed = std::numeric_limits<std::size_t>::max();

std::size_t number(std::string_view option, std::string_view text, std::size_t low, std::size_t high) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < low || value > high) {
    throw UsageError(std::string(option) + ": a number from " + std::to_string(low) + " to " + std::to_string(high) +
                     " expected, not \"" + std::string(text) + "\"");
  }
  return value;
}

void set_listen(Options& options, const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) throw UsageError("--listen: ADDRESS:PORT expected, not \"" + text + "\"");
  options.host = text.substr(0, colon);
  if (options.host == "localhost") options.host = "127.0.0.1";
  if (options.host.starts_with('[') && options.host.ends_with(']')) {
    options.host = options.host.substr(1, options.host.size() - 2);
  }
  options.port = static_cast<std::uint16_t>(number("--listen", text.substr(colon + 1), 0, 65535));
}

Scale parse_scale(std::string_view text) {
  constexpr std::size_t kMost = 1'000'000;
  Scale scale;
  const std::array parts{&scale.sources, &scale.destinations, &scale.plans, &scale.rules, &scale.users};
  if (std::ranges::count(text, ',') + 1 != static_cast<long>(parts.size())) {
    throw UsageError("--scale: SOURCES,DESTINATIONS,PLANS,RULES,USERS expected, not \"" + std::string(text) + "\"");
  }
  for (std::size_t* const part : parts) {
    const auto comma = std::min(text.find(','), text.size());
    *part = number("--scale", text.substr(0, comma), 0, kMost);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  if (scale.destinations > 0 && scale.sources == 0) throw UsageError("--scale: destinations need sources");
  return scale;
}

void set_option(Options& options, const std::string& name, const std::string& value) {
  if (name == "--listen")
    set_listen(options, value);
  else if (name == "--token")
    options.token = value;
  else if (name == "--fixture")
    options.fixture = value;
  else if (name == "--scale")
    options.scale = parse_scale(value);
  else if (name == "--seed")
    options.seed = number(name, value, 0, kAnySeed);
  else if (name == "--rate-limit")
    options.points_per_minute = static_cast<long>(number(name, value, 1, 1'000'000'000));
  else if (name == "--page-limit")
    options.page_limit = number(name, value, 1, 1000);
  else
    throw UsageError("no option is called " + name);
}

}  // namespace

CommandLine parse_command_line(std::span<const std::string> arguments) {
  CommandLine result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--help" || name == "-h") {
      result.help = true;
    } else if (name == "--endpoint-limits") {
      result.options.endpoint_limits = true;
    } else if (const auto equals = name.find('='); name.starts_with("--") && equals != std::string::npos) {
      set_option(result.options, name.substr(0, equals), name.substr(equals + 1));
    } else if (i + 1 == arguments.size()) {
      throw UsageError(name + (name.starts_with("--") ? ": unknown or without a value" : ": no such argument"));
    } else {
      set_option(result.options, name, arguments[++i]);
    }
  }
  return result;
}

}  // namespace segaudit::simulator
