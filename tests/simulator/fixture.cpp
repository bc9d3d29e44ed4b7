#include "tests/simulator/fixture.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/simulator/audit_json.h"
#include "tests/simulator/json_text.h"

namespace segaudit::simulator {

namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw FixtureError(file.string() + ": cannot be read");
  return text.str();
}

void load_children(const Kind& kind, const std::string& parent, const std::vector<std::string>& documents,
                   Workspace& workspace) {
  for (const std::string& document : documents) workspace.load(std::string(kind.name), parent, document);
}

void load_file(const Kind& kind, const fs::path& file, Workspace& workspace) {
  const std::string text = content(file);
  if (kind.parent.empty()) return load_children(kind, "", array_elements(text), workspace);
  for (const auto& [parent, documents] : named_arrays(text)) load_children(kind, parent, documents, workspace);
}

void load_folder(const Kind& kind, const fs::path& folder, Workspace& workspace) {
  std::vector<fs::path> files(fs::directory_iterator(folder), fs::directory_iterator{});
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    const std::string parent = kind.parent.empty() ? "" : file.stem().string();
    try {
      load_children(kind, parent, array_elements(content(file)), workspace);
    } catch (const BadJson& error) {
      throw FixtureError(file.string() + ": " + error.what());
    }
  }
}

void load_history(const fs::path& file, TimePoint now, Workspace& workspace) {
  std::vector<AuditEvent> history;
  for (const std::string& event : array_elements(content(file))) {
    history.push_back(read_audit_event(event, now));
    history.back().visible_from = history.back().timestamp;
  }
  // Oldest first, so that ids grow with time.
  std::ranges::sort(history, {}, &AuditEvent::timestamp);
  for (AuditEvent& event : history) workspace.audit_trail().append(std::move(event));
}

// Runs the step when there is such a file, and names the file in what it throws.
template <typename Step>
void with_file(const fs::path& file, Step step) {
  if (!fs::exists(file)) return;
  try {
    step(file);
  } catch (const std::exception& error) {
    throw FixtureError(file.string() + ": " + error.what());
  }
}

}  // namespace

fs::path default_fixture() { return SEGAUDIT_SIMULATOR_FIXTURE; }

void load_fixture(const fs::path& folder, TimePoint now, Workspace& workspace) {
  if (!fs::is_directory(folder)) throw FixtureError(folder.string() + ": no such folder");
  for (const Kind& kind : kinds()) {
    with_file(folder / (std::string(kind.name) + ".json"),
              [&](const fs::path& file) { load_file(kind, file, workspace); });
    if (fs::is_directory(folder / kind.name)) load_folder(kind, folder / kind.name, workspace);
  }
  with_file(folder / "audit_event.json", [&](const fs::path& file) { load_history(file, now, workspace); });
  if (workspace.ids("workspace").empty()) throw FixtureError(folder.string() + ": no workspace.json");
}

}  // namespace segaudit::simulator
