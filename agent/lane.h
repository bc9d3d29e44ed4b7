#pragma once

namespace segaudit::agent {

// What a request is for, and so which points it may use up.
enum class Lane {
  urgent,  // whose workspace this is, the audit trail, and what it names: never kept waiting by the other lane
  sweep,   // everything else
};

}  // namespace segaudit::agent
