#include "agent/html.h"

#include <algorithm>

#include "agent/printable.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestText = 4000;

}  // namespace

std::string html(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text, kLongestText)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string html_text(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\n\t");
    lines += html(text.substr(0, end));
    if (end == std::string_view::npos) break;
    lines += text[end];
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string html_paragraphs(std::string_view text) {
  std::string paragraphs;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!line.empty()) paragraphs += "<p>" + html(line) + "</p>";
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return paragraphs;
}

std::string html_time(storage::Time time) {
  const auto to_the_second = std::chrono::floor<std::chrono::seconds>(time);
  const std::string exact = storage::format_time(to_the_second);
  std::string readable = exact.substr(0, exact.size() - 1);
  std::ranges::replace(readable, 'T', ' ');
  return "<time datetime=\"" + exact + "\">" + readable + " UTC</time>";
}

std::string rough_duration(std::chrono::milliseconds duration) {
  using namespace std::chrono;
  const auto in = [&](auto unit, const char* name) {
    return std::to_string(std::max<std::int64_t>(0, duration / unit)) + " " + name;
  };
  if (duration < 2min) return in(1s, "s");
  if (duration < 2h) return in(1min, "min");
  if (duration < 48h) return in(1h, "h");
  return in(24h, "d");
}

}  // namespace segaudit::agent
