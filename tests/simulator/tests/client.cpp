#include "tests/simulator/tests/client.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

namespace segaudit::simulator::test {

namespace {

Received exchange(std::uint16_t port, std::chrono::milliseconds patience, const std::string& method,
                  const std::string& target, const Headers& headers, const std::string& body) {
  Poco::Net::HTTPClientSession session("127.0.0.1", port);
  session.setTimeout(Poco::Timespan(patience.count() * 1000));
  Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
  for (const auto& [name, value] : headers) request.set(name, value);
  if (!body.empty()) request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  std::istream& stream = session.receiveResponse(response);
  Received received;
  received.body.assign(std::istreambuf_iterator<char>(stream), {});
  received.status = response.getStatus();
  for (const auto& [name, value] : response) received.headers[Poco::toLower(name)] = value;
  return received;
}

}  // namespace

std::string Received::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "(absent)" : found->second;
}

nlohmann::json Received::json() const { return nlohmann::json::parse(body); }

Received Client::get(const std::string& target, Headers headers) const {
  headers.try_emplace("Authorization", "Bearer simulator-token");
  return exchange(port_, patience_, "GET", target, headers, "");
}

Received Client::send(const std::string& method, const std::string& target, const std::string& body) const {
  return exchange(port_, patience_, method, target, {}, body);
}

std::vector<std::string> Client::list_ids(const std::string& path, const std::string& envelope, int count) const {
  std::vector<std::string> ids;
  std::string cursor;
  for (int page = 0; page < 100; ++page) {
    std::string target = path + "?pagination.count=" + std::to_string(count);
    if (!cursor.empty()) {
      target += "&pagination.cursor=";
      Poco::URI::encode(cursor, "=+/", target);
    }
    const auto data = get(target).json().at("data");
    for (const auto& item : data.at(envelope)) ids.push_back(item.at("id").get<std::string>());
    const auto next = data.at("pagination").find("next");
    if (next == data.at("pagination").end() || next->is_null()) break;
    cursor = next->get<std::string>();
  }
  return ids;
}

}  // namespace segaudit::simulator::test
