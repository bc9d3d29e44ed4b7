#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/web_answer.h"
#include "agent/web_request.h"

namespace segaudit::agent {

// One connection of a client: a request is read, an answer written, the rest drained, all without waiting. Owns its
// descriptor. One thread.
class WebConnection {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Phase { reading, answering, writing, draining, over };

  // silence: longest time without progress; total: of the connection as a whole.
  WebConnection(int descriptor, std::chrono::milliseconds silence, std::chrono::milliseconds total);
  ~WebConnection();
  WebConnection(const WebConnection&) = delete;
  WebConnection& operator=(const WebConnection&) = delete;

  int descriptor() const { return descriptor_; }
  Phase phase() const { return phase_; }
  // How long the client has neither sent nor taken anything.
  Clock::duration silence(Clock::time_point now) const { return now - progress_; }
  bool is_late(Clock::time_point now) const;
  // What the descriptor should be watched for: EPOLLIN, EPOLLOUT or nothing.
  std::uint32_t interest() const;

  // Reads what is there. Returns the request once its head is complete; throws WebError when it cannot be one.
  std::optional<WebRequest> read();
  // From now on this answer is written.
  void answer(WebAnswer answer);
  // Writes as much as the client takes.
  void write();

 private:
  bool receive();
  [[noreturn]] void refuse_long_head();
  void drain();
  void finish();
  std::string_view rest_of(std::size_t part) const;

  const int descriptor_;
  const std::chrono::milliseconds longest_silence_;
  const Clock::time_point deadline_;
  Clock::time_point progress_;
  Phase phase_ = Phase::reading;
  std::string head_;  // of the request, then of the answer
  bool is_head_only_ = false;
  WebAnswer answer_;
  std::size_t part_ = 0;    // that is being written; 0 is the head
  std::size_t offset_ = 0;  // in it
};

}  // namespace segaudit::agent
