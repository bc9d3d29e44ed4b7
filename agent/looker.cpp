#include "agent/looker.h"

#include "agent/embedded_cutter.h"
#include "agent/item_reader.h"
#include "agent/printable.h"

namespace segaudit::agent {
namespace {

using storage::Look;

// What one look may keep in memory, and how long a list may go on without anything new in it.
constexpr std::size_t kMostBytes = 256 * 1024 * 1024;
constexpr int kMostIdlePages = 100;

// The first id field that is the item's own, where it is text; nothing for ids that are nobody's business.
std::string shown_id(const Kind& kind, std::string_view raw) {
  if (kind.hidden_id) return {};
  for (const auto field : kind.id_fields) {
    if (field.starts_with('{')) continue;
    const auto id = field_of(raw, field);
    return id ? ", " + std::string(field) + " \"" + printable(*id, 60) + "\"" : std::string();
  }
  return {};
}

// Gathers the items of one look, page by page. While all pages are those of the last time, their items are not touched.
class Gathering {
 public:
  Gathering(const Kind& kind, const std::string& parent, Look look, const DocumentReader& reader,
            std::shared_ptr<const Seen> before)
      : kind_(kind), parent_(parent), look_(look), reader_(reader), before_(std::move(before)) {
    for (const auto& embedded : kind.embedded) parts_[std::string(embedded.kind)];
  }

  void add(const Page& page) {
    seen_.pages.push_back({page.bytes, page.next});
    seen_.page_items.emplace_back();
    if (page.recognised && !touched_) return;
    touch();
    if (page.recognised) return add_recognised(seen_.pages.size() - 1);
    const std::size_t before = items_.size();
    on_page_.clear();
    for (std::size_t place = 0; place < page.items.size(); ++place) add(page, place);
    idle_pages_ = items_.size() == before ? idle_pages_ + 1 : 0;
    if (idle_pages_ > kMostIdlePages)
      throw DocumentError("more than " + std::to_string(kMostIdlePages) + " pages in succession held nothing new");
  }

  void add(std::string_view raw) {
    const Fingerprint bytes = fingerprint_of(raw);
    if (!seen_.page_items.empty()) seen_.page_items.back().push_back(bytes);
    if (const auto known = before_->items.find(bytes); known != before_->items.end()) return add_known(bytes, known->second);
    Seen::Item seen;
    Document document = read(raw, seen);
    seen.id = document.id;
    keep(document, items_);
    remember(bytes, std::move(seen));
  }

  // Where the item stands that could not be read, for people; empty: it is the only one.
  const std::string& where() const { return where_; }

  Looked finish() {
    if (!touched_ && !seen_.pages.empty() && seen_.pages.size() == before_->pages.size()) return unchanged();
    touch();
    Looked looked;
    if (came_twice_) forget_pages(seen_);
    looked.observations.push_back(observation(std::string(kind_.name), parent_, std::move(items_)));
    for (const auto& item : looked.observations[0].items) looked.ids.insert(item.id);
    for (auto& [kind, items] : parts_) looked.observations.push_back(observation(kind, "", std::move(items)));
    looked.seen = std::move(seen_);
    return looked;
  }

 private:
  using Bodies = std::map<std::string, std::optional<std::string>>;  // by id; nothing: unchanged

  void add(const Page& page, std::size_t place) try {
    add(page.items[place]);
    refuse_contradiction(page, place);
  } catch (const DocumentError&) {
    const bool alone = page.items.size() == 1 && kind_.paging == Paging::none;
    if (!alone)
      where_ = " (item " + std::to_string(place + 1) + " on page " + std::to_string(seen_.pages.size()) +
               shown_id(kind_, page.items[place]) + ")";
    throw;
  }

  // Between two pages the list may have changed, and the later one counts. One page cannot say two things of one id.
  void refuse_contradiction(const Page& page, std::size_t place) {
    const Fingerprint& bytes = seen_.page_items.back().back();
    const auto [earlier, first] = on_page_.try_emplace(last_id_, bytes, place);
    if (first || earlier->second.first == bytes || kind_.hidden_id) return;
    Seen::Item ignored;
    if (read(page.items[earlier->second.second], ignored).body != read(page.items[place], ignored).body)
      throw DocumentError("an item has the id of item " + std::to_string(earlier->second.second + 1) +
                          " and says something else");
  }

  Document read(std::string_view raw, Seen::Item& seen) {
    const CutItem cut = cutter_.cut(kind_, raw);
    std::vector<std::string> part_ids;
    for (const auto& part : cut.parts) {
      part_ids.push_back(add_part(part));
      seen.parts.emplace_back(part.embedded->kind, part_ids.back());
    }
    return cut.parts.empty() ? reader_.read(kind_, parent_, raw)
                             : reader_.read(kind_, parent_, cut.with_ids(part_ids));
  }

  void keep(Document& document, Bodies& bodies) {
    kept_bytes_ += document.id.size() + document.body.size();
    if (kept_bytes_ > kMostBytes)
      throw TooLargeError("the collection has more than " + std::to_string(kMostBytes) + " bytes");
    bodies[document.id] = std::move(document.body);
  }

  // From the first page on that is not as it was: what the pages before it hold counts like what is read.
  void touch() {
    if (std::exchange(touched_, true)) return;
    for (std::size_t place = 0; place < seen_.pages.size(); ++place)
      if (place < before_->pages.size() && before_->pages[place].bytes == seen_.pages[place].bytes) add_recognised(place);
  }

  void add_recognised(std::size_t place) {
    seen_.page_items[place] = before_->page_items[place];
    for (const auto& bytes : before_->page_items[place]) add_known(bytes, before_->items.at(bytes));
  }

  Looked unchanged() const {
    Looked looked;
    looked.unchanged = true;
    looked.observations.push_back({{std::string(kind_.name), parent_}, look_, {}, {}, true});
    for (const auto& [kind, items] : parts_) looked.observations.push_back({{kind, ""}, look_, {}, {}, true});
    return looked;
  }

  void add_known(const Fingerprint& bytes, const Seen::Item& item) {
    items_.try_emplace(item.id, std::nullopt);
    for (const auto& [kind, id] : item.parts) parts_[kind].try_emplace(id, std::nullopt);
    remember(bytes, item);
  }

  // A listing is no snapshot: the same item may come twice, before and after a change. Then neither form is known to be
  // what is stored, and the next look reads it again.
  void remember(const Fingerprint& bytes, Seen::Item item) {
    last_id_ = item.id;
    const auto [place, first] = bytes_of_.try_emplace(item.id, bytes);
    if (first) seen_.items[bytes] = std::move(item);
    else if (place->second != bytes) seen_.items.erase(place->second);
    came_twice_ = came_twice_ || !first;
  }

  std::string add_part(const CutItem::Part& part) {
    const Fingerprint bytes = fingerprint_of(part.raw);
    if (const auto now = seen_.parts.find(bytes); now != seen_.parts.end()) return now->second;
    Bodies& bodies = parts_[std::string(part.embedded->kind)];
    if (const auto known = before_->parts.find(bytes); known != before_->parts.end()) {
      bodies.try_emplace(known->second, std::nullopt);
      return seen_.parts[bytes] = known->second;
    }
    Document document = reader_.read(kind_named(part.embedded->kind), "", part.raw);
    keep(document, bodies);
    return seen_.parts[bytes] = document.id;
  }

  storage::Observation observation(std::string kind, std::string parent, Bodies bodies) const {
    storage::Observation observation{{std::move(kind), std::move(parent)}, look_, {}, {}};
    for (auto& [id, body] : bodies) observation.items.push_back({id, std::move(body)});
    return observation;
  }

  const Kind& kind_;
  const std::string& parent_;
  const Look look_;
  const DocumentReader& reader_;
  const std::shared_ptr<const Seen> before_;
  EmbeddedCutter cutter_;
  Bodies items_;
  std::map<std::string, Bodies> parts_;
  std::unordered_map<std::string, Fingerprint> bytes_of_;
  Seen seen_;
  std::unordered_map<std::string, std::pair<Fingerprint, std::size_t>> on_page_;  // ids of this page: bytes and place
  std::string last_id_;
  std::string where_;
  std::size_t kept_bytes_ = 0;
  int idle_pages_ = 0;       // in succession, without a new id
  bool touched_ = false;     // a page is not as it was the last time
  bool came_twice_ = false;  // an item
};

Failure failure_for(const DocumentError& error) {
  if (dynamic_cast<const NotShownError*>(&error) != nullptr) return Failure::not_permitted;
  return dynamic_cast<const TooLargeError*>(&error) != nullptr ? Failure::too_large : Failure::malformed;
}

TransportError unusable(const Question& question, const DocumentError& error, const std::string& where) {
  return TransportError(failure_for(error), "GET " + printable(question.path) + ": " + error.what() + where);
}

}  // namespace

Looked Looker::whole(const Kind& kind, const std::string& parent, std::stop_token stop, const Parameters& query,
                     Lane lane) const {
  Question question = list_question(kind, parent);
  question.lane = lane;
  question.query.insert(question.query.end(), query.begin(), query.end());
  const auto before = cache_.of({std::string(kind.name), parent});
  Gathering gathering(kind, parent, kind.events ? Look::events : Look::whole, reader_, before);
  const auto known = kind.events ? std::span<const KnownPage>() : std::span<const KnownPage>(before->pages);
  try {
    client_.for_each_page(
        question, [&](const Page& page) { gathering.add(page); }, stop, known);
  } catch (const DocumentError& error) {
    throw unusable(question, error, gathering.where());
  }
  return gathering.finish();
}

bool Looker::remembers(const Kind& kind, const std::string& parent) const {
  return !cache_.of({std::string(kind.name), parent})->pages.empty();
}

std::optional<std::vector<std::string>> Looker::remembered_ids(const Kind& kind, const std::string& parent) const {
  const auto before = cache_.of({std::string(kind.name), parent});
  if (before->pages.empty()) return std::nullopt;
  return before->ids();
}

std::optional<Looked> Looker::one(const Kind& kind, const std::string& parent, const std::string& id,
                                  std::stop_token stop, Lane lane) const {
  Question question = get_question(kind, parent, id);
  question.lane = lane;
  // Not against what the list saw: an answer about one resource says nothing about the others.
  Gathering gathering(kind, parent, Look::part, reader_, std::make_shared<const Seen>());
  try {
    for (const auto item : client_.get_page(question, stop).items) gathering.add(item);
  } catch (const DocumentError& error) {
    throw unusable(question, error, gathering.where());
  } catch (const TransportError& error) {
    if (error.failure() == Failure::not_found) return std::nullopt;
    throw;
  }
  return gathering.finish();
}

}  // namespace segaudit::agent
