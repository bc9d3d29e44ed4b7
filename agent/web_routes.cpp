#include "agent/web_routes.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <vector>

#include "agent/accepted_encoding.h"
#include "agent/page_style.h"

namespace segaudit::agent {
namespace {

using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;
using Status = Poco::Net::HTTPResponse::HTTPStatus;

constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kJson = "application/json";
constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kCss = "text/css; charset=utf-8";
constexpr const char* kMetrics = "text/plain; version=0.0.4; charset=utf-8";

// The page needs its style sheet and nothing else; names in it come from strangers.
void set_security_headers(HTTPServerResponse& response) {
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Cache-Control", "no-store");
}

class Handler final : public HTTPRequestHandler {
 public:
  Handler(const Publisher& publisher, const std::function<std::string()>& live_metrics)
      : publisher_(publisher), live_metrics_(live_metrics) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    set_security_headers(response);
    const std::string& method = request.getMethod();
    if (method != HTTPServerRequest::HTTP_GET && method != HTTPServerRequest::HTTP_HEAD) {
      response.set("Allow", "GET, HEAD");
      return answer(response, Status::HTTP_METHOD_NOT_ALLOWED, kText, {"only GET and HEAD are answered here\n"});
    }
    const std::string& target = request.getURI();
    route(target.substr(0, target.find_first_of("?#")), request, response);
  }

 private:
  void route(const std::string& path, HTTPServerRequest& request, HTTPServerResponse& response) {
    if (path == "/-/healthy") return answer(response, Status::HTTP_OK, kText, {"healthy\n"});
    if (path == "/style.css") return answer(response, Status::HTTP_OK, kCss, {page_style()});
    const bool is_known = path == "/metrics" || path == "/" || path == "/-/ready" || path == "/api/v1/violations" ||
                          path == "/api/v1/status";
    if (!is_known) return answer(response, Status::HTTP_NOT_FOUND, kText, {kNotFound});
    const auto publication = publisher_.current();
    if (!publication)
      return answer(response, Status::HTTP_SERVICE_UNAVAILABLE, kText, {"starting: nothing to show yet\n"});
    if (path == "/metrics") return answer_metrics(*publication, request, response);
    if (path == "/-/ready") return answer_ready(*publication, response);
    if (path == "/") return answer(response, Status::HTTP_OK, kHtml, {publication->page_html});
    const bool wants_status = path == "/api/v1/status";
    answer(response, Status::HTTP_OK, kJson, {wants_status ? publication->status_json : publication->violations_json});
  }

  void answer_metrics(const Publication& publication, HTTPServerRequest& request, HTTPServerResponse& response) {
    const std::string live = live_metrics_();
    response.set("Vary", "Accept-Encoding");
    if (!accepts_gzip(request.get("Accept-Encoding", "")))
      return answer(response, Status::HTTP_OK, kMetrics, {publication.metrics, live});
    response.set("Content-Encoding", "gzip");
    const std::string rest = publication.packed_metrics.finished_with(live);
    answer(response, Status::HTTP_OK, kMetrics, {publication.packed_metrics.bytes(), rest});
  }

  static void answer_ready(const Publication& publication, HTTPServerResponse& response) {
    if (publication.ready) return answer(response, Status::HTTP_OK, kText, {"ready\n"});
    answer(response, Status::HTTP_SERVICE_UNAVAILABLE, kText, {"not ready\n", publication.not_ready});
  }

  // The parts are written one after another: a page of many megabytes is not copied for that.
  static void answer(HTTPServerResponse& response, Status status, const char* type,
                     const std::vector<std::string_view>& parts) {
    std::size_t length = 0;
    for (const auto part : parts) length += part.size();
    response.setStatusAndReason(status);
    response.setContentType(type);
    response.setContentLength64(Poco::Int64(length));
    std::ostream& body = response.send();
    for (const auto part : parts) body.write(part.data(), std::streamsize(part.size()));
  }

  static constexpr std::string_view kNotFound =
      "nothing is here. There are: / /metrics /-/healthy /-/ready /api/v1/violations /api/v1/status\n";

  const Publisher& publisher_;
  const std::function<std::string()>& live_metrics_;
};

class Routes final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Routes(const Publisher& publisher, std::function<std::string()> live_metrics)
      : publisher_(publisher), live_metrics_(std::move(live_metrics)) {}

  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(publisher_, live_metrics_);
  }

 private:
  const Publisher& publisher_;
  const std::function<std::string()> live_metrics_;
};

}  // namespace

Poco::Net::HTTPRequestHandlerFactory::Ptr web_routes(const Publisher& publisher,
                                                     std::function<std::string()> live_metrics) {
  return new Routes(publisher, std::move(live_metrics));
}

}  // namespace segaudit::agent
