// The test program; the cases stand in tests/, one file for each room of the simulator.
#define BOOST_TEST_MODULE simulator
#include <boost/test/unit_test.hpp>
