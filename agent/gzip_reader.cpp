#include "agent/gzip_reader.h"

#include <zlib.h>

#include <array>
#include <new>

#include "agent/transport.h"

namespace segaudit::agent {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

}  // namespace

struct GzipReader::Stream {
  Stream() {
    if (inflateInit2(&zlib, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream zlib{};
};

GzipReader::GzipReader(std::size_t limit) : limit_(limit), stream_(std::make_unique<Stream>()) {}
GzipReader::~GzipReader() = default;

void GzipReader::unpack(std::string_view bytes, std::string& out) {
  z_stream& zlib = stream_->zlib;
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 32 * 1024> unpacked;
  do {
    // A file may consist of several gzip members, one after the other.
    if (complete_ && zlib.avail_in > 0) inflateReset(&zlib);
    if (complete_ && zlib.avail_in == 0) return;
    zlib.next_out = reinterpret_cast<Bytef*>(unpacked.data());
    zlib.avail_out = static_cast<uInt>(unpacked.size());
    const int result = inflate(&zlib, Z_NO_FLUSH);
    // The limit first: in smaller pieces it would have been passed before the damage was seen.
    const std::size_t size = unpacked.size() - zlib.avail_out;
    if (size > limit_ - out.size()) {
      throw TransportError(Failure::too_large, "the answer unpacks to more than " + std::to_string(limit_) + " bytes");
    }
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      throw TransportError(Failure::malformed, "the answer's gzip data are damaged");
    }
    complete_ = result == Z_STREAM_END;
    out.append(unpacked.data(), size);
  } while (zlib.avail_in > 0 || zlib.avail_out == 0);
}

}  // namespace segaudit::agent
