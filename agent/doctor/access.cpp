#include "agent/doctor/access.h"

#include <algorithm>

#include "agent/api_error.h"
#include "agent/http_date.h"
#include "agent/item_reader.h"
#include "agent/page.h"
#include "agent/printable.h"
#include "agent/question.h"
#include "agent/rate_limit.h"
#include "agent/retry.h"

namespace segaudit::agent {
namespace {

constexpr std::chrono::seconds kLongestRequest{20};

bool is_refusal(Failure failure) { return failure == Failure::not_permitted || failure == Failure::not_found; }

std::string status_text(const Response& response) {
  const std::string message = api_message(response);
  return "status " + std::to_string(response.status) + (message.empty() ? "" : ": " + message);
}

std::string text_of(std::string_view item, std::string_view field) { return field_of(item, field).value_or(""); }

}  // namespace

std::string to_string(Access access) {
  switch (access) {
    case Access::answers: return "answers";
    case Access::empty: return "empty";
    case Access::refused: return "refused";
    case Access::failed: return "failed";
    case Access::not_asked: return "not asked";
  }
  return "";
}

AccessReport AccessProbe::run(std::stop_token stop) {
  report_ = {};
  first_items_.clear();
  const Kind& identity = catalogue().front();
  const Answer first = ask(identity, "", "", stop);
  report_.failure = first.failure;
  report_.problem = first.detail;
  if (first.failure) return std::move(report_);
  report_.workspace_id = text_of(first.first_item, "id");
  report_.workspace_name = text_of(first.first_item, "name");
  report_.workspace_slug = text_of(first.first_item, "slug");
  report_.families.push_back({&identity, Access::answers, ""});
  for (const auto& kind : catalogue()) {
    if (&kind == &identity || kind.path.empty()) continue;
    if (stop.stop_requested()) break;
    report_.families.push_back(family(kind, stop));
  }
  return std::move(report_);
}

FamilyAccess AccessProbe::family(const Kind& kind, std::stop_token stop) {
  Answer best;
  if (kind.parent.empty()) {
    std::vector<std::string> parts(kind.parts.values.begin(), kind.parts.values.end());
    if (parts.empty()) parts.emplace_back();
    bool any = false;
    for (const auto& part : parts) {
      Answer answer = ask(kind, part, "", stop);
      // A part that is refused hides something, whatever the others say; else the best answer counts.
      if (!any || answer.access >= Access::refused || (best.access == Access::empty && answer.access == Access::answers))
        best = std::move(answer);
      any = true;
      if (best.access >= Access::refused) break;
    }
  } else {
    const auto parent = first_items_.find(kind.parent);
    if (parent == first_items_.end())
      return {&kind, Access::not_asked, "no " + std::string(kind.parent) + " was seen that it could be asked about"};
    best = ask(kind, text_of(parent->second, "id"), parent->second, stop);
  }
  if (!best.first_item.empty()) first_items_.emplace(kind.name, best.first_item);
  return {&kind, best.access, best.detail};
}

AccessProbe::Answer AccessProbe::ask(const Kind& kind, const std::string& parent, std::string_view parent_item,
                                     std::stop_token stop) {
  Question question = list_question(kind, parent);
  try {
    for (auto& parameter : dependent_parameters(kind, parent_item, clock_.now()))
      question.query.push_back(std::move(parameter));
    if (question.paging == Paging::cursor) question.query.emplace_back("pagination.count", "1");
    ++report_.requests;
    const Response response = transport_.get({question.path, question.query, question.accept},
                                             clock_.ticks() + kLongestRequest, stop);
    learn(response);
    return answer_of(kind, response);
  } catch (const UnaskableError& error) {
    return {Access::not_asked, {}, error.what(), ""};
  } catch (const TransportError& error) {
    return {Access::failed, error.failure(), error.what(), ""};
  }
}

AccessProbe::Answer AccessProbe::answer_of(const Kind& kind, const Response& response) {
  if (const auto failure = failure_of(response.status))
    return {is_refusal(*failure) ? Access::refused : Access::failed, failure, status_text(response), ""};
  try {
    const Page page = PageSlicer().slice(response.body, kind.items);
    if (page.items.empty()) return {Access::empty, {}, "", ""};
    // As the agent would read it: an answer can lack what it is asked for.
    reader_.read(kind, "parent", page.items[0]);
    return {Access::answers, {}, "", std::string(page.items[0])};
  } catch (const NotShownError& error) {
    return {Access::refused, {}, error.what(), ""};
  } catch (const DocumentError& error) {
    return {Access::failed, Failure::malformed, error.what(), ""};
  } catch (const PageError& error) {
    if (kind.nullable) return {Access::empty, {}, "", ""};
    return {Access::failed, Failure::malformed, error.what(), ""};
  }
}

void AccessProbe::learn(const Response& response) {
  const RateAnswer rate = read_rate_answer(response, clock_.now());
  if (rate.remaining && rate.consumed && !report_.points_limit) {
    report_.points_limit = *rate.remaining + *rate.consumed;
    report_.points_remaining = *rate.remaining;
  }
  const auto date = response.headers.find("date");
  if (date == response.headers.end() || report_.clock_ahead) return;
  if (const auto theirs = parse_http_date(date->second))
    report_.clock_ahead = std::chrono::duration_cast<std::chrono::seconds>(clock_.now() - *theirs);
}

}  // namespace segaudit::agent
