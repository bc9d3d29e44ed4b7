#define BOOST_TEST_MODULE agent
#include <boost/test/unit_test.hpp>
#include <csignal>

// As the program does: TLS writes to a closed connection raise it.
struct IgnoreSigpipe {
  IgnoreSigpipe() { std::signal(SIGPIPE, SIG_IGN); }
};
BOOST_TEST_GLOBAL_FIXTURE(IgnoreSigpipe);
