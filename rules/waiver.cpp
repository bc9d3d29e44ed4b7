#include "rules/waiver.h"

namespace segaudit::rules {

std::string Waiver::kind() const {
  const auto slash = resource.find('/');
  return slash == std::string::npos ? "" : resource.substr(0, slash);
}

std::string Waiver::id() const {
  const auto slash = resource.find('/');
  return slash == std::string::npos ? resource : resource.substr(slash + 1);
}

std::string name_of(const Waiver& waiver) {
  std::string name = waiver.policy + " on " + waiver.resource;
  if (!waiver.workspace.empty()) name += " in " + waiver.workspace;
  if (!waiver.bound_to.empty()) name += " as " + waiver.bound_to.substr(0, 12);
  return name + ", until " + waiver.until + ", by " + waiver.owner;
}

std::vector<Waiver> waivers_of(const WaiverFile& file, const std::string& workspace) {
  std::vector<Waiver> own;
  for (const auto& waiver : file.waivers)
    if (waiver.workspace.empty() || waiver.workspace == workspace) own.push_back(waiver);
  return own;
}

}  // namespace segaudit::rules
