#pragma once

#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/catalogue.h"
#include "agent/document.h"
#include "agent/seen.h"
#include "agent/segment_client.h"
#include "storage/model.h"

namespace segaudit::agent {

// What one look brought. The first observation is the collection's own, others are of documents embedded in it.
struct Looked {
  std::vector<storage::Observation> observations;
  std::set<std::string> ids;  // of the collection's items; none when everything is unchanged
  Seen seen;                  // to be put into the cache once the observations are recorded, if something changed
  bool unchanged = false;     // the same answers as the last time: everything is as it was, and nothing is missing
};

// Looks at collections: asks, cuts, recognises what is unchanged, redacts the rest. Throws TransportError (also for
// items that cannot become documents) and then has seen nothing. Any thread.
class Looker {
 public:
  Looker(SegmentClient& client, const DocumentReader& reader, const SeenCache& cache)
      : client_(client), reader_(reader), cache_(cache) {}

  // Everything in the collection; `query` is added to the question.
  Looked whole(const Kind& kind, const std::string& parent, std::stop_token stop, const Parameters& query = {},
               Lane lane = Lane::sweep) const;

  // Whether the last look at the collection is remembered, and lacked nothing that was known then; and what it saw.
  bool remembers(const Kind& kind, const std::string& parent) const;
  std::optional<std::vector<std::string>> remembered_ids(const Kind& kind, const std::string& parent) const;

  // One resource by its id; nothing when the API says that there is none (404).
  std::optional<Looked> one(const Kind& kind, const std::string& parent, const std::string& id, std::stop_token stop,
                            Lane lane = Lane::sweep) const;

 private:
  SegmentClient& client_;
  const DocumentReader& reader_;
  const SeenCache& cache_;
};

}  // namespace segaudit::agent
