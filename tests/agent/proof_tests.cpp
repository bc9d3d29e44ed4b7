#include <boost/test/unit_test.hpp>

#include <sstream>

#include "tests/proof/proof.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;
using namespace segaudit::tests;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  std::ostringstream complaints;

  proof::ProofReport prove(std::uint64_t seed, std::size_t sweeps, proof::Rates rates = {}) {
    proof::ProofOptions options{
        .seed = seed, .sweeps = sweeps, .rates = rates, .directory = directory.path(), .out = &complaints};
    return proof::prove(options);
  }
};

}  // namespace

// The long run is made with sweep_proof, see tests/proof/README.md.
BOOST_FIXTURE_TEST_SUITE(proof_tests, Fixture)

BOOST_AUTO_TEST_CASE(nothing_that_goes_wrong_on_the_way_looks_like_a_change) {
  const std::uint64_t seed = 1001;
  BOOST_TEST_MESSAGE("seed " << seed);
  const auto report = prove(seed, 16);
  BOOST_TEST(report.complaints.empty(), complaints.str());
  // and there was something to be wrong about
  BOOST_TEST(report.sweeps >= 16u);
  BOOST_TEST(report.tally.quiet_checks >= 2u);
  BOOST_TEST(report.tally.compared > 400u);
  BOOST_TEST(report.tally.deleted + report.tally.vanished > 10u);
  BOOST_TEST(report.tally.opened > 10u);
  BOOST_TEST(report.tally.resolved > 5u);
  BOOST_TEST(report.injected.size() > 5u);
}

BOOST_AUTO_TEST_CASE(a_seed_makes_the_same_run_again) {
  const auto one = prove(1002, 3), two = prove(1002, 3);
  BOOST_TEST(one.requests == two.requests);
  BOOST_TEST(one.tally.rows == two.tally.rows);
  BOOST_TEST(one.changes == two.changes);
}

BOOST_AUTO_TEST_CASE(lists_of_which_one_in_ten_is_wrong_delete_nothing) {
  proof::Rates rates;
  rates.flaw = 0.1;
  rates.spells = false;
  const auto report = prove(1003, 8, rates);
  BOOST_TEST(report.complaints.empty(), complaints.str());
}

BOOST_AUTO_TEST_SUITE_END()
