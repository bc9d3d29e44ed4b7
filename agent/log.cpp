#include "agent/log.h"

#include <unistd.h>

#include <cerrno>

namespace segaudit::agent {

Log::Log(LogOptions options, const Clock& clock, Sink sink)
    : clock_(clock), sink_(std::move(sink)), options_(options) {}

void Log::set_options(LogOptions options) {
  const std::lock_guard lock(mutex_);
  options_ = options;
}

void Log::debug(std::string_view message, const LogFields& fields) { write(LogLevel::debug, message, fields); }
void Log::info(std::string_view message, const LogFields& fields) { write(LogLevel::info, message, fields); }
void Log::warning(std::string_view message, const LogFields& fields) { write(LogLevel::warning, message, fields); }
void Log::error(std::string_view message, const LogFields& fields) { write(LogLevel::error, message, fields); }

void Log::write(LogLevel level, std::string_view message, const LogFields& fields) {
  const std::lock_guard lock(mutex_);
  if (level < options_.level) return;
  // Inside the lock, so that times never go back from one line to the next.
  sink_(log_line(options_.format, clock_.now(), level, message, fields) + "\n");
}

Log::Sink descriptor_sink(int descriptor) {
  return [descriptor](std::string_view line) {
    while (!line.empty()) {
      const ssize_t written = ::write(descriptor, line.data(), line.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      line.remove_prefix(std::size_t(written));
    }
  };
}

}  // namespace segaudit::agent
