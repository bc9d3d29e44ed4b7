#include "agent/web_routes.h"

#include "agent/accepted_encoding.h"
#include "agent/page_style.h"
#include "agent/resource_site.h"

namespace segaudit::agent {
namespace {

constexpr const char* kCssType = "text/css; charset=utf-8";
constexpr const char* kSvgType = "image/svg+xml";
constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

bool is_readable(const WebRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

WebAnswer method_refused() {
  WebAnswer answer = plain(405, "only GET and HEAD are answered here");
  answer.headers.emplace_back("Allow", "GET, HEAD");
  return answer;
}

WebAnswer prepared(std::shared_ptr<const Publication> publication, const char* type, std::string_view text) {
  WebAnswer answer{200, type};
  answer.add(text, std::move(publication));
  return answer;
}

WebAnswer readiness(const Publication& publication) {
  if (publication.ready) return plain(200, "ready");
  return answer_of(503, kTextType, "not ready\n" + publication.not_ready);
}

bool is_published(std::string_view path) {
  return path == "/" || path == "/metrics" || path == "/-/ready" || path == "/api/v1/violations" ||
         path == "/api/v1/status";
}

constexpr const char* kNotFound =
    "nothing is here. There are: / /metrics /-/healthy /-/ready /sources /destinations /resources /policies/ID "
    "/api/v1/violations /api/v1/resources /api/v1/status";

}  // namespace

WebRoutes::Lane WebRoutes::lane_of(const WebRequest& request) const {
  if (!is_readable(request)) return Lane::prepared;
  if (request.path == "/metrics") return Lane::scrape;
  return is_resource_path(request.path) ? Lane::database : Lane::prepared;
}

WebAnswer WebRoutes::answer(const WebRequest& request, std::stop_token stop) const noexcept {
  try {
    return routed(request, stop);
  } catch (const WebError& error) {
    return plain(error.status(), error.what());
  } catch (const std::exception&) {
    return plain(500, "this page cannot be made");
  }
}

WebAnswer WebRoutes::routed(const WebRequest& request, const std::stop_token& stop) const {
  if (!is_readable(request)) return method_refused();
  const std::string& path = request.path;
  if (path == "/-/healthy") return plain(200, "healthy");
  if (path == "/style.css") return prepared(nullptr, kCssType, page_style());
  if (path == "/icon.svg") return prepared(nullptr, kSvgType, page_icon());
  const bool reads_database = is_resource_path(path);
  if (!reads_database && !is_published(path)) return plain(404, kNotFound);
  auto publication = publisher_.current();
  if (!publication) return plain(503, "starting: nothing to show yet");
  if (reads_database) return resource_answer(*publication, request, stop);
  if (path == "/metrics") return metrics(std::move(publication), request);
  if (path == "/-/ready") return readiness(*publication);
  const std::string_view text = path == "/"                ? publication->page_html
                                : path == "/api/v1/status" ? publication->status_json
                                                           : publication->violations_json;
  return prepared(std::move(publication), path == "/" ? kHtmlType : kJsonType, text);
}

WebAnswer WebRoutes::metrics(std::shared_ptr<const Publication> publication, const WebRequest& request) const {
  std::string live = live_metrics_();
  WebAnswer answer{200, kMetricsType};
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.accept_encoding)) {
    answer.add(publication->metrics, publication);
    answer.add(std::move(live));
    return answer;
  }
  answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.add(publication->packed_metrics.bytes(), publication);
  answer.add(publication->packed_metrics.finished_with(live));
  return answer;
}

}  // namespace segaudit::agent
