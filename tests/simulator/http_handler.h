// Between Poco's HTTP server and the simulator: reads a request into a value and sends a reply, faults included.
#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <condition_variable>
#include <mutex>

#include "tests/simulator/simulator.h"

namespace segaudit::simulator {

// Lets slow answers wait, and ends all waits at shutdown.
class Patience {
 public:
  // False when the wait was cut short.
  bool wait_for(std::chrono::milliseconds time);
  void end();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
};

class HttpHandler : public Poco::Net::HTTPRequestHandler {
 public:
  HttpHandler(Simulator& simulator, Patience& patience) : simulator_(simulator), patience_(patience) {}
  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

 private:
  Simulator& simulator_;
  Patience& patience_;
};

class HttpHandlerFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  HttpHandlerFactory(Simulator& simulator, Patience& patience) : simulator_(simulator), patience_(patience) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

 private:
  Simulator& simulator_;
  Patience& patience_;
};

}  // namespace segaudit::simulator
