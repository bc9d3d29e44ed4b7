// How often each endpoint was asked and with which status it answered. May be called from any thread.
#pragma once

#include <map>
#include <mutex>
#include <string>
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
  void add(const std::string& operation, const std::string& endpoint, int status);
  std::vector<RequestCount> counts() const;
  // Requests to this operation, with this status or (-1) with any.
  long count(const std::string& operation, int status = -1) const;
  long total() const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, RequestCount> counts_;
};

}  // namespace segaudit::simulator
