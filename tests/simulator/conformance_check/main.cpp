// segment-simulator-conformance: compares everything the simulator answers with JSON Schemas.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/URI.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/simulator/conformance_check/crawl.h"
#include "tests/simulator/conformance_check/deviations.h"
#include "tests/simulator/conformance_check/schema_validator.h"
#include "tests/simulator/server.h"

namespace {

using namespace segaudit::simulator;
using Json = nlohmann::json;

constexpr std::string_view kUsage =
    "usage: conformance --schemas FILE [--url URL] [--token TOKEN]\n"
    "Without --url it checks a simulator of its own with the fixture of the source tree.\n"
    "Exit codes: 0 all answers conform, 1 some do not, 2 usage or no answer, 3 the schemas use keywords it cannot "
    "check.\n";

struct Arguments {
  std::string schemas;
  std::string url;
  std::string token = "simulator-token";
};

// False when the arguments make no sense.
bool read_arguments(const std::vector<std::string>& words, Arguments& arguments) {
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "--schemas")
      arguments.schemas = words[i + 1];
    else if (words[i] == "--url")
      arguments.url = words[i + 1];
    else if (words[i] == "--token")
      arguments.token = words[i + 1];
    else
      return false;
  }
  return words.size() % 2 == 0 && !arguments.schemas.empty();
}

Answer get(const Poco::URI& base, const std::string& target, const std::string& token) {
  Poco::Net::HTTPClientSession session(base.getHost(), base.getPort());
  Poco::Net::HTTPRequest request("GET", target, "HTTP/1.1");
  request.set("Authorization", "Bearer " + token);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::istream& stream = session.receiveResponse(response);
  Answer answer;
  answer.body.assign(std::istreambuf_iterator<char>(stream), {});
  answer.status = response.getStatus();
  answer.content_type = response.getContentType();
  return answer;
}

struct Report {
  std::map<std::string, int, std::less<>> answers;
  std::map<std::string, int> deviations;
  int violations = 0;
};

const Json* schema_for(const Json& file, std::string_view operation) {
  if (operation == "error") return &file.at("$defs").at("RequestErrorEnvelope");
  const auto response = file.at("responses").find(operation);
  return response == file.at("responses").end() ? nullptr : &response->at("schema");
}

void inspect(const Json& file, SchemaValidator& validator, std::string_view operation, const std::string& target,
             const Json& body, Report& report) {
  const Json* schema = schema_for(file, operation);
  if (!schema) return;
  ++report.answers[std::string(operation)];
  for (const SchemaProblem& problem : validator.problems(body, *schema)) {
    if (const auto reason = intended_deviation(operation, problem); !reason.empty()) {
      ++report.deviations[std::string(operation) + " " + problem.place + ": " + std::string(reason)];
      continue;
    }
    ++report.violations;
    std::cout << operation << " " << target << "\n  " << problem.place << ": " << problem.message << '\n';
  }
}

int print(const Report& report, const Json& file, const SchemaValidator& validator) {
  int total = 0;
  for (const auto& [operation, count] : report.answers) {
    std::cout << count << (count == 1 ? " answer of " : " answers of ") << operation << '\n';
    total += count;
  }
  for (const Route& route : routes()) {
    if (!report.answers.contains(route.operation)) std::cout << "no schema for " << route.operation << '\n';
  }
  for (const auto& [deviation, count] : report.deviations) {
    std::cout << "intended deviation, " << count << " times: " << deviation << '\n';
  }
  for (const std::string& keyword : validator.unchecked_keywords()) {
    std::cout << "keyword not checked: " << keyword << '\n';
  }
  std::cout << routes().size() << " routes served, " << file.at("responses").size() << " operations described; "
            << total << " answers checked, " << report.violations << " violations\n";
  if (report.violations > 0) return 1;
  return validator.unchecked_keywords().empty() ? 0 : 3;
}

int run(const Arguments& arguments) {
  std::ifstream stream(arguments.schemas);
  if (!stream) throw std::runtime_error(arguments.schemas + ": cannot be read");
  const Json file = Json::parse(stream);
  std::unique_ptr<Server> own;
  if (arguments.url.empty()) own = std::make_unique<Server>(Options{.token = arguments.token});
  const Poco::URI base(own ? own->url() : arguments.url);

  SchemaValidator validator(file);
  Report report;
  const Fetch fetch = [&](const std::string& target, const std::string& token) { return get(base, target, token); };
  const Inspect check = [&](std::string_view operation, const std::string& target, const Json& body) {
    inspect(file, validator, operation, target, body, report);
  };
  crawl(fetch, arguments.token, check);
  crawl_errors(fetch, arguments.token, check);
  return print(report, file, validator);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read_arguments({argv + 1, argv + argc}, arguments)) {
    std::cerr << kUsage;
    return 2;
  }
  try {
    return run(arguments);
  } catch (const std::exception& error) {
    std::cerr << "conformance: " << error.what() << '\n';
    return 2;
  }
}
