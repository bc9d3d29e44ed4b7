#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace segaudit::agent {

// Overwrites everything that the string has room for, and leaves it empty.
void wipe(std::string& text);

// Text that holds a token or a password for as long as it is needed; wiped when it goes, also by an exception.
class WipedText {
 public:
  explicit WipedText(std::string text) : text_(std::move(text)) {}
  WipedText(const WipedText&) = delete;
  WipedText& operator=(const WipedText&) = delete;
  ~WipedText() { wipe(text_); }

  std::string& text() { return text_; }  // must not grow: what it grew out of would stay behind
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace segaudit::agent
