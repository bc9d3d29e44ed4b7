#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segaudit::agent {

inline constexpr const char* kTextType = "text/plain; charset=utf-8";
inline constexpr const char* kJsonType = "application/json";
inline constexpr const char* kHtmlType = "text/html; charset=utf-8";

// What a client gets. Its body is made of parts that stay alive with it, so that a page of many megabytes is not copied
// for each client.
struct WebAnswer {
  int status = 200;
  std::string type;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::vector<std::string_view> parts = {};
  std::vector<std::shared_ptr<const void>> owners = {};

  // Adds a part that lives as long as its owner.
  void add(std::string_view text, std::shared_ptr<const void> owner) {
    parts.push_back(text);
    owners.push_back(std::move(owner));
  }
  void add(std::string text) {
    auto owner = std::make_shared<const std::string>(std::move(text));
    add(std::string_view(*owner), owner);
  }
  std::size_t size() const {
    std::size_t bytes = 0;
    for (const auto part : parts) bytes += part.size();
    return bytes;
  }
};

inline WebAnswer answer_of(int status, const char* type, std::string body) {
  WebAnswer answer{status, type};
  answer.add(std::move(body));
  return answer;
}

inline WebAnswer plain(int status, const std::string& line) { return answer_of(status, kTextType, line + "\n"); }

// Too much at once: the same question is welcome again in a moment.
inline WebAnswer busy() {
  WebAnswer answer = plain(503, "busy: try again in a second");
  answer.headers.emplace_back("Retry-After", "1");
  return answer;
}

// Status line and header fields, with those that keep a browser from doing anything with the page but showing it.
std::string head_of(const WebAnswer& answer);

}  // namespace segaudit::agent
