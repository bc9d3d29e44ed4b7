#include "http_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <stdexcept>

namespace segaudit::agent {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int listen_on_loopback(int backlog, std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool listens = ::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::listen(listener, backlog) == 0 &&
                       ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (!listens) throw std::runtime_error("the test's server cannot listen");
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

Peer::~Peer() { SSL_free(ssl_); }

std::string Peer::read_request() {
  std::string request;
  char byte = 0;
  while (!request.ends_with("\r\n\r\n")) {
    const auto received = ssl_ != nullptr ? SSL_read(ssl_, &byte, 1) : ::recv(socket_, &byte, 1, 0);
    if (received <= 0) return "";
    request += byte;
  }
  return request;
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                      : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Peer::wait_for_close() {
  std::array<char, 4096> ignored;
  while (::recv(socket_, ignored.data(), ignored.size(), 0) > 0) {
  }
}

void Peer::drip(std::string_view bytes) {
  pollfd closing{socket_, POLLIN | POLLRDHUP, 0};
  while (::poll(&closing, 1, 5) == 0 && send(bytes)) {
  }
}

void Peer::reset_on_close() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool Peer::start_tls(SSL_CTX* context) {
  ssl_ = SSL_new(context);
  SSL_set_fd(ssl_, socket_);
  return SSL_accept(ssl_) == 1;
}

HttpFixture::HttpFixture(Handler handler)
    : handler_(std::move(handler)), listener_(listen_on_loopback(64, port_)), acceptor_([this] { accept_all(); }) {}

HttpFixture::HttpFixture(Handler handler, const Certificate& certificate)
    : handler_(std::move(handler)),
      tls_(server_tls(certificate)),
      listener_(listen_on_loopback(64, port_)),
      acceptor_([this] { accept_all(); }) {}

HttpFixture::~HttpFixture() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (Served& served : served_) {
    ::shutdown(served.socket, SHUT_RDWR);
    served.thread.join();
    ::close(served.socket);
  }
  ::close(listener_);
}

void HttpFixture::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    served_.push_back({socket, std::thread([this, socket] { serve(socket); })});
  }
}

// The socket's number stays taken until the fixture ends, so that it cannot mean another connection meanwhile. With
// SO_LINGER set, shutdown() would not reset: the other end would see an ordinary close.
void HttpFixture::serve(int socket) {
  Peer peer(socket);
  if (!tls_ || peer.start_tls(tls_.get())) handler_(peer);
  linger wish{};
  socklen_t size = sizeof wish;
  ::getsockopt(socket, SOL_SOCKET, SO_LINGER, &wish, &size);
  if (wish.l_onoff == 0) {
    ::shutdown(socket, SHUT_RDWR);
    return;
  }
  sockaddr unspecified{};
  unspecified.sa_family = AF_UNSPEC;
  ::connect(socket, &unspecified, sizeof unspecified);  // disconnects at once, with a reset
}

std::shared_ptr<SSL_CTX> server_tls(const Certificate& certificate) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  const bool usable = context && SSL_CTX_use_certificate(context.get(), certificate.x509.get()) == 1 &&
                      SSL_CTX_use_PrivateKey(context.get(), certificate.key.get()) == 1;
  if (!usable) throw std::runtime_error("the test's server cannot use its certificate");
  return context;
}

FullPort::FullPort() : listener_(listen_on_loopback(0, port_)) {
  const sockaddr_in address = loopback(port_);
  for (int i = 0; i < 4; ++i) {
    waiting_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(waiting_.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
}

FullPort::~FullPort() {
  for (const int socket : waiting_) ::close(socket);
  ::close(listener_);
}

std::string json_answer(std::string_view body, std::string_view more_headers) {
  std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
  answer += std::to_string(body.size()) + "\r\n";
  answer.append(more_headers).append("\r\n").append(body);
  return answer;
}

std::string gzipped(std::string_view text) {
  z_stream zlib{};
  deflateInit2(&zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&zlib, text.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_FINISH);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

}  // namespace segaudit::agent
