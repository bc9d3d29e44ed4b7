#include "agent/api_metrics.h"

#include <prometheus/registry.h>

#include <exception>

namespace segaudit::agent {
namespace {

// From an answer out of a cache to the deadline of one attempt.
const prometheus::Histogram::BucketBoundaries kBoundaries = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

}  // namespace

ApiMetrics::ApiMetrics(prometheus::Registry& registry, std::string workspace)
    : workspace_(std::move(workspace)),
      requests_(prometheus::BuildCounter()
                    .Name("segaudit_api_requests_total")
                    .Help("Requests to the Public API, by status code or by the reason why no answer came.")
                    .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("segaudit_api_request_duration_seconds")
                     .Help("How long requests to the Public API took, waiting for the rate limit not included.")
                     .Register(registry)) {}

void ApiMetrics::on_request(std::string_view endpoint, std::string_view outcome,
                            std::chrono::steady_clock::duration duration) {
  try {
    const std::string path(endpoint);
    requests_.Add({{"workspace", workspace_}, {"endpoint", path}, {"code", std::string(outcome)}}).Increment();
    durations_.Add({{"workspace", workspace_}, {"endpoint", path}}, kBoundaries)
        .Observe(std::chrono::duration<double>(duration).count());
  } catch (const std::exception&) {
    // Out of memory: the request itself matters more than its count.
  }
}

}  // namespace segaudit::agent
