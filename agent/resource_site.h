#pragma once

#include <stop_token>
#include <string_view>

#include "agent/publication.h"
#include "agent/web_answer.h"
#include "agent/web_request.h"

namespace segaudit::agent {

// Pages and JSON that are read from the database when somebody asks for them: /sources, /destinations, /resources,
// /resources/KIND, /resources/KIND/ID, /policies/ID and /api/v1/resources. Each is read at one position of the log,
// which it shows, within a deadline.

bool is_resource_path(std::string_view path);

// `publication` names the workspaces, their databases and policies. Throws WebError for what is not there or was asked
// for wrongly. Any thread.
WebAnswer resource_answer(const Publication& publication, const WebRequest& request, const std::stop_token& stop);

}  // namespace segaudit::agent
