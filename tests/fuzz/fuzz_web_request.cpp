// A request to our own server, whatever it is, gets an answer or a WebError; nothing else is thrown, no page fails
// (500), and no text of the request becomes markup.
#include <cstdint>
#include <string>

#include "agent/web_routes.h"
#include "storage/store.h"
#include "tests/agent/output_fixture.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;

namespace {

// A workspace with a source and a destination, published.
struct Site {
  Site() {
    const auto destination = R"({"id":"d/2 \"x\"","metadata":{"id":"m1"},"name":"<b>","sourceId":"s1"})";
    store.record({{tests::a_look_at("source", {tests::a_source("s1")}),
                   tests::a_look_at("destination", {{"d/2 \"x\"", destination}})},
                  {},
                  {}},
                 tests::kNoon);
    auto state = agent::a_troubled_workspace();
    state.database = store.path();
    publisher.publish(agent::publication_of(agent::an_agent({state}), {}, "1.2.3", tests::kNoon));
  }

  tests::TemporaryDirectory directory;
  storage::Store store{directory / "acme.db", "key"};
  agent::Publisher publisher;
  agent::WebRoutes routes{publisher, [] { return std::string("live 1\n"); }};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Site site;
  const std::string head(reinterpret_cast<const char*>(data), size);
  try {
    const agent::WebRequest request = agent::read_request(head);
    site.routes.lane_of(request);
    const agent::WebAnswer answer = site.routes.answer(request, {});
    if (answer.status < 200 || answer.status >= 500) __builtin_trap();
    std::string text;
    for (const auto part : answer.parts) text += part;
    if (text.find("<script") != std::string::npos) __builtin_trap();
  } catch (const agent::WebError& error) {
    if (error.status() < 400 || error.status() > 505) __builtin_trap();
  }
  return 0;
}
