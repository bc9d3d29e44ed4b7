#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "agent/catalogue.h"
#include "agent/field_paths.h"
#include "agent/people.h"
#include "agent/redaction_key.h"

namespace segaudit::agent {

// An item that cannot become a document: no id, or not an object. what() is safe to print.
class DocumentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// An item whose document is too large to be read back by a policy.
class TooLargeError : public DocumentError {
 public:
  using DocumentError::DocumentError;
};

// An item that does not say what it was asked for: not shown to this token, which is not the same as empty.
class NotShownError : public DocumentError {
 public:
  using DocumentError::DocumentError;
};

// One item, as it is stored: redacted, in canonical form (keys sorted, whole numbers without a fraction), so that the
// same facts are the same bytes.
struct Document {
  std::string id;
  std::string body;
};

// Turns raw items into documents. Nothing that a catalogue row does not list as clear passes it: every other string
// becomes a keyed fingerprint, and in sealed trees numbers too. Values that Segment masked are marked, because equal
// masks do not prove equal values. With People::pseudonym, names and addresses of people become pseudonyms, and so does
// every e-mail address in a clear string; in ids that nobody asks the API for they always do, because ids are labels of
// metrics. Any thread.
class DocumentReader {
 public:
  // readable_settings: names of settings (members of `settings`) that may be stored as they are.
  DocumentReader(RedactionKey key, std::vector<std::string> readable_settings, People people = People::clear);
  ~DocumentReader();

  // `item` is valid JSON; embedded documents are cut out of it (see EmbeddedCutter). Throws DocumentError, whose text
  // holds no value of the item.
  Document read(const Kind& kind, std::string_view parent, std::string_view item) const;

  // Names this way of reading; another one may make other documents of the same answer.
  std::string version() const;
  const RedactionKey& key() const { return key_; }

 private:
  struct Rules;
  const RedactionKey key_;
  const std::vector<std::string> readable_settings_;
  const People people_;
  std::map<std::string, Rules, std::less<>> rules_;  // by kind
};

}  // namespace segaudit::agent
