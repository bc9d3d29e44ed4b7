#include <ostream>

#include "agent/clock.h"
#include "agent/command.h"
#include "agent/database_lock.h"
#include "agent/printable.h"
#include "rules/wording.h"
#include "storage/erase.h"

namespace segaudit::agent {
namespace {

constexpr std::size_t kMostNamed = 5;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}

storage::Subject subject_of(const std::string& who, const RedactionKey& key, People people) {
  storage::Subject subject;
  subject.who = who;
  // As DocumentReader names an invitation and a person's pseudonym.
  subject.aliases = [key](const std::string& address) {
    return storage::Aliases{{key.fingerprint(lower(address))}, {pseudonym_of(key, address)}};
  };
  subject.fingerprint = key.fingerprint("erased: " + lower(who));
  subject.stand_in = kStandIn;
  subject.pseudonyms = people == People::pseudonym;
  return subject;
}

std::string rows_in_words(const storage::Erasure& erasure) {
  std::string kinds;
  for (const auto& [kind, count] : erasure.rows)
    kinds += (kinds.empty() ? "" : ", ") + std::to_string(count) + " " + printable(kind);
  const auto count = erasure.positions.size();
  return std::to_string(count) + (count == 1 ? " row (" : " rows (") + kinds + ")";
}

std::string named(const std::vector<std::string>& things) {
  std::string text;
  for (std::size_t i = 0; i < things.size() && i < kMostNamed; ++i) text += (i ? ", " : "") + printable(things[i]);
  if (things.size() > kMostNamed) text += " and " + std::to_string(things.size() - kMostNamed) + " more";
  return text;
}

[[noreturn]] void refuse(const storage::Erasure& plan, People people) {
  throw std::runtime_error(
      "still there: " + named(plan.still_there) + "; the agent would read it again. " +
      (people == People::pseudonym
           ? "It was not read anew since redaction.people became pseudonym: let the agent finish a sweep first"
           : "Remove the person in Segment (Settings > Access Management; from the configuration what stands there) "
             "and let the agent see it, or set redaction.people to pseudonym and let the agent read everything anew") +
      ". --even-if-present erases now all the same");
}

int report(const std::filesystem::path& database, const storage::Erasure& erasure, bool was_done, Output output) {
  const std::string place = database.string() + ": ";
  if (erasure.positions.empty())
    output.out << place << "nothing about this person is stored"
               << (was_done ? "; every free page was overwritten" : "") << "\n";
  else
    output.out << place << (was_done ? "erased the contents of " : "would erase the contents of ")
               << rows_in_words(erasure) << (was_done ? "; the log tells that, and not whom" : "") << "\n";
  if (!was_done && !erasure.still_there.empty())
    output.out << "still there, and read again by the next poll: " << named(erasure.still_there) << "\n";
  if (erasure.kept_ids == 0) return kDone;
  output.err << "segaudit: " << erasure.kept_ids
             << (erasure.kept_ids == 1 ? " row has" : " rows have")
             << " the person's name or address in an id, which the links hold fast: a policy of your own names a "
                "resource by it. Only a database that begins anew is without it\n";
  return kFound;
}

}  // namespace

int erase_command(const std::vector<std::string>& words, Output output) {
  const Arguments arguments(words, {"--config", "--workspace", "--subject"}, {"--dry-run", "--even-if-present"});
  if (!arguments.rest().empty()) throw UsageError("erase takes no further words");
  const auto who = arguments.option("--subject");
  if (!who || who->empty()) throw UsageError("erase needs --subject: the id of a user, or an e-mail address");
  const Config config = config_named_by(arguments);
  const auto database = database_of(config, workspace_named_by(arguments, config));
  if (!std::filesystem::exists(database)) throw storage::StorageError(database.string() + ": nothing is stored there");
  const RedactionKey key = RedactionKey::for_database(database);
  const auto subject = subject_of(*who, key, config.people);
  if (arguments.has("--dry-run")) return report(database, storage::plan_erasure(database, subject), false, output);
  try {
    const DatabaseLock lock(database);
    if (!arguments.has("--even-if-present")) {
      const auto plan = storage::plan_erasure(database, subject);
      if (!plan.still_there.empty()) refuse(plan, config.people);
    }
    return report(database, storage::erase(database, key.check_value(), subject, SystemClock().now()), true, output);
  } catch (const DatabaseInUse&) {
    throw std::runtime_error(database.string() +
                             ": an agent is at work on it, and erasing needs it alone: systemctl stop segaudit, run "
                             "this again, systemctl start segaudit");
  }
}

}  // namespace segaudit::agent
