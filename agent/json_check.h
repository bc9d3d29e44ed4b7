#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace segaudit::agent {

// Checks whole documents before anything else reads them. Keeps its memory between documents; one thread at a time.
class JsonCheck {
 public:
  explicit JsonCheck(std::size_t deepest);
  ~JsonCheck();

  // What is wrong with the text, in a few words; nothing: it is JSON in UTF-8 that nlohmann/json reads as well. May
  // enlarge the text's capacity, never its content.
  std::optional<std::string> problem_of(std::string& text);

 private:
  struct Parser;
  const std::size_t deepest_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace segaudit::agent
