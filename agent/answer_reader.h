#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "agent/gzip_reader.h"
#include "agent/transport.h"

namespace segaudit::agent {

struct AnswerLimits {
  std::size_t head = 64 * 1024;
  std::size_t body = 16 * 1024 * 1024;  // after unpacking; to check it as JSON takes up to twenty times as much
};

// Puts one HTTP/1.1 answer together from the bytes as they arrive. Unlike Poco's client it notices when a body ends
// early, and it bounds head and body. Every function throws TransportError: malformed, too_large, or unreachable for
// an answer that was cut. One thread at a time.
class AnswerReader {
 public:
  explicit AnswerReader(AnswerLimits limits);

  // Takes the next bytes; true when the answer is complete.
  bool feed(std::string_view bytes);

  // The peer has closed: the answer is complete, or it throws.
  void end();

  bool has_started() const { return started_; }

  // Whether the connection can carry another request.
  bool can_go_on() const;

  Response take() { return std::move(answer_); }

 private:
  enum class State { head, sized, chunk_size, chunk, chunk_end, trailer, until_close, done };

  void read_head(std::string_view& bytes);
  void start_body();
  void read_counted(std::string_view& bytes, State next);
  // True when a whole line is in line_.
  bool read_line(std::string_view& bytes);
  void read_chunk_size();
  void append(std::string_view bytes);
  void finish();
  std::string header(const char* name) const;

  const AnswerLimits limits_;
  State state_ = State::head;
  bool started_ = false;
  bool surplus_ = false;  // bytes arrived after the answer's end
  std::string head_;
  std::string line_;          // the line that is being read, of chunk sizes and trailers
  std::uint64_t left_ = 0;    // bytes of the body or of the chunk that are still to come
  std::size_t received_ = 0;  // bytes of the body, as sent
  std::size_t trailer_ = 0;   // bytes of trailers
  int interim_ = 0;           // answers with a status below 200
  std::unique_ptr<GzipReader> gzip_;
  Response answer_;
};

}  // namespace segaudit::agent
