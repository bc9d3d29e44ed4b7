#include "agent/web_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace segaudit::agent {
namespace {

constexpr int kSendBuffer = 256 * 1024;
constexpr std::size_t kMostAtOnce = 1024 * 1024;  // bytes written before others are served

}  // namespace

WebConnection::WebConnection(int descriptor, std::chrono::milliseconds silence, std::chrono::milliseconds total)
    : descriptor_(descriptor), longest_silence_(silence), deadline_(Clock::now() + total), progress_(Clock::now()) {
  // By itself the kernel would take megabytes for each client that asks for a long page and does not read it.
  const int bytes = kSendBuffer;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

WebConnection::~WebConnection() { ::close(descriptor_); }

bool WebConnection::is_late(Clock::time_point now) const {
  // While the answer is being made, the client is not the one who is silent.
  return now >= deadline_ || (phase_ != Phase::answering && now - progress_ >= longest_silence_);
}

std::uint32_t WebConnection::interest() const {
  if (phase_ == Phase::reading || phase_ == Phase::draining) return EPOLLIN;
  return phase_ == Phase::writing ? std::uint32_t(EPOLLOUT) : 0u;
}

// False: nothing more is there now, or ever.
bool WebConnection::receive() {
  std::array<char, 4096> bytes;
  const ssize_t count = ::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count < 0 && errno == EINTR) return true;
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
  if (count <= 0) {
    phase_ = Phase::over;
    return false;
  }
  if (phase_ != Phase::reading) return true;  // what comes behind a request is of no interest
  progress_ = Clock::now();
  head_.append(bytes.data(), std::size_t(count));
  return true;
}

std::optional<WebRequest> WebConnection::read() {
  if (phase_ == Phase::draining) {
    drain();
    return std::nullopt;
  }
  while (phase_ == Phase::reading) {
    const std::size_t seen = head_.size() < 3 ? 0 : head_.size() - 3;
    const bool is_more = receive();
    const std::size_t end = head_.find("\r\n\r\n", seen);
    if (end == std::string::npos ? head_.size() > kLongestHead : end > kLongestHead) refuse_long_head();
    if (end != std::string::npos) {
      head_.resize(end + 4);
      phase_ = Phase::answering;
      const WebRequest request = read_request(head_);
      is_head_only_ = request.method == "HEAD";
      return request;
    }
    if (!is_more) break;
  }
  return std::nullopt;
}

void WebConnection::refuse_long_head() {
  phase_ = Phase::answering;
  if (head_.find('\n') > kLongestTarget) throw WebError(414, "the address is too long");
  throw WebError(431, "the header is too long");
}

void WebConnection::answer(WebAnswer answer) {
  answer_ = std::move(answer);
  head_ = head_of(answer_);
  phase_ = Phase::writing;
  progress_ = Clock::now();
  write();
}

std::string_view WebConnection::rest_of(std::size_t part) const {
  return (part == 0 ? std::string_view(head_) : answer_.parts[part - 1]).substr(offset_);
}

void WebConnection::write() {
  const std::size_t parts = is_head_only_ ? 1 : answer_.parts.size() + 1;
  std::size_t written = 0;
  while (phase_ == Phase::writing && written < kMostAtOnce) {
    if (part_ == parts) return finish();
    const std::string_view rest = rest_of(part_);
    if (rest.empty()) {
      ++part_;
      offset_ = 0;
      continue;
    }
    const ssize_t count = ::send(descriptor_, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (count < 0) {
      phase_ = Phase::over;
      return;
    }
    offset_ += std::size_t(count);
    written += std::size_t(count);
    progress_ = Clock::now();
  }
}

// Closing while bytes of the client are unread would reset the connection, and the client might never see its answer.
void WebConnection::finish() {
  answer_ = {};
  ::shutdown(descriptor_, SHUT_WR);
  phase_ = Phase::draining;
  drain();
}

void WebConnection::drain() {
  constexpr int kMostReads = 64;  // others wait meanwhile
  for (int i = 0; i < kMostReads && receive(); ++i) {
  }
}

}  // namespace segaudit::agent
