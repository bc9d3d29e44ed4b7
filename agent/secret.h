#pragma once

#include <string>
#include <utility>

namespace segaudit::agent {

// A token. It has no stream operator and no conversion, so it cannot reach a log line or an error text by accident;
// its memory is wiped when it goes. reveal() is called in one place only: where the Authorization header is written.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

}  // namespace segaudit::agent
