#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "agent/fingerprint.h"

namespace segaudit::agent {

// An answer that is not what the API promises. what() says what is wrong and is safe to print.
class PageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The member that should hold the items is null.
class NullPageError : public PageError {
 public:
  using PageError::PageError;
};

// One answer of the API, cut into its items. The items are raw JSON, so that one that did not change is recognised by
// its bytes without being parsed. They lie inside `body` and live as long as it.
struct Page {
  std::shared_ptr<const std::string> body;
  std::vector<std::string_view> items;
  std::optional<std::string> next;  // cursor of the next page; nothing: this is the last one
  Fingerprint bytes;                // of the body; only where pages may be recognised
  bool recognised = false;          // the same answer as at that place before: not cut, no items
};

// An answer that was read before.
struct KnownPage {
  Fingerprint bytes;
  std::optional<std::string> next;
};

// Deepest nesting that we accept, the answer's own envelope included.
inline constexpr std::size_t kDeepestJson = 64;

// Cuts answers into items. Keeps its memory between answers; one thread at a time.
class PageSlicer {
 public:
  PageSlicer();
  ~PageSlicer();

  // Cuts `data.<member>`: an array of objects or strings into its elements, one object into one item. Without a member,
  // `data` itself is the item. Throws PageError for anything that is not valid JSON in UTF-8, is nested too deeply, has
  // no such member, or has one of the members read here twice. After it, every item is valid JSON.
  Page slice(std::string body, std::string_view member);

 private:
  struct Parsers;
  std::unique_ptr<Parsers> parsers_;
};

}  // namespace segaudit::agent
