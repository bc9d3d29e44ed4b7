#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "agent/web_connection.h"
#include "agent/web_routes.h"
#include "agent/web_workers.h"

namespace segaudit::agent {

struct WebLoopOptions {
  std::chrono::milliseconds silence;
  std::chrono::milliseconds connection;
  std::size_t connections = 0;  // at the same time
};

// Serves all connections of a listening socket from one thread, which never waits for a client: a thousand connections
// that say nothing cost memory, not threads. When there are too many, the one that has been silent longest makes way
// for the new one. What needs work goes to two lanes of threads: scrapes have one of their own, so that pages read from
// the database cannot hold them up.
class WebLoop {
 public:
  // `listener`: a listening socket; it and the routes outlive this.
  WebLoop(int listener, const WebRoutes& routes, WebLoopOptions options);
  // Cuts all connections and returns at once.
  ~WebLoop();
  WebLoop(const WebLoop&) = delete;
  WebLoop& operator=(const WebLoop&) = delete;

 private:
  struct Client {
    Client(int descriptor, const WebLoopOptions& options)
        : connection(descriptor, options.silence, options.connection) {}
    WebConnection connection;
    std::uint32_t watched = 0;
    bool reads_database = false;
    bool hung_up = false;
  };
  using Id = std::uint64_t;
  using Clients = std::map<Id, std::unique_ptr<Client>>;  // oldest first

  void run(std::stop_token stop);
  void watch(Id id, int descriptor, std::uint32_t events, int operation) const;
  void accept_all();
  bool make_room();
  Clients::iterator end(Clients::iterator client);
  void serve(Id id, std::uint32_t events);
  void read(Id id, Client& client);
  void route(Id id, Client& client, WebRequest request);
  void hand_over(Id id, Client& client, WebWorkers& lane, WebRequest request);
  void deliver();
  void settle(Id id);
  void cut_late_ones();
  void wake() const;

  const int listener_;
  const WebRoutes& routes_;
  const WebLoopOptions options_;
  int epoll_ = -1;
  int event_ = -1;
  Id next_id_ = 2;
  Clients clients_;
  std::size_t reading_database_ = 0;  // clients whose answer comes from there, until they have it
  std::mutex mutex_;                  // of done_
  std::vector<std::pair<Id, WebAnswer>> done_;
  WebWorkers scrapes_;
  WebWorkers pages_;
  std::jthread thread_;
};

}  // namespace segaudit::agent
