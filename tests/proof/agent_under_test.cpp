#include "tests/proof/agent_under_test.h"

#include "agent/redaction_key.h"

namespace segaudit::proof {
namespace {

agent::ClientOptions client_options(const AgentOptions& options) {
  agent::ClientOptions client;
  client.page_size = options.page_size;
  client.retry.attempts = options.attempts;
  client.random = [random = options.random] { return random; };
  return client;
}

// No threads: the order of requests, and so everything, follows from the seed.
constexpr agent::PollOptions kNoThreads{.workers = 0};

}  // namespace

AgentUnderTest::AgentUnderTest(const AgentOptions& options, agent::Transport& transport, agent::Clock& clock,
                               agent::SharedRulebook rules)
    : clock_(clock),
      reader_(agent::RedactionKey::for_database(options.database), {}),
      store_(options.database, reader_.key().check_value(), reader_.version()),
      budget_(clock, 0.5),
      client_(transport, clock, budget_, client_options(options)),
      looker_(client_, reader_, cache_),
      poll_(looker_, cache_, store_, budget_, agent::Agenda(options.schedule, options.random), clock, kNoThreads),
      judge_(store_, std::move(rules), "proof") {}

AgentUnderTest::Step AgentUnderTest::step(std::stop_token stop) {
  Step step{poll_.step(stop), {}};
  if (!stop.stop_requested()) step.verdict = judge_.run(clock_.now());
  return step;
}

}  // namespace segaudit::proof
