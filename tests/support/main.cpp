#define BOOST_TEST_MODULE SEGAUDIT_TESTS
#include <boost/test/unit_test.hpp>
