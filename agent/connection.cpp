#include "agent/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "agent/transport.h"

namespace segaudit::agent {
namespace {

std::string text_of(int error) { return std::generic_category().message(error); }

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

bool is_literal_address(const std::string& host) {
  const std::unique_ptr<ASN1_OCTET_STRING, void (*)(ASN1_OCTET_STRING*)> address(a2i_IPADDRESS(host.c_str()),
                                                                                 ASN1_OCTET_STRING_free);
  return address != nullptr;
}

// Must be called right after the call that failed: errno is still its own.
std::string tls_problem(SSL* ssl, int result) {
  const int socket_error = errno;
  const int kind = SSL_get_error(ssl, result);
  const long verdict = SSL_get_verify_result(ssl);
  const unsigned long code = ERR_peek_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  if (verdict != X509_V_OK) return std::string("certificate refused: ") + X509_verify_cert_error_string(verdict);
  if (kind == SSL_ERROR_SYSCALL && socket_error != 0) return text_of(socket_error);
  if (kind == SSL_ERROR_ZERO_RETURN || kind == SSL_ERROR_SYSCALL || reason == nullptr) return "connection closed";
  return std::string("TLS: ") + reason;
}

}  // namespace

void Connection::FreeSsl::operator()(SSL* ssl) const { SSL_free(ssl); }

Connection::Connection(const std::vector<Address>& addresses, const std::string& peer, SocketWait& wait) : peer_(peer) {
  wait.doing("connecting to " + peer_);
  std::string problem;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto left = wait.deadline() - wait.now();
    const auto share = left / static_cast<long>(addresses.size() - i);
    if (try_address(addresses[i], wait.now() + share, wait, problem)) return;
  }
  wait.check();
  throw TransportError(Failure::unreachable, "connecting to " + peer_ + ": " + problem);
}

void Connection::Socket::reset(int descriptor) {
  if (fd >= 0) ::close(fd);
  fd = descriptor;
}

bool Connection::try_address(const Address& address, SocketWait::Ticks give_up, SocketWait& wait,
                             std::string& problem) {
  socket_.reset(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket_.fd < 0) {
    problem = text_of(errno);
    return false;
  }
  const int yes = 1;
  ::setsockopt(socket_.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(socket_.fd, address.get(), address.length) == 0) return true;
  if (errno != EINPROGRESS) {
    problem = text_of(errno);
    return false;
  }
  if (!wait.until_ready(socket_.fd, POLLOUT, give_up)) {
    problem = "no answer";
    return false;
  }
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket_.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  problem = text_of(error);
  return error == 0;
}

void Connection::start_tls(const TlsContext& context, const std::string& host, SocketWait& wait) {
  wait.doing("making the TLS handshake with " + peer_);
  ssl_.reset(SSL_new(context.get()));
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.fd) != 1) {
    throw TransportError(Failure::unreachable, "OpenSSL cannot create a connection");
  }
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl_.get());
  bool prepared = false;
  if (is_literal_address(host)) {
    prepared = X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  } else {
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    prepared = X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1 &&
               SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) == 1;
  }
  // Without the host's name every certificate of a known authority would do.
  if (!prepared) throw TransportError(Failure::unreachable, "OpenSSL cannot check certificates for " + host);
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_connect(ssl_.get());
    if (result == 1) return;
    wait_for_tls(result, wait);
  }
}

void Connection::wait_for_tls(int result, SocketWait& wait) {
  const int socket_error = errno;
  const int kind = SSL_get_error(ssl_.get(), result);
  if (kind == SSL_ERROR_WANT_READ) return wait.until_ready(socket_.fd, POLLIN);
  if (kind == SSL_ERROR_WANT_WRITE) return wait.until_ready(socket_.fd, POLLOUT);
  errno = socket_error;
  throw TransportError(Failure::unreachable, peer_ + ": " + tls_problem(ssl_.get(), result));
}

void Connection::write(std::string_view bytes, SocketWait& wait) {
  wait.doing("sending the request to " + peer_);
  wait.check();
  if (ssl_) {
    write_tls(bytes, wait);
  } else {
    write_plain(bytes, wait);
  }
}

void Connection::write_plain(std::string_view bytes, SocketWait& wait) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (would_block(errno)) {
      wait.until_ready(socket_.fd, POLLOUT);
    } else if (errno != EINTR) {
      throw TransportError(Failure::unreachable, peer_ + ": " + text_of(errno));
    }
  }
}

void Connection::write_tls(std::string_view bytes, SocketWait& wait) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    ERR_clear_error();
    errno = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
    if (result == 1) {
      bytes.remove_prefix(sent);
    } else {
      wait_for_tls(result, wait);
    }
  }
}

std::size_t Connection::read(std::span<char> buffer, SocketWait& wait) {
  wait.check();  // bytes that drip without a pause must not carry a request past its deadline
  return ssl_ ? read_tls(buffer, wait) : read_plain(buffer, wait);
}

std::size_t Connection::read_plain(std::span<char> buffer, SocketWait& wait) {
  while (true) {
    const auto received = ::recv(socket_.fd, buffer.data(), buffer.size(), 0);
    if (received >= 0) return static_cast<std::size_t>(received);
    if (would_block(errno)) {
      wait.until_ready(socket_.fd, POLLIN);
    } else if (errno != EINTR) {
      throw TransportError(Failure::unreachable, peer_ + ": " + text_of(errno));
    }
  }
}

std::size_t Connection::read_tls(std::span<char> buffer, SocketWait& wait) {
  while (true) {
    std::size_t received = 0;
    ERR_clear_error();
    errno = 0;
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &received);
    if (result == 1) return received;
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN) return 0;
    wait_for_tls(result, wait);
  }
}

bool Connection::is_fresh() const {
  pollfd idle{socket_.fd, POLLIN | POLLRDHUP, 0};
  // TLS 1.3 sends session tickets after the handshake; they have been read together with the first answer.
  return ::poll(&idle, 1, 0) == 0;
}

}  // namespace segaudit::agent
