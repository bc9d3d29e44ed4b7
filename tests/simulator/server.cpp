#include "tests/simulator/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/ThreadPool.h>
#include <sys/socket.h>

#include "tests/simulator/http_handler.h"

namespace segaudit::simulator {

namespace {

constexpr int kThreads = 256;  // hanging answers hold a thread each

Poco::Net::ServerSocket listen_on(const Options& options) {
  Poco::Net::IPAddress address;
  if (!Poco::Net::IPAddress::tryParse(options.host, address) || !address.isLoopback()) {
    throw std::runtime_error("listens on loopback addresses only, not on " + options.host);
  }
  try {
    Poco::Net::ServerSocket socket;
    // Not the constructor that binds: it would share the port with another simulator.
    socket.bind(Poco::Net::SocketAddress(address, options.port), true, false);
    socket.listen(kThreads);
    return socket;
  } catch (const Poco::Exception& error) {
    throw std::runtime_error("cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " +
                             error.displayText());
  }
}

Poco::Net::HTTPServerParams::Ptr parameters() {
  Poco::Net::HTTPServerParams::Ptr result = new Poco::Net::HTTPServerParams;
  result->setMaxThreads(kThreads);
  result->setMaxQueued(1024);
  result->setKeepAlive(true);
  result->setMaxKeepAliveRequests(0);
  result->setKeepAliveTimeout(Poco::Timespan(30, 0));
  result->setTimeout(Poco::Timespan(30, 0));
  return result;
}

}  // namespace

struct Server::Listener {
  Listener(Simulator& simulator, const Options& options)
      : pool(2, kThreads),
        socket(listen_on(options)),
        server(new HttpHandlerFactory(simulator, patience), pool, socket, parameters()) {}

  Patience patience;
  Poco::ThreadPool pool;
  Poco::Net::ServerSocket socket;
  Poco::Net::HTTPServer server;
};

Server::Server(Options options)
    : simulator_(std::move(options)), listener_(std::make_unique<Listener>(simulator_, simulator_.options())) {
  listener_->server.start();
}

Server::~Server() {
  listener_->patience.end();
  // Wakes the accepting thread, which otherwise notices the stop only after a quarter of a second.
  ::shutdown(listener_->socket.impl()->sockfd(), SHUT_RDWR);
  // Idle keep-alive connections would hold their threads until the timeout.
  listener_->server.stopAll(true);
  listener_->pool.joinAll();
}

std::uint16_t Server::port() const { return listener_->socket.address().port(); }

std::string Server::url() const { return "http://" + listener_->socket.address().toString(); }

}  // namespace segaudit::simulator
