#include "rules/pack_loader.h"

#include "rules/form.h"
#include "rules/policy_reader.h"
#include "rules/text_file.h"
#include "rules/wording.h"
#include "storage/hash.h"

namespace segaudit::rules {
namespace {

constexpr std::string_view kPackKeys[] = {"pack", "policies"};

void read_pack(const YAML::Node& root, const std::string& text, storage::QuerySession& model, Pack& pack,
               Problems& problems) {
  Form form(root, "", kPackKeys, problems);
  if (!root.IsMap()) return;
  pack.name = form.required_text("pack");
  if (!pack.name.empty() && !is_identifier(pack.name, "-"))
    form.note(*form.find("pack"), "pack", "may hold only a-z, 0-9 and - (got " + in_quotes(pack.name) + ")");
  form.require("policies");
  PolicyReader reader(text, pack.file, model, problems);
  for (const auto& node : form.list("policies")) {
    pack.policies.push_back(reader.read(node));
    pack.policies.back().pack = pack.name;
  }
}

}  // namespace

LoadedPack load_pack(const std::string& text, const std::string& file, storage::QuerySession& model) {
  LoadedPack loaded;
  loaded.pack.file = file;
  loaded.pack.sha256 = storage::sha256_hex(text);
  Problems problems(file);
  if (const auto root = parse_yaml(text, problems)) read_pack(*root, text, model, loaded.pack, problems);
  loaded.problems = problems.in_order();
  return loaded;
}

LoadedPack load_pack_file(const std::filesystem::path& file, storage::QuerySession& model) {
  Problems problems(file.string());
  if (const auto text = read_text_file(file, problems)) return load_pack(*text, file.string(), model);
  LoadedPack unread;
  unread.pack.file = file.string();
  unread.problems = problems.in_order();
  return unread;
}

}  // namespace segaudit::rules
