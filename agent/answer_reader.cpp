#include "agent/answer_reader.h"

#include <Poco/String.h>

#include <algorithm>
#include <charconv>

#include "agent/plain_words.h"
#include "agent/answer_head.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr int kMostInterim = 20;  // answers before the answer; servers send one or two

// A body whose length is known gets its memory at once, with room for the JSON reader to look a little beyond its end;
// a claim of more than this is only believed as the bytes arrive.
constexpr std::uint64_t kBelievedLength = 8 * 1024 * 1024;
constexpr std::uint64_t kRoomBehind = 64;

template <typename Number>
bool parse_whole(std::string_view text, Number& value, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

[[noreturn]] void fail(Failure failure, const std::string& problem) { throw TransportError(failure, problem); }

// Of what a stranger sent only what cannot be anybody's secret: the name of a protocol, of an encoding.
std::string in_brackets(const std::string& name) {
  const std::string plain = plain_name(name, 20);
  return plain.empty() ? "" : " (" + plain + ")";
}

}  // namespace

AnswerReader::AnswerReader(AnswerLimits limits) : limits_(limits) {}

std::string AnswerReader::header(const char* name) const {
  const auto found = answer_.headers.find(name);
  return found == answer_.headers.end() ? "" : found->second;
}

bool AnswerReader::feed(std::string_view bytes) {
  started_ = started_ || !bytes.empty();
  while (!bytes.empty() && state_ != State::done) {
    switch (state_) {
      case State::head:
        read_head(bytes);
        break;
      case State::sized:
        read_counted(bytes, State::done);
        break;
      case State::chunk:
        read_counted(bytes, State::chunk_end);
        break;
      case State::chunk_size:
        if (read_line(bytes)) read_chunk_size();
        break;
      case State::chunk_end:
        if (!read_line(bytes)) break;
        if (!line_.empty()) fail(Failure::malformed, "a chunk of the answer is longer than announced");
        state_ = State::chunk_size;
        break;
      case State::trailer:
        if (!read_line(bytes)) break;
        trailer_ += line_.size();
        if (trailer_ > limits_.head) {
          fail(Failure::too_large, "the answer's trailers have more than " + std::to_string(limits_.head) + " bytes");
        }
        if (line_.empty()) finish();
        line_.clear();
        break;
      case State::until_close:
        append(bytes);
        bytes = {};
        break;
      case State::done:
        break;
    }
  }
  surplus_ = surplus_ || !bytes.empty();
  return state_ == State::done;
}

void AnswerReader::read_head(std::string_view& bytes) {
  // The empty line may be split over two reads, so the search looks back at what was there before.
  const std::size_t before = head_.size();
  head_ += bytes;
  // At once: a server that speaks something else may wait for us now.
  if (!may_become_http(head_)) fail(Failure::malformed, not_http(head_));
  std::size_t end = std::string::npos;
  for (std::size_t at = head_.find('\n', before); at != std::string::npos && end == std::string::npos;
       at = head_.find('\n', at + 1)) {
    const std::string_view so_far = std::string_view(head_).substr(0, at);
    if (so_far.ends_with('\n') || so_far.ends_with("\n\r")) end = at + 1;
  }
  if (std::min(end, head_.size()) > limits_.head) {
    fail(Failure::too_large, "the answer's header has more than " + std::to_string(limits_.head) + " bytes");
  }
  if (end == std::string::npos) {
    bytes = {};
    return;
  }
  bytes.remove_prefix(end - before);
  head_.resize(end);
  answer_ = parse_head(head_);
  if (answer_.status < 200) {  // an interim answer; the real one follows
    if (answer_.status == 101) fail(Failure::malformed, "the server switched protocols without being asked to");
    if (++interim_ > kMostInterim) {
      fail(Failure::malformed, "more than " + std::to_string(kMostInterim) + " interim answers came instead of one answer");
    }
    head_.clear();
    return;
  }
  start_body();
}

void AnswerReader::start_body() {
  if (answer_.status == 204 || answer_.status == 304) return finish();
  const std::string encoding = Poco::toLower(header("content-encoding"));
  if (encoding == "gzip" || encoding == "x-gzip") {
    gzip_ = std::make_unique<GzipReader>(limits_.body);
  } else if (!encoding.empty() && encoding != "identity") {
    fail(Failure::malformed, "the answer has a content encoding that was not asked for" + in_brackets(encoding));
  }
  const std::string transfer = Poco::toLower(header("transfer-encoding"));
  if (!transfer.empty()) {
    if (answer_.headers.contains("content-length")) {
      fail(Failure::malformed, "the answer has both a content length and a transfer encoding");
    }
    if (transfer != "chunked") {
      fail(Failure::malformed, "the answer has a transfer encoding that nobody can read" + in_brackets(transfer));
    }
    state_ = State::chunk_size;
    return;
  }
  const std::string length = header("content-length");
  if (length.empty()) {
    state_ = State::until_close;
    return;
  }
  if (!parse_whole(length, left_, 10)) {
    fail(Failure::malformed, "the answer's content length is not a number");
  }
  if (left_ > limits_.body) {
    fail(Failure::too_large, "the answer has " + length + " bytes, more than " + std::to_string(limits_.body));
  }
  if (left_ == 0) return finish();
  if (!gzip_) answer_.body.reserve(std::min(left_, kBelievedLength) + kRoomBehind);
  state_ = State::sized;
}

void AnswerReader::read_counted(std::string_view& bytes, State next) {
  const std::string_view part = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
  append(part);
  bytes.remove_prefix(part.size());
  left_ -= part.size();
  if (left_ > 0) return;
  if (next == State::done) return finish();
  state_ = next;
  line_.clear();
}

bool AnswerReader::read_line(std::string_view& bytes) {
  const auto newline = bytes.find('\n');
  const bool complete = newline != std::string_view::npos;
  line_ += bytes.substr(0, newline);
  bytes.remove_prefix(complete ? newline + 1 : bytes.size());
  if (line_.size() > kLongestLine) fail(Failure::malformed, "the answer's chunks are damaged");
  if (complete && line_.ends_with('\r')) line_.pop_back();
  return complete;
}

void AnswerReader::read_chunk_size() {
  const std::string_view size = std::string_view(line_).substr(0, line_.find_first_of("; \t"));
  if (!parse_whole(size, left_, 16)) fail(Failure::malformed, "the answer's chunks are damaged");
  line_.clear();
  state_ = left_ == 0 ? State::trailer : State::chunk;
}

void AnswerReader::append(std::string_view bytes) {
  received_ += bytes.size();
  if (received_ > limits_.body) {
    fail(Failure::too_large, "the answer has more than " + std::to_string(limits_.body) + " bytes");
  }
  if (gzip_) {
    gzip_->unpack(bytes, answer_.body);
  } else {
    answer_.body += bytes;
  }
}

void AnswerReader::finish() {
  // An empty body is allowed to be no gzip at all.
  if (gzip_ && received_ > 0 && !gzip_->is_complete()) {
    fail(Failure::malformed, "the answer's gzip data end early");
  }
  state_ = State::done;
}

void AnswerReader::end() {
  if (state_ == State::done) return;
  if (state_ == State::until_close) return finish();
  if (!started_) fail(Failure::unreachable, "the connection was closed before the answer");
  if (state_ == State::head) fail(Failure::unreachable, "the connection was closed within the answer's header");
  std::string problem = "the connection was closed within the answer, after " + std::to_string(received_);
  if (state_ == State::sized) problem += " of " + std::to_string(received_ + left_);
  fail(Failure::unreachable, problem + " bytes");
}

bool AnswerReader::can_go_on() const {
  const bool close = Poco::toLower(header("connection")).find("close") != std::string::npos;
  const bool old = !head_.starts_with("HTTP/1.1");
  const bool has_length = answer_.headers.contains("content-length") || answer_.headers.contains("transfer-encoding");
  // A server that announces a body where none can be may send it after all, into the next answer.
  const bool bodiless = answer_.status == 204 || answer_.status == 304;
  return state_ == State::done && has_length != bodiless && !surplus_ && !close && !old;
}

}  // namespace segaudit::agent
