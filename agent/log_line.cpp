#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "agent/json_output.h"
#include "agent/log.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestValue = 2048;  // bytes; an API's error text may be a whole page

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      break;
  }
  return "error";
}

std::string with_backslashes(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// A backslash that was there before is doubled, so an escape cannot be faked.
std::string logfmt_text(std::string_view text) {
  const std::string escaped = printable(with_backslashes(text), kLongestValue);
  const bool is_plain = !text.empty() && escaped == text && text.find_first_of(" =") == std::string_view::npos;
  return is_plain ? escaped : '"' + escaped + '"';
}

struct LogfmtValue {
  std::string operator()(const std::string& text) const { return logfmt_text(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool answer) const { return answer ? "true" : "false"; }
  std::string operator()(double number) const {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return {buffer.data(), end};
  }
};

std::string logfmt_line(const std::string& time, LogLevel level, std::string_view message, const LogFields& fields) {
  std::string line = "ts=" + time + " level=" + std::string(name_of(level)) + " msg=" + logfmt_text(message);
  for (const auto& field : fields) line += " " + field.key + "=" + std::visit(LogfmtValue(), field.value);
  return line;
}

std::string json_line(const std::string& time, LogLevel level, std::string_view message, const LogFields& fields) {
  nlohmann::ordered_json line = {{"ts", time}, {"level", name_of(level)}, {"msg", message}};
  for (const auto& field : fields) std::visit([&](const auto& value) { line[field.key] = value; }, field.value);
  return without_control_characters(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

std::string log_line(LogFormat format, storage::Time time, LogLevel level, std::string_view message,
                     const LogFields& fields) {
  const std::string at = storage::format_time(time);
  return format == LogFormat::json ? json_line(at, level, message, fields) : logfmt_line(at, level, message, fields);
}

}  // namespace segaudit::agent
