#include "storage/model.h"

#include <array>
#include <utility>

namespace segaudit::storage {
namespace {

constexpr std::array<std::pair<ViolationState, const char*>, 4> kViolationStates = {{
    {ViolationState::pending, "pending"},
    {ViolationState::open, "open"},
    {ViolationState::waived, "waived"},
    {ViolationState::resolved, "resolved"},
}};

}  // namespace

std::string to_string(ChangeType type) {
  switch (type) {
    case ChangeType::created: return "created";
    case ChangeType::modified: return "modified";
    case ChangeType::deleted: return "deleted";
    case ChangeType::vanished: return "vanished";
  }
  return {};
}

ChangeType change_type_named(const std::string& name) {
  for (const auto type : {ChangeType::created, ChangeType::modified, ChangeType::deleted, ChangeType::vanished})
    if (to_string(type) == name) return type;
  throw std::out_of_range("no type of change is called " + name);
}

std::string to_string(CollectionState state) {
  switch (state) {
    case CollectionState::complete: return "complete";
    case CollectionState::gap: return "gap";
    case CollectionState::not_available: return "not_available";
  }
  return {};
}

std::string to_string(ViolationState state) {
  for (const auto& [value, name] : kViolationStates)
    if (value == state) return name;
  return {};
}

ViolationState violation_state_named(const std::string& name) {
  for (const auto& [value, text] : kViolationStates)
    if (name == text) return value;
  throw std::out_of_range("no violation state is called " + name);
}

}  // namespace segaudit::storage
