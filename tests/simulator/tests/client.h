// What the tests of the simulator talk to it with: real HTTP over loopback, and a clock that stands still.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/simulator/server.h"

namespace segaudit::simulator::test {

// Moves only when told to.
class FakeClock {
 public:
  // 2026-03-01T12:00:00Z
  FakeClock() : now_(std::make_shared<std::atomic<long>>(1772366400000)) {}
  Clock clock() const {
    return [now = now_] { return TimePoint{std::chrono::milliseconds{now->load()}}; };
  }
  void advance(std::chrono::milliseconds step) { *now_ += step.count(); }

 private:
  std::shared_ptr<std::atomic<long>> now_;
};

using Headers = std::map<std::string, std::string>;

struct Received {
  int status = 0;
  // Names in lower case.
  Headers headers;
  std::string body;

  std::string header(const std::string& name) const;
  nlohmann::json json() const;
};

class Client {
 public:
  // The patience is meant for tests that expect no answer; the default survives a busy machine.
  explicit Client(const Server& server, std::chrono::milliseconds patience = std::chrono::seconds{20})
      : port_(server.port()), patience_(patience) {}

  // With the token, unless `headers` has an Authorization of its own. Throws what Poco throws.
  Received get(const std::string& target, Headers headers = {}) const;
  // Without a token, as the commands take it.
  Received send(const std::string& method, const std::string& target, const std::string& body = "") const;
  // Ids of all items of a list, in order, following the cursors; at most 100 pages.
  std::vector<std::string> list_ids(const std::string& path, const std::string& envelope, int count) const;

 private:
  std::uint16_t port_;
  std::chrono::milliseconds patience_;
};

}  // namespace segaudit::simulator::test
