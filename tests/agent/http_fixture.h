#pragma once

#include <openssl/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "certificates.h"

namespace segaudit::agent {

// The server's end of one connection, as the test's handler sees it.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Everything up to the empty line; empty when the client has closed.
  std::string read_request();

  // False when the client has closed.
  bool send(std::string_view bytes);

  // Waits until the client closes, or the fixture ends.
  void wait_for_close();

  // Sends the bytes again and again, with a little time between them, until the client closes.
  void drip(std::string_view bytes);

  // The client sees "connection reset" instead of an end.
  void reset_on_close();

  // Serves TLS from here on, as behind a CONNECT. False when the handshake fails.
  bool start_tls(SSL_CTX* context);

 private:
  const int socket_;
  SSL* ssl_ = nullptr;
};

// A server on 127.0.0.1 that answers as badly as the test wants: the handler gets each connection in a thread of its
// own and does with it what it likes; the connection is closed when it returns.
class HttpFixture {
 public:
  using Handler = std::function<void(Peer&)>;

  explicit HttpFixture(Handler handler);
  HttpFixture(Handler handler, const Certificate& certificate);
  ~HttpFixture();

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }

 private:
  struct Served {
    int socket = -1;
    std::thread thread;
  };

  void accept_all();
  void serve(int socket);

  const Handler handler_;
  std::shared_ptr<SSL_CTX> tls_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<int> connections_ = 0;
  std::list<Served> served_;
  std::thread acceptor_;
};

std::shared_ptr<SSL_CTX> server_tls(const Certificate& certificate);

// A port on 127.0.0.1 at which connecting hangs: its queue is full and nobody accepts.
class FullPort {
 public:
  FullPort();
  ~FullPort();
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::list<int> waiting_;
};

// An answer with the right length.
std::string json_answer(std::string_view body, std::string_view more_headers = "");

// Packed as a server would.
std::string gzipped(std::string_view text);

}  // namespace segaudit::agent
