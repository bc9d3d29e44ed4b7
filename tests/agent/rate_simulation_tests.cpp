#include <boost/test/unit_test.hpp>

#include <queue>
#include <random>

#include "agent/rate_book.h"
#include "tests/simulator/rate_limit.h"

// An hour of requests against the API's limit, as events on a line of time: workers of a sweep that always has more to
// ask, the urgent lane once a minute, and on demand another client of the same token.
namespace segaudit::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Ticks = RateBook::Ticks;

struct Case {
  long limit = 600;
  double share = 0.5;
  long others_per_minute = 0;
  bool has_dates = true;        // the API's answers say what time it is there
  milliseconds clock_error{0};  // of our clock against the API's, where they do not
  unsigned seed = 1;
};

struct Outcome {
  long ours = 0, rejected = 0, others = 0, others_rejected = 0;
  milliseconds longest_urgent_wait{0};
};

class Hour {
 public:
  explicit Hour(const Case& given) : case_(given), server_(given.limit), book_(given.share, {}), random_(given.seed) {}

  Outcome run() {
    for (int worker = 0; worker < 4; ++worker) at(start_, [this] { ask(Lane::sweep, [this] { return true; }); });
    for (int minute = 0; minute < 60; ++minute)
      for (int request = 0; request < 2; ++request)
        at(start_ + minute * 1min + 7s, [this, began = start_ + minute * 1min + 7s] { ask_urgent(began); });
    if (case_.others_per_minute > 0) at(start_, [this] { another_client(); });
    while (!events_.empty() && events_.top().at < start_ + 1h) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      event.what();
    }
    return outcome_;
  }

 private:
  struct Event {
    Ticks at;
    long number;
    std::function<void()> what;
    bool operator<(const Event& other) const { return std::tie(at, number) > std::tie(other.at, other.number); }
  };

  void at(Ticks when, std::function<void()> what) { events_.push({when, number_++, std::move(what)}); }
  milliseconds dice(int from, int to) { return milliseconds(std::uniform_int_distribution(from, to)(random_)); }

  // What the API's clock shows. Ticks stand for it, to the day.
  simulator::TimePoint server_time() const {
    return simulator::TimePoint{} + std::chrono::days(20'000) + std::chrono::floor<milliseconds>(now_ - start_) + 123ms;
  }

  RateAnswer answer_of(const simulator::RateState& state) const {
    const auto whole = [](auto time) { return std::chrono::floor<std::chrono::seconds>(time); };
    RateAnswer answer;
    answer.rejected = !state.allowed;
    answer.remaining = state.remaining;
    answer.consumed = state.consumed;
    const auto our_time = case_.has_dates ? whole(server_time()) : whole(server_time() + case_.clock_error);
    const auto left = std::chrono::duration_cast<milliseconds>(whole(state.reset) - our_time);
    if (answer.rejected) answer.retry_after = std::chrono::duration_cast<milliseconds>(state.reset - server_time());
    else if (left >= 0ms && (case_.has_dates || left < 2min)) answer.window_left = std::max<milliseconds>(left, 1s);
    return answer;
  }

  void ask(Lane lane, std::function<bool()> again) {
    const auto wait = book_.wait("/sources", lane, now_);
    if (wait > 0ms) return at(now_ + wait, [this, lane, again] { ask(lane, again); });
    book_.take("/sources", lane, now_);
    at(now_ + dice(10, 80), [this, lane, again] {
      const auto answer = answer_of(server_.take(1, server_time()));
      answer.rejected ? ++outcome_.rejected : ++outcome_.ours;
      at(now_ + dice(10, 80), [this, lane, again, answer] {
        book_.learn("/sources", answer, now_);
        if (again()) ask(lane, again);
      });
    });
  }

  void ask_urgent(Ticks began) {
    const auto wait = book_.wait("/audit-events", Lane::urgent, now_);
    outcome_.longest_urgent_wait = std::max(outcome_.longest_urgent_wait, std::chrono::ceil<milliseconds>(now_ + wait - began));
    if (wait > 0ms) return at(now_ + wait, [this, began] { ask_urgent(began); });
    ask(Lane::urgent, [] { return false; });
  }

  void another_client() {
    const auto state = server_.take(1, server_time());
    state.allowed ? ++outcome_.others : ++outcome_.others_rejected;
    at(now_ + milliseconds(60'000 / case_.others_per_minute), [this] { another_client(); });
  }

  const Case case_;
  const Ticks start_{1h};
  Ticks now_ = start_;
  simulator::RateLimit server_;
  RateBook book_;
  std::mt19937 random_;
  std::priority_queue<Event> events_;
  long number_ = 0;
  Outcome outcome_;
};

double part_used(const Case& given, const Outcome& outcome) {
  return double(outcome.ours) / (double(given.limit) * given.share * 60);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_simulation_tests)

BOOST_AUTO_TEST_CASE(in_an_hour_nearly_all_of_our_share_is_used_and_nothing_is_rejected) {
  for (const long limit : {60, 200, 600}) {
    for (const double share : {0.2, 0.5, 1.0}) {
      for (unsigned seed = 1; seed <= 3; ++seed) {
        const Case given{.limit = limit, .share = share, .seed = seed};
        const auto outcome = Hour(given).run();
        BOOST_TEST_CONTEXT("limit " << limit << ", share " << share << ", seed " << seed) {
          BOOST_TEST(outcome.rejected == 0);
          BOOST_TEST(part_used(given, outcome) >= 0.95);
          // A window opens with the first request in it: 60 minutes touch 61 windows, and what the urgent lane borrows
          // is not ours.
          BOOST_TEST(part_used(given, outcome) <= 1.1);
          BOOST_TEST(outcome.longest_urgent_wait.count() <= 3000);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(without_dates_and_with_a_clock_that_is_an_hour_off_it_works_the_same) {
  for (const auto error : {-1h, 1h}) {
    const Case given{.limit = 200, .has_dates = false, .clock_error = error};
    const auto outcome = Hour(given).run();
    BOOST_TEST(outcome.rejected == 0);
    BOOST_TEST(part_used(given, outcome) >= 0.9);
  }
}

BOOST_AUTO_TEST_CASE(another_client_gets_its_part_and_the_audit_trail_is_read_all_the_same) {
  const Case given{.limit = 200, .share = 0.5, .others_per_minute = 100};
  const auto outcome = Hour(given).run();
  BOOST_TEST(outcome.others_rejected == 0);
  BOOST_TEST(outcome.rejected == 0);
  BOOST_TEST((outcome.longest_urgent_wait <= 1s));
}

BOOST_AUTO_TEST_CASE(a_greedy_client_cannot_starve_the_audit_trail_for_longer_than_a_window) {
  const Case given{.limit = 200, .share = 0.5, .others_per_minute = 400};
  const auto outcome = Hour(given).run();
  BOOST_TEST((outcome.longest_urgent_wait <= 65s));
  BOOST_TEST(outcome.rejected <= 180);  // what the urgent lane tries, and no storm
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace segaudit::agent
