#include "tests/simulator/http_handler.h"

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/String.h>

#include <algorithm>
#include <iterator>
#include <ostream>

#include "tests/simulator/gzip.h"

namespace segaudit::simulator {

namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerRequestImpl;
using Poco::Net::HTTPServerResponse;
using Poco::Net::StreamSocket;

Request read_request(HTTPServerRequest& request) {
  Request result;
  result.method = request.getMethod();
  result.target = request.getURI();
  for (const auto& [name, value] : request) result.headers[Poco::toLower(name)] = value;
  // Without either there is no body (RFC 9112, 6.3); Poco would wait for the client to close the connection.
  if (request.hasContentLength() || request.getChunkedTransferEncoding()) {
    result.body.assign(std::istreambuf_iterator<char>(request.stream()), {});
  }
  return result;
}

void compress(Reply& reply) {
  if (!reply.packed) reply.body = gzipped(reply.body);
  reply.headers.emplace_back("Content-Encoding", "gzip");
}

// The head is written by hand where less than the promised body follows.
std::string head_of(const Reply& reply, TimePoint now) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Simulated\r\n";
  head += "Date: " + http_date(now) + "\r\n";
  head += "Content-Type: " + reply.content_type + "\r\n";
  head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

void send_all(StreamSocket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const int sent = socket.sendBytes(bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// A closed connection whose unsent bytes are thrown away makes the kernel send RST.
void reset_connection(StreamSocket& socket) {
  socket.setLinger(true, 0);
  socket.close();
}

// Until the client goes away or the simulator ends.
void hang(StreamSocket& socket, Patience& patience) {
  constexpr std::chrono::milliseconds kLook{20};
  while (patience.wait_for(kLook)) {
    if (!socket.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ)) continue;
    char byte = 0;
    if (socket.receiveBytes(&byte, 1) <= 0) return;
  }
}

void drip(StreamSocket& socket, const Reply& reply, const std::string& head, Patience& patience) {
  send_all(socket, head);
  std::string_view rest = reply.body;
  while (!rest.empty() && patience.wait_for(reply.delivery.pause)) {
    const auto step = rest.substr(0, reply.delivery.bytes);
    send_all(socket, step);
    rest.remove_prefix(step.size());
  }
}

void send_raw(HTTPServerRequest& request, const Reply& reply, TimePoint now, Patience& patience) {
  StreamSocket socket = dynamic_cast<HTTPServerRequestImpl&>(request).detachSocket();
  switch (reply.delivery.manner) {
    case Delivery::Manner::kNormal:
      break;
    case Delivery::Manner::kHang:
      hang(socket, patience);
      break;
    case Delivery::Manner::kReset:
      reset_connection(socket);
      break;
    case Delivery::Manner::kTruncate:
      send_all(socket, head_of(reply, now) + reply.body.substr(0, reply.delivery.bytes));
      break;
    case Delivery::Manner::kDrip:
      drip(socket, reply, head_of(reply, now), patience);
      break;
  }
}

void send_whole(HTTPServerResponse& response, const Reply& reply, TimePoint now) {
  response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(reply.status));
  response.setReason(Poco::Net::HTTPResponse::getReasonForStatus(response.getStatus()));
  response.set("Date", http_date(now));
  response.setContentType(reply.content_type);
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  const std::string& body = reply.packed ? *reply.packed : reply.body;
  response.sendBuffer(body.data(), body.size());
}

}  // namespace

bool Patience::wait_for(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [&] { return ended_; });
}

void Patience::end() {
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void HttpHandler::handleRequest(HTTPServerRequest& http_request, HTTPServerResponse& http_response) {
  const Request request = read_request(http_request);
  Reply reply = simulator_.handle(request);
  if (request.accepts_gzip()) compress(reply);
  if (reply.delivery.delay.count() > 0 && !patience_.wait_for(reply.delivery.delay)) return;
  const TimePoint now = simulator_.options().clock();
  try {
    if (reply.delivery.manner == Delivery::Manner::kNormal) {
      send_whole(http_response, reply, now);
    } else {
      send_raw(http_request, reply, now, patience_);
    }
  } catch (const Poco::Exception&) {
    // The client went away before it had its answer; nothing is left to tell it.
  }
}

Poco::Net::HTTPRequestHandler* HttpHandlerFactory::createRequestHandler(const HTTPServerRequest&) {
  return new HttpHandler(simulator_, patience_);
}

}  // namespace segaudit::simulator
