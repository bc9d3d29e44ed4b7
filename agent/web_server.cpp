#include "agent/web_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>

#include <cerrno>
#include <cstring>

#include "agent/web_loop.h"

namespace segaudit::agent {
namespace {

namespace net = Poco::Net;

constexpr int kBacklog = 1024;  // connections that wait to be accepted

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
    socket.listen(kBacklog);
    socket.setBlocking(false);
    return socket;
  } catch (const Poco::Exception& error) {
    throw WebServerError("cannot listen on " + to_string(listen) + ": " + std::strerror(error.code()) + ": " +
                         remedy_of(error.code()));
  }
}

}  // namespace

struct WebServer::Impl {
  Impl(const WebServerOptions& options, const Publisher& publisher, std::function<std::string()> live_metrics)
      : socket(open_port(options.listen)),
        routes(publisher, std::move(live_metrics)),
        loop(socket.impl()->sockfd(), routes, {options.silence, options.connection, options.connections}) {}

  net::ServerSocket socket;
  WebRoutes routes;
  WebLoop loop;
};

WebServer::WebServer(const WebServerOptions& options, const Publisher& publisher,
                     std::function<std::string()> live_metrics)
    : impl_(std::make_unique<Impl>(options, publisher, std::move(live_metrics))) {}

WebServer::~WebServer() = default;

std::uint16_t WebServer::port() const { return impl_->socket.address().port(); }

}  // namespace segaudit::agent
