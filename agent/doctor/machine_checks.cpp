#include "agent/doctor/machine_checks.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <unistd.h>

#include <optional>

#include "agent/printable.h"
#include "storage/archive.h"

namespace segaudit::agent {
namespace {

constexpr std::uintmax_t kMebibyte = 1024 * 1024;
constexpr std::uintmax_t kLittleSpace = 1024 * kMebibyte, kNoSpace = 100 * kMebibyte;
constexpr int kAnswerSeconds = 2;

std::string host_to_ask(const ListenAddress& address) {
  if (address.host.empty() || address.host == "0.0.0.0") return "127.0.0.1";
  return address.host == "::" ? "::1" : address.host;
}

bool is_loopback(const std::string& host) { return host == "::1" || host.starts_with("127."); }

// What /-/healthy says; nothing when nobody listens.
std::optional<std::string> health_at(const ListenAddress& address) {
  try {
    Poco::Net::HTTPClientSession session(host_to_ask(address), address.port);
    session.setTimeout(Poco::Timespan(kAnswerSeconds, 0));
    Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_GET, "/-/healthy", Poco::Net::HTTPMessage::HTTP_1_1);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::string first_line;
    std::getline(session.receiveResponse(response), first_line);
    return first_line;
  } catch (const Poco::Net::ConnectionRefusedException&) {
    return std::nullopt;
  } catch (const Poco::Exception&) {
    return "";
  }
}

// Why the address cannot be listened on; empty: it can.
std::string why_not_free(const ListenAddress& address) {
  try {
    const std::string host = address.host.empty() ? "0.0.0.0" : address.host;
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress(host, address.port), true);  // connections that are still closing are no bar
    socket.listen(1);
    return "";
  } catch (const Poco::Exception& error) {
    return printable(error.displayText());
  }
}

std::string reach_of(const ListenAddress& address) {
  if (is_loopback(address.host)) return "only programs on this machine can scrape it";
  return address.host.empty() || address.host == "0.0.0.0" || address.host == "::" ? "reachable on every address of this machine"
                                                                                  : "reachable where that address is";
}

}  // namespace

Check disk_check(const std::filesystem::path& directory) {
  const std::string place = printable(directory.string());
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error))
    return {"disk", Health::problem, place + " is not there",
            "create it for segaudit's user with mode 0700; under systemd, StateDirectory=segaudit does that"};
  if (::access(directory.c_str(), W_OK | X_OK) != 0)
    return {"disk", Health::problem, place + " cannot be written by this user",
            "run as segaudit's user, or give the directory to it"};
  const auto space = std::filesystem::space(directory, error);
  if (error) return {"disk", Health::warning, place + ": free space is not known: " + error.message(), ""};
  const std::string text = place + ": " + std::to_string(space.available / kMebibyte) + " MiB free";
  const auto health = space.available < kNoSpace     ? Health::problem
                      : space.available < kLittleSpace ? Health::warning
                                                       : Health::ok;
  return {"disk", health, text, health == Health::ok ? "" : "a large workspace needs about 1 GiB in its first year: free some space"};
}

Check database_check(const std::filesystem::path& database, const std::string& workspace_id) {
  const std::string place = printable(database.string());
  std::error_code error;
  if (!std::filesystem::exists(database, error)) return {"database", Health::ok, place + ": none yet, the first run creates it", ""};
  try {
    const storage::Archive archive(database);
    const auto known = archive.workspace_id();
    if (known && !workspace_id.empty() && *known != workspace_id)
      return {"database", Health::problem,
              place + ": is about workspace " + printable(*known) + ", but the token opens " + printable(workspace_id),
              "check the token, or give that workspace a name (and so a database) of its own"};
    return {"database", Health::ok, place + ": " + std::to_string(archive.length()) + " rows in its log", ""};
  } catch (const storage::StorageError& problem) {
    return {"database", Health::problem, printable(problem.what(), 500), "segaudit verify says more"};
  }
}

Check listen_check(const ListenAddress& address) {
  const std::string place = to_string(address);
  if (address.port == 0)
    return {"listen address", Health::warning, place + ": a different port at each start", "Prometheus needs a fixed port"};
  if (const auto health = health_at(address)) {
    if (*health == "healthy") return {"listen address", Health::ok, place + ": the agent answers; " + reach_of(address), ""};
    return {"listen address", Health::problem, place + ": another program listens there",
            "choose another port in web.listen, and in Prometheus' scrape configuration"};
  }
  if (const std::string why = why_not_free(address); !why.empty())
    return {"listen address", Health::problem, place + ": cannot be listened on: " + why,
            "web.listen must be an address of this machine"};
  return {"listen address", Health::ok, place + ": free, the agent is not running; " + reach_of(address), ""};
}

}  // namespace segaudit::agent
