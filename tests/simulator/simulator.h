// The simulated API without sockets: one request in, one reply out. Tests that need thousands of requests use it
// directly; Server puts it on loopback. Every function may be called from any thread.
#pragma once

#include "tests/simulator/faults.h"
#include "tests/simulator/options.h"
#include "tests/simulator/prepared.h"
#include "tests/simulator/rate_limit.h"
#include "tests/simulator/reply.h"
#include "tests/simulator/request_log.h"
#include "tests/simulator/routes.h"
#include "tests/simulator/target.h"
#include "tests/simulator/workspace.h"

namespace segaudit::simulator {

class Simulator {
 public:
  // Throws FixtureError when the fixture cannot be read.
  explicit Simulator(Options options);

  // Answers API requests and the commands under /simulator/. Status 0: the delivery says that nothing is answered.
  Reply handle(const Request& request);

  // Back to the workspace as started, without audit events for it; faults, counts and rate windows are cleared.
  void reset();

  Workspace& workspace() { return workspace_; }
  Faults& faults() { return faults_; }
  RequestLog& requests() { return requests_; }
  const Options& options() const { return options_; }

 private:
  Reply api_reply(const Request& request, const Asked& asked);
  Reply checked_answer(const Request& request, const Asked& asked, const std::optional<FaultRule>& fault);
  std::optional<Reply> refused_by_rate(const Asked& asked, RateState& state);
  Reply prepared_answer(const Request& request, const Asked& asked);

  const Options options_;
  // As filled at the start; a reset goes back to it.
  Workspace pristine_;
  Workspace workspace_;
  Faults faults_;
  RequestLog requests_;
  RateLimit rate_limit_;
  const std::string authorization_;
  Prepared prepared_;
};

}  // namespace segaudit::simulator
