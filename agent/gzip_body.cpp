#include "agent/gzip_body.h"

#include <zlib.h>

#include <array>
#include <new>

namespace segaudit::agent {
namespace {

constexpr std::array<char, 10> kHeader = {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, '\x03'};

// Raw deflate of the whole text. flush: Z_FULL_FLUSH ends at a byte and lets more blocks follow, Z_FINISH ends the
// stream.
std::string deflated(std::string_view text, int flush) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string packed;
  std::array<char, 65536> buffer;  // NOLINT: filled by deflate
  // zlib's interface is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = uInt(text.size());
  do {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = uInt(buffer.size());
    deflate(&stream, flush);
    packed.append(buffer.data(), buffer.size() - stream.avail_out);
  } while (stream.avail_out == 0);
  deflateEnd(&stream);
  return packed;
}

std::uint32_t crc_of(std::string_view text) {
  return std::uint32_t(crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

void append_little_endian(std::string& bytes, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) bytes += char((number >> shift) & 0xFFu);
}

}  // namespace

GzipFront::GzipFront(std::string_view text)
    : bytes_(std::string(kHeader.begin(), kHeader.end()) + deflated(text, Z_FULL_FLUSH)),
      crc_(crc_of(text)),
      size_(text.size()) {}

std::string GzipFront::finished_with(std::string_view tail) const {
  std::string rest = deflated(tail, Z_FINISH);
  append_little_endian(rest, std::uint32_t(crc32_combine(crc_, crc_of(tail), z_off_t(tail.size()))));
  append_little_endian(rest, std::uint32_t(size_ + tail.size()));
  return rest;
}

}  // namespace segaudit::agent
