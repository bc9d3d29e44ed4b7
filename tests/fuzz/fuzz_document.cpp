// What the decoder accepts can be stored, told apart from what was stored before, and read back through every view of
// its kind and over all kinds, within the limits of a policy's query. The first byte chooses the kind, the rest is an
// item of its list.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agent/document.h"
#include "agent/embedded_cutter.h"
#include "agent/page.h"
#include "storage/query_session.h"
#include "storage/schema.h"
#include "storage/store.h"
#include "tests/support/observations.h"
#include "tests/support/temporary_directory.h"

using namespace segaudit;

namespace {

constexpr int kInputsPerDatabase = 300;  // the log only grows

// One database for some inputs; they modify each other's documents.
class Memory {
 public:
  void record(const std::string& kind, const std::string& parent, agent::Document document) {
    storage::Observation observation{{kind, parent}, storage::Look::part, {}, {}};
    observation.items.push_back({document.id, std::move(document.body)});
    store_.record({{observation}, {}, {}}, tests::kNoon);
    if (!store_.is_known(kind, document.id)) __builtin_trap();
    read(kind);
  }

 private:
  // A QueryError passes through: whatever is stored must be readable.
  void read(const std::string& kind) {
    session_.begin(tests::kNoon);
    for (const auto& projection : storage::projections())
      if (projection.kind == kind || projection.kind.empty())
        for (const auto& view : projection.view_names) session_.run("SELECT * FROM " + view);
    session_.end();
  }

  tests::TemporaryDirectory directory_;
  storage::Store store_{directory_ / "fuzz.db", "key"};
  storage::QuerySession session_{directory_ / "fuzz.db"};
};

Memory& memory() {
  static std::unique_ptr<Memory> current;
  static int inputs = 0;
  if (inputs++ % kInputsPerDatabase == 0) current.reset();
  if (!current) current = std::make_unique<Memory>();
  return *current;
}

void store_item(const agent::Kind& kind, std::string_view raw) try {
  static const agent::DocumentReader reader(agent::RedactionKey::ephemeral(), {"sampleRate"});
  static agent::EmbeddedCutter cutter;
  const agent::CutItem cut = cutter.cut(kind, raw);
  std::vector<std::string> ids;
  for (const auto& part : cut.parts) {
    agent::Document embedded = reader.read(agent::kind_named(part.embedded->kind), "", part.raw);
    ids.push_back(embedded.id);
    memory().record(std::string(part.embedded->kind), "", std::move(embedded));
  }
  const std::string parent = kind.parent.empty() ? "" : "parent";
  memory().record(std::string(kind.name), parent, reader.read(kind, parent, cut.with_ids(ids)));
} catch (const agent::DocumentError&) {
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static agent::PageSlicer slicer;
  if (size == 0) return 0;
  const auto& kind = agent::catalogue()[data[0] % agent::catalogue().size()];
  const std::string item(reinterpret_cast<const char*>(data + 1), size - 1);
  if (kind.events) return 0;  // recorded in another way, and never modified
  try {
    const agent::Page page = slicer.slice("{\"data\":{\"items\":[" + item + "]}}", "items");
    for (const auto raw : page.items) store_item(kind, raw);
  } catch (const agent::PageError&) {
  }
  return 0;
}
