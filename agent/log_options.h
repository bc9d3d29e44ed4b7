#pragma once

namespace segaudit::agent {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { logfmt, json };

struct LogOptions {
  LogLevel level = LogLevel::info;  // lines below it are not written
  LogFormat format = LogFormat::logfmt;
  bool operator==(const LogOptions&) const = default;
};

}  // namespace segaudit::agent
