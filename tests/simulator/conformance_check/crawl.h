// Requests everything the simulator serves: every route, every page, every id.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace segaudit::simulator {

struct Answer {
  int status = 0;
  std::string content_type;
  std::string body;
};

// GET of a path with query; throws std::runtime_error when no answer comes.
using Fetch = std::function<Answer(const std::string& target, const std::string& token)>;

// Called for every answer: the operation, what was asked, and the parsed body.
using Inspect = std::function<void(std::string_view operation, const std::string& target, const nlohmann::json& body)>;

// Throws std::runtime_error, which names the request, when an answer is not a 200 with JSON.
void crawl(const Fetch& fetch, const std::string& token, const Inspect& inspect);

// Provokes the error answers 401, 404 and 422 and hands them over under the operation "error".
void crawl_errors(const Fetch& fetch, const std::string& token, const Inspect& inspect);

}  // namespace segaudit::simulator
