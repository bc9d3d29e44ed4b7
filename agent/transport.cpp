#include "agent/transport.h"

namespace segaudit::agent {

std::string to_string(Failure failure) {
  switch (failure) {
    case Failure::unreachable:
      return "unreachable";
    case Failure::timeout:
      return "timeout";
    case Failure::rate_limited:
      return "rate_limited";
    case Failure::not_permitted:
      return "not_permitted";
    case Failure::not_found:
      return "not_found";
    case Failure::malformed:
      return "malformed";
    case Failure::too_large:
      return "too_large";
    case Failure::refused:
      return "refused";
    case Failure::stopped:
      return "stopped";
  }
  return "unknown";
}

}  // namespace segaudit::agent
