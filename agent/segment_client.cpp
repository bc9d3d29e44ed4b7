#include "agent/segment_client.h"

#include <random>
#include <utility>

#include "agent/api_error.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// A parser keeps twenty times the size of the largest answer that it has seen: one of megabytes is not worth it.
constexpr std::size_t kKeptBody = 256 * 1024;
constexpr const char* kPlainJson = "application/json";

std::string about(const Question& question) { return "GET " + printable(question.path, 200) + ": "; }

std::string with_attempt(int number) { return " (attempt " + std::to_string(number) + ")"; }

std::string status_text(const Response& response) {
  const std::string message = api_message(response);
  return "status " + std::to_string(response.status) + (message.empty() ? "" : ": " + message);
}

[[noreturn]] void malformed(const Question& question, const std::string& problem) {
  throw TransportError(Failure::malformed, about(question) + problem);
}

Parameters paging_of(int size, const std::optional<std::string>& cursor) {
  Parameters parameters = {{"pagination.count", std::to_string(size)}};
  if (cursor) parameters.emplace_back("pagination.cursor", *cursor);
  return parameters;
}

const KnownPage* at(std::span<const KnownPage> known, std::size_t place) {
  return place < known.size() ? &known[place] : nullptr;
}

}  // namespace

std::function<double()> machine_random() {
  struct Source {
    std::mutex mutex;
    std::mt19937_64 engine{std::random_device{}()};
  };
  return [source = std::make_shared<Source>()] {
    const std::lock_guard lock(source->mutex);
    return std::uniform_real_distribution<double>(0, 1)(source->engine);
  };
}

SegmentClient::SegmentClient(Transport& transport, Clock& clock, RateBudget& budget, ClientOptions options,
                             RequestObserver* observer)
    : transport_(transport),
      clock_(clock),
      budget_(budget),
      options_(std::move(options)),
      observer_(observer),
      sizes_(options_.page_size, options_.page_bytes) {}

SegmentClient::~SegmentClient() = default;

Page SegmentClient::get_page(const Question& question, std::stop_token stop, std::span<const KnownPage> known) {
  Page page = page_of(question, {}, at(known, 0), std::move(stop));
  // Half a collection must not pass for a whole one.
  if (page.next) malformed(question, "the answer has further pages, although this endpoint has none");
  return page;
}

void SegmentClient::for_each_page(const Question& question, const std::function<void(const Page&)>& on_page,
                                  std::stop_token stop, std::span<const KnownPage> known) {
  if (question.paging == Paging::none) return on_page(get_page(question, std::move(stop), known));
  int size = sizes_.of(question.endpoint);
  std::set<std::string> cursors;
  const auto end = clock_.ticks() + options_.longest_run;
  Page page = first_page(question, size, stop, known);
  for (int number = 1;; ++number) {
    on_page(page);
    if (!page.next) return;
    if (!cursors.insert(*page.next).second) malformed(question, "the pages' cursor repeats");
    if (number == options_.most_pages) {
      malformed(question, "there are more than " + std::to_string(options_.most_pages) + " pages");
    }
    if (clock_.ticks() >= end) {
      throw TransportError(Failure::timeout, about(question) + "not all pages came within " +
                                                 std::to_string(options_.longest_run.count()) + " minutes, " +
                                                 std::to_string(number) + " did");
    }
    // The size stays the same within a run: where a cursor counts pages, another size would skip items.
    page = page_of(question, paging_of(size, page.next), at(known, std::size_t(number)), stop);
  }
}

// Finds the page size that fits before anything has been handed out: a page that is far too large is asked for again.
Page SegmentClient::first_page(const Question& question, int& size, std::stop_token stop,
                               std::span<const KnownPage> known) {
  while (true) {
    try {
      Page page = page_of(question, paging_of(size, std::nullopt), at(known, 0), stop);
      const int fitting = sizes_.of(question.endpoint);
      if (!page.next || page.body->size() <= options_.page_bytes || fitting >= size) return page;
      size = fitting;
    } catch (const TransportError& error) {
      if (error.failure() != Failure::too_large || size == 1) throw;
      size = sizes_.shrink(question.endpoint, size);
    }
  }
}

Page SegmentClient::page_of(const Question& question, const Parameters& paging, const KnownPage* known,
                            std::stop_token stop) {
  Request request;
  request.path = question.path;
  request.query = question.query;
  request.query.insert(request.query.end(), paging.begin(), paging.end());
  request.accept = accept_of(question);
  Response response = ask(question, request, std::move(stop));
  const std::size_t bytes = response.body.size();
  Page page = slice(question, std::move(response), known);
  if (!paging.empty() && !page.recognised) sizes_.learn(question.endpoint, page.items.size(), bytes);
  return page;
}

Page SegmentClient::slice(const Question& question, Response response, const KnownPage* known) {
  if (!is_json(response)) {
    const std::string type = media_type(response);
    malformed(question, "the answer is " + (type.empty() ? "of another type" : type) + " (" + std::to_string(response.body.size()) + " bytes), not JSON");
  }
  const Fingerprint bytes = fingerprint_of(response.body);
  if (known && known->bytes == bytes)
    return {std::make_shared<const std::string>(std::move(response.body)), {}, known->next, bytes, true};
  try {
    auto slicer = take_slicer();
    Page page = slicer->slice(std::move(response.body), question.items);
    page.bytes = bytes;
    if (page.body->size() <= kKeptBody) keep_slicer(std::move(slicer));
    return page;
  } catch (const NullPageError& error) {
    if (question.nullable) throw TransportError(Failure::not_found, about(question) + error.what());
    malformed(question, error.what());
  } catch (const PageError& error) {
    malformed(question, error.what());
  }
}

Response SegmentClient::ask(const Question& question, Request request, std::stop_token stop) {
  for (int number = 1;; ++number) {
    Attempt result = attempt(question, request, stop);
    if (!result.failure) return std::move(result.response);
    if (accept_plain_json(question.endpoint, result.response.status, request)) continue;
    const auto wait = wait_before_retry(options_.retry, number, *result.failure, result.rate, options_.random());
    if (!wait) {
      throw TransportError(*result.failure, about(question) + result.problem + with_attempt(number));
    }
    if (!clock_.sleep_for(*wait, stop)) {
      throw TransportError(Failure::stopped,
                           about(question) + "stopped after " + result.problem + with_attempt(number));
    }
  }
}

SegmentClient::Attempt SegmentClient::attempt(const Question& question, const Request& request,
                                              std::stop_token stop) {
  Attempt result;
  const std::string& endpoint = question.endpoint;
  if (!budget_.wait_for_point(endpoint, question.lane, stop)) {
    result.failure = Failure::stopped;
    result.problem = "stopped while waiting for the rate limit";
    return result;
  }
  const auto start = clock_.ticks();
  try {
    result.response = transport_.get(request, start + options_.deadline, stop);
    result.failure = failure_of(result.response.status);
    if (result.failure) result.problem = status_text(result.response);
    result.rate = read_rate_answer(result.response, clock_.now());
    budget_.learn(endpoint, result.rate);
  } catch (const TransportError& error) {
    budget_.no_answer();
    result.failure = error.failure();
    result.problem = error.what();
  }
  if (observer_ != nullptr) {
    const int status = result.response.status;
    const std::string outcome = status != 0 ? std::to_string(status) : to_string(*result.failure);
    observer_->on_request(endpoint, outcome, clock_.ticks() - start);
  }
  return result;
}

std::string SegmentClient::accept_of(const Question& question) const {
  const std::lock_guard lock(mutex_);
  return plain_json_.contains(question.endpoint) ? kPlainJson : question.accept;
}

// The vendor type pins the version of an answer, it is no key: an endpoint that does not know it answers to plain JSON.
bool SegmentClient::accept_plain_json(const std::string& endpoint, int status, Request& request) {
  if ((status != 406 && status != 415) || request.accept == kPlainJson) return false;
  request.accept = kPlainJson;
  const std::lock_guard lock(mutex_);
  plain_json_.insert(endpoint);
  return true;
}

std::unique_ptr<PageSlicer> SegmentClient::take_slicer() {
  const std::lock_guard lock(mutex_);
  if (slicers_.empty()) return std::make_unique<PageSlicer>();
  auto slicer = std::move(slicers_.back());
  slicers_.pop_back();
  return slicer;
}

void SegmentClient::keep_slicer(std::unique_ptr<PageSlicer> slicer) {
  const std::lock_guard lock(mutex_);
  slicers_.push_back(std::move(slicer));
}

}  // namespace segaudit::agent
