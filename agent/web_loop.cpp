#include "agent/web_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iterator>
#include <system_error>

namespace segaudit::agent {
namespace {

constexpr std::uint64_t kListener = 0, kEvent = 1;
constexpr int kMostAccepted = 64;  // before others are served again
constexpr auto kStalled =
    std::chrono::milliseconds(250);  // a reader that takes nothing for so long may be cut for others
constexpr int kTick = 50;            // milliseconds between looks at deadlines
constexpr std::size_t kScrapeThreads = 2, kScrapesQueued = 64;
constexpr std::size_t kPageThreads = 2, kPagesQueued = 16;
constexpr std::size_t kPagesHeld = 32;  // answers from the database that are made or still being written

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace

WebLoop::WebLoop(int listener, const WebRoutes& routes, WebLoopOptions options)
    : listener_(listener),
      routes_(routes),
      options_(options),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      event_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      scrapes_(kScrapeThreads, kScrapesQueued),
      pages_(kPageThreads, kPagesQueued) {
  watch(kListener, listener_, EPOLLIN, EPOLL_CTL_ADD);
  watch(kEvent, event_, EPOLLIN, EPOLL_CTL_ADD);
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

WebLoop::~WebLoop() {
  thread_.request_stop();
  wake();
  thread_.join();
  scrapes_.end();
  pages_.end();
  clients_.clear();
  ::close(event_);
  ::close(epoll_);
}

void WebLoop::wake() const {
  const std::uint64_t one = 1;
  // Fails only when it is set already.
  if (::write(event_, &one, sizeof one) < 0) return;
}

void WebLoop::watch(Id id, int descriptor, std::uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  checked(::epoll_ctl(epoll_, operation, descriptor, &event), "epoll_ctl");
}

void WebLoop::run(std::stop_token stop) {
  std::array<epoll_event, 64> events;
  auto next_look = WebConnection::Clock::now();
  while (!stop.stop_requested()) {
    const int count = ::epoll_wait(epoll_, events.data(), int(events.size()), clients_.empty() ? -1 : kTick);
    for (int i = 0; i < count && !stop.stop_requested(); ++i) {
      const auto& event = events[std::size_t(i)];
      if (event.data.u64 == kListener) {
        accept_all();
      } else if (event.data.u64 == kEvent) {
        std::uint64_t ignored = 0;
        if (::read(event_, &ignored, sizeof ignored) > 0) deliver();
      } else {
        serve(event.data.u64, event.events);
      }
    }
    if (const auto now = WebConnection::Clock::now(); now >= next_look) {
      cut_late_ones();
      next_look = now + std::chrono::milliseconds(kTick);
    }
  }
}

void WebLoop::accept_all() {
  for (int i = 0; i < kMostAccepted; ++i) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      const bool is_full = errno == EMFILE || errno == ENFILE;
      // No descriptor is left: somebody else's silence pays for it. Without such one, waiting beats asking again at
      // once.
      if (is_full && make_room()) continue;
      if (is_full) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return;
    }
    if (clients_.size() >= options_.connections && !make_room()) {
      ::close(descriptor);
      continue;
    }
    const Id id = next_id_++;
    auto client = std::make_unique<Client>(descriptor, options_);
    client->watched = client->connection.interest();
    watch(id, descriptor, client->watched, EPOLL_CTL_ADD);
    clients_.emplace(id, std::move(client));
  }
}

// Ends the connection that has waited longest for its client: for the rest of a request, or else to take its answer.
// False: there is none, all are at work.
bool WebLoop::make_room() {
  using Phase = WebConnection::Phase;
  const auto now = WebConnection::Clock::now();
  auto quietest = clients_.end();
  for (auto at = clients_.begin(); at != clients_.end(); ++at) {
    const WebConnection& connection = at->second->connection;
    if (connection.phase() == Phase::reading || connection.phase() == Phase::draining) {
      end(at);
      return true;
    }
    if (connection.phase() != Phase::writing || connection.silence(now) < kStalled) continue;
    if (quietest == clients_.end() || connection.silence(now) > quietest->second->connection.silence(now))
      quietest = at;
  }
  if (quietest == clients_.end()) return false;
  end(quietest);
  return true;
}

WebLoop::Clients::iterator WebLoop::end(Clients::iterator client) {
  if (client->second->reads_database) --reading_database_;
  return clients_.erase(client);
}

void WebLoop::serve(Id id, std::uint32_t events) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;  // it made way a moment ago
  Client& client = *found->second;
  if (client.connection.phase() == WebConnection::Phase::writing) {
    client.connection.write();
  } else if (client.connection.phase() == WebConnection::Phase::answering) {
    // Not asked about; so it was hung up (EPOLLHUP, EPOLLERR come always).
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) client.hung_up = true;
  } else {
    read(id, client);
  }
  settle(id);
}

void WebLoop::read(Id id, Client& client) {
  try {
    if (auto request = client.connection.read()) route(id, client, std::move(*request));
  } catch (const WebError& error) {
    client.connection.answer(plain(error.status(), error.what()));
  }
}

void WebLoop::route(Id id, Client& client, WebRequest request) {
  switch (routes_.lane_of(request)) {
    case WebRoutes::Lane::prepared:
      return client.connection.answer(routes_.answer(request, {}));
    case WebRoutes::Lane::scrape:
      return hand_over(id, client, scrapes_, std::move(request));
    case WebRoutes::Lane::database:
      if (reading_database_ >= kPagesHeld) return client.connection.answer(busy());
      client.reads_database = true;
      ++reading_database_;
      return hand_over(id, client, pages_, std::move(request));
  }
}

void WebLoop::hand_over(Id id, Client& client, WebWorkers& lane, WebRequest request) {
  const bool taken = lane.submit([this, id, request = std::move(request)](std::stop_token stop) {
    WebAnswer answer = routes_.answer(request, stop);
    {
      const std::lock_guard lock(mutex_);
      done_.emplace_back(id, std::move(answer));
    }
    wake();
  });
  if (!taken) client.connection.answer(busy());
}

void WebLoop::deliver() {
  std::vector<std::pair<Id, WebAnswer>> done;
  {
    const std::lock_guard lock(mutex_);
    done.swap(done_);
  }
  for (auto& [id, answer] : done) {
    const auto found = clients_.find(id);
    if (found == clients_.end()) continue;  // cut meanwhile
    found->second->connection.answer(std::move(answer));
    settle(id);
  }
}

// Removes the client if it is done with, else watches it for what it needs next.
void WebLoop::settle(Id id) {
  const auto found = clients_.find(id);
  Client& client = *found->second;
  if (client.connection.phase() == WebConnection::Phase::over || client.hung_up) {
    end(found);
    return;
  }
  const std::uint32_t interest = client.connection.interest();
  if (interest == client.watched) return;
  watch(id, client.connection.descriptor(), interest, EPOLL_CTL_MOD);
  client.watched = interest;
}

void WebLoop::cut_late_ones() {
  const auto now = WebConnection::Clock::now();
  for (auto at = clients_.begin(); at != clients_.end();) {
    at = at->second->connection.is_late(now) ? end(at) : std::next(at);
  }
}

}  // namespace segaudit::agent
