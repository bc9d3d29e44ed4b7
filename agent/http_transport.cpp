#include "agent/http_transport.h"

#include <Poco/Base64Encoder.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <stdexcept>

#include "agent/answer_head.h"
#include "agent/percent_encoding.h"
#include "agent/wipe.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr std::size_t kLongestProxyAnswer = 16 * 1024;

bool fits_into_a_header(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

std::string target_of(const Request& request) {
  std::string target = request.path;
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    target += separator + percent_encoded(name) + "=" + percent_encoded(value);
    separator = '&';
  }
  return target;
}

std::string base64(const std::string& text) {
  std::ostringstream encoded;
  Poco::Base64Encoder encoder(encoded);
  encoder.rdbuf()->setLineLength(0);
  encoder << text;
  encoder.close();
  return encoded.str();
}

bool same_letter(unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); }

// In any case: a host name, for one, is often shown in lower case. In one pass: a server may repeat the token a million
// times.
void blot_out(std::string& text, const std::string& token) {
  std::string blotted;
  auto done = text.begin();
  while (true) {
    const auto at = std::search(done, text.end(), token.begin(), token.end(), same_letter);
    if (at == text.end()) break;
    blotted.append(done, at).append("[token]");
    done = at + std::ptrdiff_t(token.size());
  }
  if (done == text.begin()) return;
  blotted.append(done, text.end());
  text = std::move(blotted);
}

// Only answers that end in an error text are searched: good ones are large and never printed.
void blot_out(Response& answer, const Secret& token) {
  const auto type = answer.headers.find("content-type");
  const bool is_json = type != answer.headers.end() && type->second.find("json") != std::string::npos;
  if (token.empty() || (answer.status == 200 && is_json)) return;
  blot_out(answer.body, token.reveal());
  for (auto& [name, value] : answer.headers) blot_out(value, token.reveal());
}

// Sends the request and reads its answer. The connection is gone afterwards when it cannot carry another request.
Response exchange(std::unique_ptr<Connection>& connection, std::string_view request, AnswerReader& reader,
                  SocketWait& wait) {
  connection->write(request, wait);
  wait.doing("waiting for the answer");
  std::array<char, kReadSize> buffer;
  for (bool complete = false; !complete;) {
    const std::size_t received = connection->read(buffer, wait);
    if (received == 0) {
      reader.end();
      break;
    }
    wait.doing("reading the answer");
    complete = reader.feed({buffer.data(), received});
  }
  if (!reader.can_go_on()) connection.reset();
  return reader.take();
}

// Nothing: the server closed the kept connection without a byte of an answer. A GET can safely be sent again.
std::optional<Response> exchange_on_kept(std::unique_ptr<Connection>& connection, std::string_view request,
                                         AnswerLimits limits, SocketWait& wait) {
  AnswerReader reader(limits);
  try {
    return exchange(connection, request, reader, wait);
  } catch (const TransportError& error) {
    if (error.failure() != Failure::unreachable || reader.has_started()) throw;
    return std::nullopt;
  }
}

}  // namespace

HttpTransport::HttpTransport(HttpOptions options, Clock& clock, std::function<Secret()> token)
    : options_(std::move(options)),
      url_(parse_base_url(options_.base_url)),
      compressed_(options_.compressed.value_or(!names_loopback(url_.host))),
      tls_(url_.tls ? std::optional<TlsContext>(std::in_place, options_.ca_file) : std::nullopt),
      proxy_(url_.tls ? proxy_for(url_.host, url_.port, options_.environment) : std::nullopt),
      clock_(clock),
      token_(std::move(token)),
      pool_(options_.connections, options_.longest_idle) {}

Response HttpTransport::get(const Request& request, std::chrono::steady_clock::time_point deadline,
                            std::stop_token stop) {
  SocketWait wait(clock_, deadline, std::move(stop));
  const Secret token = token_();
  const WipedText head(head_of(request, token));
  const ConnectionPool::Place place = pool_.take_place(wait);
  std::unique_ptr<Connection> connection = pool_.take_idle(clock_.ticks());
  std::optional<Response> answer;
  if (connection) answer = exchange_on_kept(connection, head.view(), options_.limits, wait);
  if (!answer) {
    connection = connect(wait);
    AnswerReader reader(options_.limits);
    answer = exchange(connection, head.view(), reader, wait);
  }
  if (connection) pool_.keep(std::move(connection), clock_.ticks());
  blot_out(*answer, token);
  return std::move(*answer);
}

std::unique_ptr<Connection> HttpTransport::connect(SocketWait& wait) const {
  const std::string host = proxy_ ? proxy_->host : url_.host;
  const std::uint16_t port = proxy_ ? proxy_->port : url_.port;
  std::vector<Address> addresses = resolve(host, port, wait);
  // "localhost" is only a name: what it leads to must be this machine, or the token would leave it in clear.
  if (!url_.tls) std::erase_if(addresses, [](const Address& address) { return !address.is_loopback(); });
  if (addresses.empty()) throw TransportError(Failure::refused, host + " is not this machine: use https://");
  const std::string peer = proxy_ ? "proxy " + host + ":" + std::to_string(port) : url_.authority();
  auto connection = std::make_unique<Connection>(addresses, peer, wait);
  if (proxy_) open_tunnel(*connection, wait);
  if (tls_) connection->start_tls(*tls_, url_.host, wait);
  return connection;
}

void HttpTransport::open_tunnel(Connection& connection, SocketWait& wait) const {
  std::string request;
  // Credentials must not stay behind in memory that growing leaves.
  request.reserve(256 + 2 * url_.authority().size() + 2 * proxy_->credentials.reveal().size());
  request.append("CONNECT ").append(url_.authority()).append(" HTTP/1.1\r\nHost: ").append(url_.authority());
  request.append("\r\n");
  if (!proxy_->credentials.empty()) {
    const WipedText encoded(base64(proxy_->credentials.reveal()));
    request.append("Proxy-Authorization: Basic ").append(encoded.view()).append("\r\n");
  }
  const WipedText head(std::move(request.append("\r\n")));
  connection.write(head.view(), wait);
  wait.doing("waiting for the proxy");
  // Byte by byte: what follows the head belongs to the server behind the proxy.
  std::string answer;
  char byte = 0;
  while (!answer.ends_with("\r\n\r\n") && answer.size() < kLongestProxyAnswer) {
    if (connection.read({&byte, 1}, wait) == 0) break;
    answer += byte;
  }
  const int status = parse_head(answer).status;
  if (status == 200) return;
  throw TransportError(Failure::unreachable, "proxy " + proxy_->host + ":" + std::to_string(proxy_->port) +
                                                 " answered " + std::to_string(status) + " to CONNECT " +
                                                 url_.authority());
}

std::string HttpTransport::head_of(const Request& request, const Secret& token) const {
  const std::string target = target_of(request);
  if (!target.starts_with('/') || !fits_into_a_header(target) ||
      request.accept.find_first_of("\r\n") != std::string::npos) {
    throw std::invalid_argument("a request's path must start with / and be percent-encoded");
  }
  if (!fits_into_a_header(token.reveal())) {
    throw TransportError(Failure::not_permitted, "the token contains characters that cannot be sent in a header");
  }
  std::string head;
  // The token must not stay behind in memory that growing leaves.
  head.reserve(512 + target.size() + request.accept.size() + token.reveal().size() + options_.user_agent.size());
  head.append("GET ").append(target).append(" HTTP/1.1\r\nHost: ").append(url_.host_header());
  head.append("\r\nUser-Agent: ").append(options_.user_agent);
  head.append("\r\nAccept: ").append(request.accept);
  head.append("\r\nAccept-Encoding: ").append(compressed_ ? "gzip" : "identity");
  if (!token.empty()) head.append("\r\nAuthorization: Bearer ").append(token.reveal());
  head.append("\r\n\r\n");
  return head;
}

}  // namespace segaudit::agent
