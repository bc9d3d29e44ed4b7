#include "agent/web_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "agent/connection_deadlines.h"
#include "agent/web_routes.h"

namespace segaudit::agent {
namespace {

namespace net = Poco::Net;

std::string remedy_of(int code) {
  switch (code) {
    case EADDRINUSE:
      return "another program (or another segaudit) uses this port: stop it, or change web.listen";
    case EACCES:
      return "ports below 1024 need a permission: use another one in web.listen";
    case EADDRNOTAVAIL:
      return "this machine has no such address: change web.listen";
    default:
      return "check web.listen";
  }
}

net::ServerSocket open_port(const ListenAddress& listen) {
  try {
    net::ServerSocket socket;
    // The address may be taken over from connections that are still closing, but the port is never shared with another
    // program that listens on it.
    if (listen.host.empty()) {
      socket.bind6(net::SocketAddress("::", listen.port), true, false, false);
    } else if (listen.host.find(':') != std::string::npos) {
      socket.bind6(net::SocketAddress(listen.host, listen.port), true, false, true);
    } else {
      socket.bind(net::SocketAddress(listen.host, listen.port), true, false);
    }
    socket.listen(64);
    return socket;
  } catch (const Poco::Exception& error) {
    throw WebServerError("cannot listen on " + to_string(listen) + ": " + std::strerror(error.code()) + ": " +
                         remedy_of(error.code()));
  }
}

net::HTTPServerParams::Ptr parameters_of(const WebServerOptions& options) {
  net::HTTPServerParams::Ptr parameters = new net::HTTPServerParams;
  parameters->setKeepAlive(false);
  parameters->setTimeout(Poco::Timespan(std::chrono::microseconds(options.silence).count()));
  parameters->setMaxThreads(options.threads);
  parameters->setMaxQueued(64);
  // A thread that was just started may miss the call to stop, and would then wait for this long.
  parameters->setThreadIdleTime(Poco::Timespan(0, 250'000));
  return parameters;
}

class Connection final : public net::HTTPServerConnection {
 public:
  Connection(const net::StreamSocket& socket, const net::HTTPServerParams::Ptr& parameters,
             const net::HTTPRequestHandlerFactory::Ptr& routes, ConnectionDeadlines& deadlines)
      : HTTPServerConnection(socket, parameters, routes), deadlines_(deadlines) {}

  void run() override {
    const auto watched = deadlines_.watch(socket().impl()->sockfd());
    try {
      HTTPServerConnection::run();
    } catch (const std::exception&) {
      // The client went away or was cut; there is nobody to tell.
    }
    deadlines_.finish(watched);
  }

 private:
  ConnectionDeadlines& deadlines_;
};

class ConnectionFactory final : public net::TCPServerConnectionFactory {
 public:
  ConnectionFactory(net::HTTPServerParams::Ptr parameters, net::HTTPRequestHandlerFactory::Ptr routes,
                    ConnectionDeadlines& deadlines)
      : parameters_(std::move(parameters)), routes_(std::move(routes)), deadlines_(deadlines) {}

  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return new Connection(socket, parameters_, routes_, deadlines_);
  }

 private:
  net::HTTPServerParams::Ptr parameters_;
  net::HTTPRequestHandlerFactory::Ptr routes_;
  ConnectionDeadlines& deadlines_;
};

}  // namespace

struct WebServer::Impl {
  Impl(const WebServerOptions& options, const net::HTTPRequestHandlerFactory::Ptr& routes)
      : deadlines(options.connection),
        threads(2, options.threads),
        server(new ConnectionFactory(parameters_of(options), routes, deadlines), threads, open_port(options.listen),
               parameters_of(options)) {
    server.start();
  }

  ~Impl() {
    // Wakes the thread that accepts; by itself it would look only four times a second whether it should stop.
    ::shutdown(server.socket().impl()->sockfd(), SHUT_RDWR);
    server.stop();
    deadlines.cut_all();
    threads.joinAll();
  }

  ConnectionDeadlines deadlines;
  Poco::ThreadPool threads;
  net::TCPServer server;
};

WebServer::WebServer(const WebServerOptions& options, const Publisher& publisher,
                     std::function<std::string()> live_metrics)
    : impl_(std::make_unique<Impl>(options, web_routes(publisher, std::move(live_metrics)))) {}

WebServer::~WebServer() = default;

std::uint16_t WebServer::port() const { return impl_->server.port(); }

}  // namespace segaudit::agent
