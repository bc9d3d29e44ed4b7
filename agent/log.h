#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/clock.h"
#include "agent/log_options.h"

namespace segaudit::agent {

// What an event is about: {"workspace", "acme"}, {"requests", 12}.
struct LogField {
  using Value = std::variant<std::string, std::int64_t, double, bool>;

  LogField(std::string name, std::string_view text) : key(std::move(name)), value(std::string(text)) {}
  LogField(std::string name, const char* text) : key(std::move(name)), value(std::string(text)) {}
  LogField(std::string name, const std::string& text) : key(std::move(name)), value(text) {}
  LogField(std::string name, bool answer) : key(std::move(name)), value(answer) {}
  LogField(std::string name, double number) : key(std::move(name)), value(number) {}
  template <std::integral Number>
  LogField(std::string name, Number number) : key(std::move(name)), value(std::int64_t(number)) {}

  std::string key;  // a-z, 0-9, _
  Value value;
};

using LogFields = std::vector<LogField>;

// One line without its line break, of printable characters only. Text of foreign origin stays data: quotes, line
// breaks, terminal escapes and characters that turn the writing direction are escaped, long logfmt values are cut.
// Pure.
std::string log_line(LogFormat format, storage::Time time, LogLevel level, std::string_view message,
                     const LogFields& fields);

// Writes one line per event. Any thread; lines never mix. A line that cannot be written is lost: a log that nobody
// reads must not stop the agent.
class Log {
 public:
  // Gets a line with its line break.
  using Sink = std::function<void(std::string_view line)>;

  // The clock outlives the log.
  Log(LogOptions options, const Clock& clock, Sink sink);

  void set_options(LogOptions options);  // after a reload

  void debug(std::string_view message, const LogFields& fields = {});
  void info(std::string_view message, const LogFields& fields = {});
  void warning(std::string_view message, const LogFields& fields = {});
  void error(std::string_view message, const LogFields& fields = {});

 private:
  void write(LogLevel level, std::string_view message, const LogFields& fields);

  const Clock& clock_;
  const Sink sink_;
  std::mutex mutex_;
  LogOptions options_;
};

// Writes to a file descriptor, such as 2. The descriptor stays the caller's.
Log::Sink descriptor_sink(int descriptor);

}  // namespace segaudit::agent
