#include <boost/test/unit_test.hpp>
#include <atomic>
#include <set>
#include <stdexcept>

#include "agent/parallel.h"

using segaudit::agent::run_parallel;

BOOST_AUTO_TEST_SUITE(parallel_tests)

BOOST_AUTO_TEST_CASE(every_job_is_done_once_and_its_result_handed_out) {
  std::vector<int> jobs(500);
  for (int i = 0; i < 500; ++i) jobs[std::size_t(i)] = i;
  std::set<int> results;
  const auto started = run_parallel<int, int>(jobs, 4, [] { return true; }, [](const int& job) { return job * 2; },
                                              [&](std::vector<int> batch) { results.insert(batch.begin(), batch.end()); });
  BOOST_TEST(started == 500u);
  BOOST_TEST(results.size() == 500u);
}

BOOST_AUTO_TEST_CASE(no_job_starts_once_it_may_not) {
  const std::vector<int> jobs(100);
  std::atomic<int> asked{0};
  std::size_t results = 0;
  const auto started = run_parallel<int, int>(jobs, 3, [&] { return ++asked <= 10; }, [](const int&) { return 0; },
                                              [&](std::vector<int> batch) { results += batch.size(); });
  BOOST_TEST(started == 10u);
  BOOST_TEST(results == 10u);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_receiver_ends_the_work_and_passes_through) {
  const std::vector<int> jobs(100);
  const auto run = [&] {
    run_parallel<int, int>(jobs, 2, [] { return true; }, [](const int&) { return 0; },
                           [](std::vector<int>) { throw std::runtime_error("full"); });
  };
  BOOST_CHECK_THROW(run(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(no_jobs_are_no_work) {
  const std::vector<int> jobs;
  BOOST_TEST((run_parallel<int, int>(jobs, 2, [] { return true; }, [](const int&) { return 0; }, [](std::vector<int>) {}) == 0u));
}

BOOST_AUTO_TEST_SUITE_END()
