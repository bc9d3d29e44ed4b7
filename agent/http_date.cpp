#include "agent/http_date.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>

#include <algorithm>

namespace segaudit::agent {

std::optional<storage::Time> parse_http_date(const std::string& text) {
  Poco::DateTime parsed;
  int zone_seconds = 0;
  // Poco takes words without a single digit for a date.
  if (std::count(text.begin(), text.end(), ':') != 2) return std::nullopt;
  if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::RFC1123_FORMAT, text, parsed, zone_seconds))
    return std::nullopt;
  const std::chrono::microseconds since_epoch(parsed.timestamp().epochMicroseconds());
  return storage::Time(std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch)) -
         std::chrono::seconds(zone_seconds);
}

}  // namespace segaudit::agent
