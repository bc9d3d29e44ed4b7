#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

namespace segaudit::storage {

// What a person is called by besides an e-mail address that became known: its pseudonym, ids made of it.
struct Aliases {
  std::vector<std::string> ids;
  std::vector<std::string> addresses;
};

// How a text names a person.
struct Mention {
  bool by_address = false;   // or by what stands for it
  bool by_name = false;
  bool by_id = false;
  bool in_clear = false;     // not only by a stand-in
  bool any() const { return by_address || by_name || by_id; }
};

// Everything that one person is or was called by: ids, e-mail addresses and names, as far as the view `people` joins
// them. Names join nobody: two people may share one. Pure after it was made.
class Person {
 public:
  // `who`: an id or an address. `stand_in`: how pseudonyms begin. Throws what SQLite throws.
  Person(SQLite::Database& database, const std::string& who, const std::function<Aliases(const std::string&)>& aliases,
         std::string_view stand_in);

  // Whether a resource's id is the person's: itself, or at the end of a longer one ("group/user").
  bool is(std::string_view id) const;
  bool is_somebody_else(std::string_view id) const;
  // `json`: a log row's content. A name that is one short word counts only in what is about people anyway.
  Mention mention_in(const std::string& json, bool about_people) const;
  // Whether a text names the person by address or by full name.
  bool is_named_by(const std::string& text) const;

 private:
  struct Call {
    std::string text;  // in lower case, as it stands in JSON
    bool stand_in = false;
    bool distinct = false;  // nothing else is likely to be called so
  };
  void resolve(SQLite::Database& database, const std::string& who,
               const std::function<Aliases(const std::string&)>& aliases);
  void add_address(const std::string& address, const std::function<Aliases(const std::string&)>& aliases);
  std::vector<Call> calls_of(const std::set<std::string>& texts) const;

  std::string stand_in_;
  std::set<std::string> ids_, addresses_, names_, others_;
  std::vector<Call> id_calls_, address_calls_, name_calls_;
};

}  // namespace segaudit::storage
