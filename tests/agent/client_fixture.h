#pragma once

#include <boost/test/unit_test.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/segment_client.h"
#include "fake_clock.h"

namespace segaudit::agent {

using Strings = std::vector<std::string>;

// Answers from a script and remembers what was asked.
class ScriptedTransport final : public Transport {
 public:
  using Step = std::function<Response(const Request&)>;

  Response get(const Request& request, std::chrono::steady_clock::time_point deadline, std::stop_token) override {
    asked.push_back(request);
    deadlines.push_back(deadline);
    BOOST_REQUIRE_MESSAGE(!script.empty(), "more was asked than the test expects: " << request.path);
    const Step step = std::move(script.front());
    script.pop_front();
    return step(request);
  }

  void then(Response response) {
    script.push_back([response = std::move(response)](const Request&) { return response; });
  }
  void then_fail(Failure failure, const std::string& text) {
    script.push_back([=](const Request&) -> Response { throw TransportError(failure, text); });
  }

  std::deque<Step> script;
  std::vector<Request> asked;
  std::vector<std::chrono::steady_clock::time_point> deadlines;
};

class RequestLines final : public RequestObserver {
 public:
  void on_request(std::string_view endpoint, std::string_view outcome, std::chrono::steady_clock::duration) override {
    lines.push_back(std::string(endpoint) + " " + std::string(outcome));
  }
  std::vector<std::string> lines;
};

inline Response json(std::string body, int status = 200) {
  return {status, {{"content-type", "application/json; charset=utf-8"}}, std::move(body)};
}

inline Response page(const std::string& items, const std::string& pagination = "{}") {
  return json("{\"data\":{\"sources\":[" + items + "],\"pagination\":" + pagination + "}}");
}

inline Response error(int status, const std::string& message) {
  return json("{\"errors\":[{\"type\":\"SomeType\",\"message\":\"" + message + "\"}]}", status);
}

inline Question sources() {
  Question question;
  question.endpoint = question.path = "/sources";
  question.items = "sources";
  question.accept = "application/vnd.segment.v1+json";
  question.paging = Paging::cursor;
  return question;
}

inline Question settings_of(const std::string& id) {
  Question question;
  question.endpoint = "/sources/{parent}/settings";
  question.path = "/sources/" + id + "/settings";
  question.items = "settings";
  question.accept = "application/vnd.segment.v1+json";
  return question;
}

struct ClientFixture {
  ClientFixture() { make({}); }

  void make(ClientOptions options) {
    options.random = [] { return 0.0; };
    client = std::make_unique<SegmentClient>(transport, clock, budget, options, &log);
  }

  std::vector<std::string> items(const Question& question) {
    std::vector<std::string> seen;
    client->for_each_page(question,
                          [&](const Page& page) { seen.insert(seen.end(), page.items.begin(), page.items.end()); }, {});
    return seen;
  }

  std::string failure(const Question& question, std::stop_token stop = {}) {
    try {
      client->for_each_page(
          question, [](const Page&) {}, std::move(stop));
    } catch (const TransportError& error) {
      return to_string(error.failure()) + ": " + error.what();
    }
    return "no failure";
  }

  std::string asked(std::size_t index) const {
    std::string text = transport.asked.at(index).path;
    for (const auto& [name, value] : transport.asked.at(index).query) text += " " + name + "=" + value;
    return text;
  }

  std::string sleeps() const {
    std::string text;
    for (const auto sleep : clock.sleeps()) text += std::to_string(sleep.count()) + " ";
    return text;
  }

  ScriptedTransport transport;
  FakeClock clock;
  RateBudget budget{clock, 1.0};
  RequestLines log;
  std::unique_ptr<SegmentClient> client;
};

}  // namespace segaudit::agent
