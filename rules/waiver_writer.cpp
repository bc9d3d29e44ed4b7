#include "rules/waiver_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace segaudit::rules {
namespace {

// What YAML takes as it is, wherever it stands as a value.
bool is_plain(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '/';
  };
  const bool means_nothing = text == "null" || text == "Null" || text == "NULL";
  return !text.empty() && text.front() != '-' && !means_nothing && std::ranges::all_of(text, fits);
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      std::array<char, 8> buffer{};
      std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned char>(c));
      result += buffer.data();
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string value(const std::string& text) { return is_plain(text) ? text : quoted(text); }

// One line, whatever it holds: some readers of YAML end a line at more characters than a line break.
std::string comment_line(const std::string& text) {
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view(text).substr(i);
    if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F) {
      line += ' ';
    } else if (rest.starts_with("\xC2\x85")) {
      line += ' ';
      ++i;
    } else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      line += ' ';
      i += 2;
    } else {
      line += text[i];
    }
  }
  return line;
}

}  // namespace

std::string waiver_file(const std::vector<std::string>& head, const std::vector<WrittenWaiver>& waivers) {
  std::string text;
  for (const auto& line : head) text += "# " + comment_line(line) + "\n";
  if (waivers.empty()) return text + "waivers: []\n";
  text += "waivers:\n";
  for (const auto& [waiver, comment] : waivers) {
    text += "  - policy: " + value(waiver.policy) + "\n";
    text += "    resource: " + value(waiver.resource) + (comment.empty() ? "" : "  # " + comment_line(comment)) + "\n";
    if (!waiver.workspace.empty()) text += "    workspace: " + value(waiver.workspace) + "\n";
    text += "    reason: " + quoted(waiver.reason) + "\n";
    text += "    owner: " + value(waiver.owner) + "\n";
    text += "    expires: " + value(waiver.until) + "\n";
    if (!waiver.bound_to.empty()) text += "    bound_to: " + value(waiver.bound_to) + "\n";
  }
  return text;
}

}  // namespace segaudit::rules
