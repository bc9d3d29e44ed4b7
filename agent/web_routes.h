#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "agent/publication.h"
#include "agent/web_answer.h"
#include "agent/web_request.h"

namespace segaudit::agent {

// What is served under which path. Any thread.
class WebRoutes {
 public:
  WebRoutes(const Publisher& publisher, std::function<std::string()> live_metrics)
      : publisher_(publisher), live_metrics_(std::move(live_metrics)) {}

  enum class Lane {
    prepared,  // the answer is there: making it takes microseconds
    scrape,    // milliseconds
    database,  // reads the database: may take up to the deadline of such a page
  };

  Lane lane_of(const WebRequest& request) const;

  // Never throws: what goes wrong is an answer, too. `stop` ends what reads the database.
  WebAnswer answer(const WebRequest& request, std::stop_token stop) const noexcept;

 private:
  WebAnswer routed(const WebRequest& request, const std::stop_token& stop) const;
  WebAnswer metrics(std::shared_ptr<const Publication> publication, const WebRequest& request) const;

  const Publisher& publisher_;
  const std::function<std::string()> live_metrics_;
};

}  // namespace segaudit::agent
