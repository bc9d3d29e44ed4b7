#include "tests/simulator/prepared.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace segaudit::simulator {

namespace {

// More targets than a large workspace has; beyond them the oldest knowledge is thrown away.
constexpr std::size_t kMostTargets = 200'000;
constexpr std::size_t kLargestPlainBody = 64 * 1024;

long points_of(const Target& target) {
  const std::string count = target.parameter("pagination.count").value_or("1");
  long items = 1;
  std::from_chars(count.data(), count.data() + count.size(), items);
  return 1 + std::clamp(items - 1, 0L, 999L) / 200;
}

}  // namespace

Asked::Asked(Target target)
    : target_(std::move(target)), match_(match_route(target_.segments)), points_(points_of(target_)) {}

bool Asked::can_be_prepared() const {
  if (!match_) return false;
  const Shape shape = match_->route->shape;
  return shape == Shape::kOne || shape == Shape::kFlat || shape == Shape::kPages || shape == Shape::kAll;
}

std::optional<Rendered> Asked::rendered(std::uint64_t version) const {
  const std::scoped_lock lock(mutex_);
  if (rendered_.version != version || (!rendered_.body && !rendered_.packed)) return std::nullopt;
  return rendered_;
}

void Asked::keep(Rendered rendered) const {
  if (rendered.body && rendered.body->size() > kLargestPlainBody) rendered.body.reset();
  const std::scoped_lock lock(mutex_);
  rendered_ = std::move(rendered);
}

std::shared_ptr<const Asked> Prepared::ask(const std::string& text) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto known = asked_.find(text); known != asked_.end()) return known->second;
  }
  auto target = parse_target(text);
  if (!target) return nullptr;
  auto asked = std::make_shared<const Asked>(std::move(*target));
  if (!asked->can_be_prepared()) return asked;
  const std::unique_lock lock(mutex_);
  if (asked_.size() >= kMostTargets) asked_.clear();
  return asked_.try_emplace(text, std::move(asked)).first->second;
}

}  // namespace segaudit::simulator
