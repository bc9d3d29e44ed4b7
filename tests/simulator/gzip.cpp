#include "tests/simulator/gzip.h"

#include <zlib.h>

#include <stdexcept>

namespace segaudit::simulator {

std::string gzipped(std::string_view bytes) {
  constexpr int kGzipWindow = 15 + 16;  // zlib's way of asking for a gzip header
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2 failed");
  }
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  std::string input(bytes);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int outcome = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  result.shrink_to_fit();  // it may be kept, and the bound is ten times as much
  deflateEnd(&stream);
  if (outcome != Z_STREAM_END) throw std::runtime_error("deflate failed");
  return result;
}

}  // namespace segaudit::simulator
