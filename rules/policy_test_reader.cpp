#include <algorithm>
#include <set>
#include <stdexcept>

#include "rules/duration.h"
#include "rules/form.h"
#include "rules/policy_test.h"
#include "rules/wording.h"
#include "rules/yaml_json.h"
#include "storage/schema.h"

namespace segaudit::rules {
namespace {

constexpr std::string_view kFileKeys[] = {"pack", "cases"};
constexpr std::string_view kCaseKeys[] = {"policy",  "name", "given", "config", "parameters",
                                          "missing", "then", "at",    "find",   "unknown"};
constexpr std::string_view kLookKeys[] = {"after", "given", "missing"};
constexpr std::string_view kGapKeys[] = {"kind", "parent", "reason"};
constexpr std::string_view kFindKeys[] = {"resource", "message", "kind"};

// The look of a case that says nothing of `at`.
constexpr storage::Time kUsualTime = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12);

std::string id_of(const YAML::Node& document, const std::string& otherwise) {
  if (!document.IsMap()) return otherwise;
  for (const auto& field : document)
    if (field.first.Scalar() == "id" && field.second.IsScalar()) return field.second.Scalar();
  return otherwise;
}

class CaseReader {
 public:
  CaseReader(const YAML::Node& node, Problems& problems) : form_(node, "", kCaseKeys, problems), problems_(problems) {}

  PolicyTestCase read() {
    test_.policy = form_.required_text("policy");
    const Place place = form_.find("policy") ? place_of(*form_.find("policy")) : form_.place();
    test_.line = place.line;
    test_.column = place.column;
    test_.name = form_.required_text("name");
    test_.at = time();
    read_look(form_, std::chrono::milliseconds(0));
    for (const auto& node : form_.list("then")) {
      Form look(node, "then", kLookKeys, problems_);
      look.require("after");
      read_look(look, look.duration("after").value_or(std::chrono::milliseconds(0)));
    }
    read_mapping("config",
                 [&](const std::string& name, const YAML::Node& value) { test_.config[name] = json_text(value); });
    read_mapping("parameters", [&](const std::string& name, const YAML::Node& value) {
      test_.parameters[name] = parameter_value(value);
    });
    read_expectations();
    tell_edges_apart();
    return std::move(test_);
  }

 private:
  storage::Time time() {
    const std::string text = form_.text("at");
    const auto time = text.empty() ? kUsualTime : storage::parse_time(text);
    if (!time)
      form_.note(*form_.find("at"), "at", "must be a time such as 2026-03-01T12:00:00Z (got " + in_quotes(text) + ")");
    return time.value_or(kUsualTime);
  }

  template <typename Each>
  void read_mapping(std::string_view key, Each&& each) {
    const auto node = form_.find(key);
    if (!node || node->IsNull()) return;
    if (!node->IsMap()) return form_.note(*node, key, "must be a mapping of names and values");
    for (const auto& entry : *node) each(entry.first.Scalar(), entry.second);
  }

  void read_look(Form& form, std::chrono::milliseconds after) {
    TestLook& look = test_.looks.emplace_back();
    look.after = after;
    const auto given = form.find("given");
    if (given && !given->IsMap() && !given->IsNull()) form.note(*given, "given", "must be a mapping of kinds");
    if (given && given->IsMap())
      for (const auto& entry : *given)
        if (const auto parent_kind = parent_kind_of(form, entry.first, "given"))
          read_kind(form, entry.first.Scalar(), !parent_kind->empty(), entry.second, look);
    for (const auto& gap : form.list("missing")) read_gap(gap, look);
  }

  // Notes a word that is no kind.
  std::optional<std::string> parent_kind_of(Form& form, const YAML::Node& kind, std::string_view key) {
    const auto found = storage::kinds().find(kind.Scalar());
    if (found != storage::kinds().end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, parent] : storage::kinds()) names.push_back(name);
    form.note(kind, key, "no kind is called " + in_quotes(kind.Scalar()) + did_you_mean(kind.Scalar(), names));
    return std::nullopt;
  }

  void read_kind(Form& form, const std::string& kind, bool has_parent, const YAML::Node& node, TestLook& look) {
    if (!has_parent) {
      if (!node.IsSequence()) return form.note(node, "given", kind + " must be a list of documents");
      return read_documents(form, {kind, ""}, {node.begin(), node.end()}, look);
    }
    if (!node.IsMap()) return form.note(node, "given", kind + " must be a mapping of parents' ids");
    for (const auto& entry : node) {
      const storage::CollectionKey collection{kind, entry.first.Scalar()};
      if (entry.second.IsSequence())
        read_documents(form, collection, {entry.second.begin(), entry.second.end()}, look);
      else
        read_document(form, collection, entry.second, collection.parent, look);
    }
  }

  void read_documents(Form& form, const storage::CollectionKey& collection, const std::vector<YAML::Node>& nodes,
                      TestLook& look) {
    look.given[collection];
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::string place = collection.parent.empty() ? "" : collection.parent + "/" + std::to_string(i + 1);
      read_document(form, collection, nodes[i], place, look);
    }
  }

  void read_document(Form& form, const storage::CollectionKey& collection, const YAML::Node& node,
                     const std::string& id_otherwise, TestLook& look) {
    const std::string id = id_of(node, id_otherwise);
    if (!node.IsMap()) return form.note(node, "given", "a document of " + collection.kind + " must be a mapping");
    if (id.empty()) return form.note(node, "given", "a document of " + collection.kind + " needs an id");
    auto& items = look.given[collection];
    if (std::ranges::any_of(items, [&](const storage::Item& item) { return item.id == id; }))
      return form.note(node, "given", collection.kind + " " + in_quotes(id) + " is given twice");
    items.push_back({id, json_text(node)});
  }

  void read_gap(const YAML::Node& node, TestLook& look) {
    Form form(node, "missing", kGapKeys, problems_);
    if (!node.IsMap() || !form.require("kind")) return;
    storage::Miss miss;
    miss.collection = {form.required_text("kind"), form.text("parent")};
    miss.reason = form.find("reason") ? form.required_text("reason") : "unreachable";
    miss.not_available = miss.reason == "not_available";
    miss.opens_gap = !miss.not_available;
    const auto parent_kind = parent_kind_of(form, *form.find("kind"), "kind");
    if (!parent_kind) return;
    if (parent_kind->empty() != miss.collection.parent.empty())
      return form.note(node, "parent",
                       parent_kind->empty() ? miss.collection.kind + " has no parent"
                                            : "is missing (the id of a " + *parent_kind + ")");
    look.missing.push_back(std::move(miss));
  }

  void read_expectations() {
    if (!form_.find("find") && !form_.find("unknown"))
      form_.note(form_.place(), "find", "is missing (what must be found; [] for nothing)");
    for (const auto& node : form_.list("find")) {
      if (node.IsScalar()) {
        test_.find.push_back({node.Scalar(), {}, {}});
        continue;
      }
      Form finding(node, "find", kFindKeys, problems_);
      ExpectedFinding expected{finding.required_text("resource"), {}, finding.text("kind")};
      if (finding.find("message")) expected.message = finding.text("message");
      test_.find.push_back(std::move(expected));
    }
    const auto unknown = form_.find("unknown");
    test_.all_unknown = unknown && unknown->IsScalar() && unknown->Scalar() == "all";
    if (test_.all_unknown) return;
    for (const auto& node : form_.list("unknown")) test_.unknown.push_back(node.Scalar());
  }

  // One resource has one parent. The same id under two parents is an edge of each of them: then the parent is part of
  // the id.
  void tell_edges_apart() {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> parents;
    for (const auto& look : test_.looks)
      for (const auto& [collection, items] : look.given)
        for (const auto& item : items) parents[{collection.kind, item.id}].insert(collection.parent);
    for (auto& look : test_.looks)
      for (auto& [collection, items] : look.given)
        for (auto& item : items)
          if (parents[{collection.kind, item.id}].size() > 1) item.id = collection.parent + "/" + item.id;
  }

  Form form_;
  Problems& problems_;
  PolicyTestCase test_;
};

void read_case(const YAML::Node& node, std::vector<PolicyTestCase>& cases, Problems& problems) {
  try {
    cases.push_back(CaseReader(node, problems).read());
  } catch (const std::length_error& error) {
    problems.add(node, error.what());
  }
}

}  // namespace

PolicyTests read_policy_tests(const std::string& text, const std::string& file) {
  PolicyTests tests;
  tests.file = file;
  Problems problems(file);
  if (const auto root = parse_yaml(text, problems)) {
    Form form(*root, "", kFileKeys, problems);
    if (root->IsMap()) {
      tests.pack = form.required_text("pack");
      form.require("cases");
      for (const auto& node : form.list("cases")) read_case(node, tests.cases, problems);
    }
  }
  tests.problems = problems.in_order();
  return tests;
}

}  // namespace segaudit::rules
