// The simulator on loopback. In a test:
//
//   simulator::Server server({});  // fixture Acme, any free port
//   client.poll(server.url(), server.options().token);
//   server.workspace().patch({"source", "", "sinkProd9Ua4"}, R"({"enabled":false})");
//   server.faults().add({.endpoint = "listSources", .kind = FaultKind::kReset, .times = 2});
//   BOOST_TEST(server.requests().count("listSources", 200) == 1);
//
// It answers from construction to destruction. Every function may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/simulator/simulator.h"

namespace segaudit::simulator {

class Server {
 public:
  // Throws FixtureError, and std::runtime_error when the host is not loopback or the port is taken.
  explicit Server(Options options);
  // Cuts hanging and dripping answers short.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  // http://127.0.0.1:PORT
  std::string url() const;

  Workspace& workspace() { return simulator_.workspace(); }
  Faults& faults() { return simulator_.faults(); }
  RequestLog& requests() { return simulator_.requests(); }
  const Options& options() const { return simulator_.options(); }
  void reset() { simulator_.reset(); }

 private:
  struct Listener;
  Simulator simulator_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace segaudit::simulator
