#pragma once

#include <string>
#include <string_view>

namespace segaudit::agent {

// Addresses of our own pages, relative to the one they stand on, so that they also work behind a proxy that puts
// everything under a path of its own. All are ready for a quoted attribute.
class PageLinks {
 public:
  // root: from the page up to /: "", "../", "../../". workspace: empty where there is only one.
  PageLinks(std::string root, std::string workspace) : root_(std::move(root)), workspace_(std::move(workspace)) {}

  std::string front() const { return root_.empty() ? "./" : root_; }
  std::string style() const { return root_ + "style.css"; }
  std::string plain(std::string_view path) const { return root_ + std::string(path); }  // the same for all workspaces
  std::string page(std::string_view path, std::string_view query = {}) const;
  std::string kind(std::string_view kind) const;
  std::string resource(std::string_view kind, std::string_view id) const;
  std::string resource_json(std::string_view kind, std::string_view id) const;
  std::string policy(std::string_view id) const;
  const std::string& workspace() const { return workspace_; }

 private:
  std::string root_;
  std::string workspace_;
};

// A link to a resource, with its name where it has one, and its kind and id.
std::string resource_link(const PageLinks& links, std::string_view kind, std::string_view id, std::string_view name);

}  // namespace segaudit::agent
