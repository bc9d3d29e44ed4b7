#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/catalogue.h"
#include "agent/transport.h"
#include "tests/agent/marks.h"

namespace segaudit::tests {

// Rewrites the answers of another transport: every string of every item carries a mark of its field, and every object
// has an unknown text, an unknown object and an unknown list more. Only what the agent needs to find its way stays:
// ids, cursors, and what children are asked by.
class MarkedTransport final : public agent::Transport {
 public:
  MarkedTransport(agent::Transport& inner, Marks& marks) : inner_(inner), marks_(marks) {}

  agent::Response get(const agent::Request& request, std::chrono::steady_clock::time_point deadline,
                      std::stop_token stop) override;

  // Which marks; 0: none, answers pass as they are. Not while requests are under way.
  int generation = 1;
  // Answers in place of the inner transport where it returns something.
  std::function<std::optional<agent::Response>(const agent::Request&)> instead;

 private:
  agent::Transport& inner_;
  Marks& marks_;
};

}  // namespace segaudit::tests
