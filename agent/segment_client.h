#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "agent/clock.h"
#include "agent/page.h"
#include "agent/page_sizes.h"
#include "agent/question.h"
#include "agent/rate_budget.h"
#include "agent/request_observer.h"
#include "agent/retry.h"
#include "agent/transport.h"

namespace segaudit::agent {

// Numbers in [0, 1) from a seed of the machine; any thread.
std::function<double()> machine_random();

struct ClientOptions {
  RetryPolicy retry;
  std::chrono::milliseconds deadline{30'000};  // of one attempt, from connecting to the last byte
  int page_size = 200;                         // accepted by every endpoint and generation of the API
  std::size_t page_bytes = 4 * 1024 * 1024;    // page sizes shrink until pages are about this large
  int most_pages = 10'000;                     // of one collection
  std::chrono::minutes longest_run{30};        // from a collection's first page to its last
  std::function<double()> random = machine_random();
};

// Asks the Public API and hands out items. Waits for the budget, tries again where that makes sense, turns pages.
//
// Every function throws TransportError when the question stays unanswered. Its text names path, status, the API's own
// words and the attempt: `GET /sources/a: status 404: not found (attempt 1)`. Any thread.
class SegmentClient {
 public:
  // The observer may be null.
  SegmentClient(Transport& transport, Clock& clock, RateBudget& budget, ClientOptions options,
                RequestObserver* observer = nullptr);
  ~SegmentClient();

  // One answer, for questions without paging.
  Page get_page(const Question& question, std::stop_token stop, std::span<const KnownPage> known = {});

  // All pages of a collection, in order. When it throws, the pages so far are not the whole collection; what on_page
  // throws passes through. The listing is no snapshot: an item that moves between pages may come twice.
  // known: the answers of the last time, in order; one that is the same again is recognised instead of cut.
  void for_each_page(const Question& question, const std::function<void(const Page&)>& on_page, std::stop_token stop,
                     std::span<const KnownPage> known = {});

 private:
  Page first_page(const Question& question, int& size, std::stop_token stop, std::span<const KnownPage> known);
  Page page_of(const Question& question, const std::vector<std::pair<std::string, std::string>>& paging,
               const KnownPage* known, std::stop_token stop);
  Page slice(const Question& question, Response response, const KnownPage* known);
  Response ask(const Question& question, Request request, std::stop_token stop);

  struct Attempt {
    std::optional<Failure> failure;
    std::string problem;
    Response response;
    RateAnswer rate;
  };
  Attempt attempt(const Question& question, const Request& request, std::stop_token stop);

  std::string accept_of(const Question& question) const;
  bool accept_plain_json(const std::string& endpoint, int status, Request& request);

  std::unique_ptr<PageSlicer> take_slicer();
  void keep_slicer(std::unique_ptr<PageSlicer> slicer);

  Transport& transport_;
  Clock& clock_;
  RateBudget& budget_;
  const ClientOptions options_;
  RequestObserver* const observer_;
  PageSizes sizes_;
  mutable std::mutex mutex_;
  std::set<std::string> plain_json_;  // endpoints that refused their vendor type
  std::vector<std::unique_ptr<PageSlicer>> slicers_;
};

}  // namespace segaudit::agent
