// How often each endpoint was asked and with which status it answered. May be called from any thread.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace segaudit::simulator {

struct RequestCount {
  // The operation of a known endpoint ("listSources"), otherwise "unknown".
  std::string operation;
  // The endpoint with its placeholders ("/sources/{sourceId}"), or the path that nothing matched.
  std::string endpoint;
  // 0: no answer was given on purpose (hang, reset).
  int status = 0;
  long count = 0;
};

class RequestLog {
 public:
  void add(std::string_view operation, std::string_view endpoint, int status);
  std::vector<RequestCount> counts() const;
  // Requests to this operation, with this status or (-1) with any.
  long count(const std::string& operation, int status = -1) const;
  long total() const;
  void clear();

 private:
  // Compares without making strings.
  struct ByEndpoint {
    using is_transparent = void;
    template <typename Left, typename Right>
    bool operator()(const Left& left, const Right& right) const {
      const int order = std::string_view(left.first).compare(right.first);
      return order != 0 ? order < 0 : left.second < right.second;
    }
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, RequestCount, ByEndpoint> counts_;
};

}  // namespace segaudit::simulator
