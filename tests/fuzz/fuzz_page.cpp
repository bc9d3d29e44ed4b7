// An answer of the API, whatever it holds, becomes documents, or a PageError or DocumentError. Every list of the
// catalogue reads the same bytes.
#include <cstdint>
#include <string>
#include <vector>

#include "agent/document.h"
#include "agent/embedded_cutter.h"
#include "agent/page.h"

using namespace segaudit::agent;

namespace {

void read_item(const DocumentReader& reader, EmbeddedCutter& cutter, const Kind& kind, std::string_view raw) try {
  std::vector<std::string> ids;
  const CutItem cut = cutter.cut(kind, raw);
  for (const auto& part : cut.parts) ids.push_back(reader.read(kind_named(part.embedded->kind), "", part.raw).id);
  const std::string item = cut.with_ids(ids);
  const Document document = reader.read(kind, "parent", item);
  // What is stored depends on nothing but the item.
  if (document.body.empty() || reader.read(kind, "parent", item).body != document.body) __builtin_trap();
} catch (const DocumentError&) {
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DocumentReader reader(RedactionKey::ephemeral(), {"sampleRate"});
  static PageSlicer slicer;
  static EmbeddedCutter cutter;
  for (const auto& kind : catalogue()) {
    if (kind.path.empty()) continue;
    try {
      const Page page = slicer.slice(std::string(reinterpret_cast<const char*>(data), size), kind.items);
      for (const auto raw : page.items) read_item(reader, cutter, kind, raw);
    } catch (const PageError&) {
    }
  }
  return 0;
}
