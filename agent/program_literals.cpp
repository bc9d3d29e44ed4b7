#include "agent/program_literals.h"

#include <algorithm>

namespace segaudit::agent {
namespace {

constexpr std::size_t kFarthestBack = 128;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_one_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

class Scanner {
 public:
  Scanner(std::string_view program, const std::function<void(const ProgramLiteral&)>& each)
      : program_(program), each_(each) {}

  void run() {
    while (at_ < program_.size()) step();
  }

 private:
  enum class Comment { none, line, block };

  void step() {
    const char c = program_[at_];
    if (c == '\n' && comment_ == Comment::line) comment_ = Comment::none;
    if (c == '\'' || c == '"' || (c == '`' && comment_ == Comment::none)) return literal(c);
    if (c == '*' && comment_ == Comment::block && follows('/')) {
      comment_ = Comment::none;
      at_ += 2;
      return;
    }
    if (c == '/' && comment_ == Comment::none) return slash();
    if (!is_space(c)) last_ = c;
    ++at_;
  }

  bool follows(char c) const { return at_ + 1 < program_.size() && program_[at_ + 1] == c; }

  // A comment, a regular expression, or a division.
  void slash() {
    if (follows('/') || follows('*')) {
      comment_ = follows('/') ? Comment::line : Comment::block;
      at_ += 2;
    } else if (is_one_of(last_, "(,=:[!&|?{};\n")) {
      regular_expression();
    } else {
      last_ = '/';
      ++at_;
    }
  }

  void regular_expression() {
    bool in_class = false;
    for (++at_; at_ < program_.size() && program_[at_] != '\n'; ++at_) {
      const char c = program_[at_];
      if (c == '\\')
        ++at_;
      else if (c == '[')
        in_class = true;
      else if (c == ']')
        in_class = false;
      else if (c == '/' && !in_class) {
        ++at_;
        break;
      }
    }
    last_ = ')';  // like a value: what follows is no regular expression
  }

  void literal(char quote) {
    const std::size_t opening = at_++;
    ProgramLiteral literal;
    while (at_ < program_.size() && program_[at_] != quote && !ends_without_quote(quote)) {
      if (program_[at_] == '\\')
        ++at_;
      else if (quote == '`' && program_[at_] == '$' && follows('{'))
        literal.has_expressions = true;
      ++at_;
    }
    const std::size_t end = std::min(at_, program_.size());
    const bool closed = end < program_.size() && program_[end] == quote;
    at_ = closed ? end + 1 : end;
    if (closed) {
      literal.value = program_.substr(opening + 1, end - opening - 1);
      literal.name = name_before(opening);
      each_(literal);
      previous_ = literal.value;
      previous_end_ = at_;
    }
    last_ = quote;
  }

  // An apostrophe in a comment opens no string.
  bool ends_without_quote(char quote) const {
    return (quote != '`' && program_[at_] == '\n') ||
           (comment_ == Comment::block && program_[at_] == '*' && follows('/'));
  }

  // The text before a literal, back to where its expression begins. An argument is named by the one before it:
  // set("api-key", "...").
  std::string_view name_before(std::size_t opening) const {
    std::size_t end = opening;
    const std::size_t farthest = opening > kFarthestBack ? opening - kFarthestBack : 0;
    while (end > farthest && is_space(program_[end - 1])) --end;
    if (end == farthest || !is_one_of(program_[end - 1], "=:|?(,+[&")) return {};
    if (program_[end - 1] == ',') {
      std::size_t before = end - 1;
      while (before > farthest && is_space(program_[before - 1])) --before;
      return before == previous_end_ ? previous_ : std::string_view();
    }
    std::size_t begin = end;
    while (begin > farthest && !is_one_of(program_[begin - 1], ";{},\n")) --begin;
    return program_.substr(begin, end - begin);
  }

  std::string_view program_;
  const std::function<void(const ProgramLiteral&)>& each_;
  std::size_t at_ = 0;
  Comment comment_ = Comment::none;
  char last_ = '\n';  // the last character that was no space, outside of literals
  std::string_view previous_;
  std::size_t previous_end_ = std::string_view::npos;
};

}  // namespace

void for_each_literal(std::string_view program, const std::function<void(const ProgramLiteral&)>& each) {
  Scanner(program, each).run();
}

}  // namespace segaudit::agent
