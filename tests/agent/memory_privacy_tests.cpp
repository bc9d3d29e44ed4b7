#include "agent/memory_privacy.h"

#include <boost/test/unit_test.hpp>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "agent/process_metrics.h"
#include "agent/wipe.h"

namespace segaudit::agent {
namespace {

// In a process of its own, because what is closed stays closed; as a user without rights where that is possible.
int in_a_child(int (*check)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(99);
    ::prctl(PR_SET_DUMPABLE, 1);  // changing the user has closed it already
    ::_exit(check());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int is_private() {
  rlimit limit{1, 1};
  if (::prctl(PR_GET_DUMPABLE) != 1) return 1;
  keep_memory_private();
  if (::prctl(PR_GET_DUMPABLE) != 0) return 2;
  if (::getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != 0 || limit.rlim_max != 0) return 3;
  struct stat owner {};
  return ::stat("/proc/self/environ", &owner) == 0 && owner.st_uid == 0 ? 0 : 4;
}

int still_measures_itself() {
  keep_memory_private();
  const auto families = ProcessMetrics("1").Collect();
  for (const char* name : {"process_open_fds", "process_resident_memory_bytes", "process_cpu_seconds_total"})
    if (std::ranges::none_of(families, [&](const auto& family) { return family.name == name; })) return 1;
  return 0;
}

BOOST_AUTO_TEST_SUITE(memory_privacy_tests)

BOOST_AUTO_TEST_CASE(nobody_else_reads_the_memory_and_nothing_dumps_it) { BOOST_TEST(in_a_child(is_private) == 0); }

BOOST_AUTO_TEST_CASE(the_process_metrics_are_still_there) { BOOST_TEST(in_a_child(still_measures_itself) == 0); }

BOOST_AUTO_TEST_CASE(a_wiped_text_leaves_nothing_where_it_stood) {
  std::string text(200, 'x');
  text.resize(20);
  const char* const place = text.data();
  const std::size_t room = text.capacity();
  wipe(text);
  BOOST_TEST(text.empty());
  BOOST_REQUIRE(text.data() == place);
  text.resize(room);  // so that the rest may be looked at
  BOOST_TEST(text.find('x') == std::string::npos);
}

// The object's own memory is looked at after it has gone.
BOOST_AUTO_TEST_CASE(a_text_that_goes_is_wiped) {
  alignas(WipedText) std::byte memory[sizeof(WipedText)];
  auto* const wiped = new (memory) WipedText("short-token");
  wiped->~WipedText();
  BOOST_TEST(::memmem(memory, sizeof memory, "short-token", 11) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
