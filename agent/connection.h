#pragma once

#include <openssl/types.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/resolver.h"
#include "agent/socket_wait.h"
#include "agent/tls_context.h"

namespace segaudit::agent {

// A stream of bytes to one server, plain or TLS. The socket never blocks; all waiting is done by the SocketWait of the
// request that uses the connection. Throws TransportError. One thread at a time. TLS writes raise SIGPIPE when the peer
// is gone: the process must ignore that signal.
class Connection {
 public:
  // Tries the addresses in order, each with a fair part of the time that is left.
  Connection(const std::vector<Address>& addresses, const std::string& peer, SocketWait& wait);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Makes the handshake and checks that the certificate was issued for `host` (a name or a literal address).
  void start_tls(const TlsContext& context, const std::string& host, SocketWait& wait);

  void write(std::string_view bytes, SocketWait& wait);

  // Reads at least one byte and returns how many; 0: the peer has closed.
  std::size_t read(std::span<char> buffer, SocketWait& wait);

  // Whether an idle connection is worth a try: still open, and nothing has arrived that nobody asked for.
  bool is_fresh() const;

 private:
  bool try_address(const Address& address, SocketWait::Ticks give_up, SocketWait& wait, std::string& problem);
  std::size_t read_plain(std::span<char> buffer, SocketWait& wait);
  std::size_t read_tls(std::span<char> buffer, SocketWait& wait);
  void write_plain(std::string_view bytes, SocketWait& wait);
  void write_tls(std::string_view bytes, SocketWait& wait);
  // Waits for what OpenSSL asked for; throws when the result is an error.
  void wait_for_tls(int result, SocketWait& wait);

  struct FreeSsl {
    void operator()(SSL* ssl) const;
  };

  struct Socket {
    Socket() = default;
    ~Socket() { reset(-1); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    void reset(int descriptor);
    int fd = -1;
  };

  std::string peer_;  // "host:port", for error texts
  Socket socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace segaudit::agent
