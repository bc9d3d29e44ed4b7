#include <boost/test/unit_test.hpp>

#include "agent/accepted_encoding.h"
#include "agent/gzip_body.h"
#include "unpacked.h"

namespace segaudit::agent {
namespace {

std::string joined(const std::string& front, const std::string& tail) {
  const GzipFront packed(front);
  return packed.bytes() + packed.finished_with(tail);
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "segaudit_violation{resource_id=\"" + std::to_string(i * 7919) + "\"} 1\n";
  return text;
}

BOOST_AUTO_TEST_SUITE(gzip_body_tests)

BOOST_AUTO_TEST_CASE(front_and_tail_unpack_as_one_member) {
  BOOST_TEST(unpacked(joined("front\n", "tail\n")) == "front\ntail\n");
  BOOST_TEST(unpacked(joined("", "tail\n")) == "tail\n");
  BOOST_TEST(unpacked(joined("front\n", "")) == "front\n");
  BOOST_TEST(unpacked(joined("", "")) == "");
}

BOOST_AUTO_TEST_CASE(a_long_front_is_packed_once_and_served_with_many_tails) {
  const std::string front = long_text();
  const GzipFront packed(front);
  BOOST_TEST(packed.bytes().size() < front.size() / 3);
  for (const std::string tail : {"a", "b", "cc"})
    BOOST_TEST((unpacked(packed.bytes() + packed.finished_with(tail)) == front + tail));
}

BOOST_AUTO_TEST_CASE(gzip_is_used_only_where_it_is_accepted) {
  for (const char* header :
       {"gzip", "GZIP", "deflate, gzip;q=0.5", "*", "gzip;q=1.0, identity; q=0.5", "x-gzip", "br, *;q=0.1"})
    BOOST_TEST(accepts_gzip(header), header);
  for (const char* header : {"", "identity", "deflate", "gzip;q=0", "gzip; q=0.000", "*;q=0", "*, gzip;q=0", "gzipped"})
    BOOST_TEST(!accepts_gzip(header), header);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
