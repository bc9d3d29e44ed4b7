#include "tests/proof/proof.h"

#include <ostream>

#include "agent/rulebook.h"
#include "storage/verify.h"
#include "tests/proof/proof_transport.h"

namespace segaudit::proof {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSweepsBetweenQuiet = 7;
constexpr int kQuietPeriods = 3;  // within so many periods everything is looked at, once nothing fails any more

agent::SharedRulebook rules() {
  agent::Config config;
  config.policies.packs = {std::string(SEGAUDIT_SOURCE_DIR) + "/tests/proof/policies.yml"};
  return agent::rulebook_of(config);
}

class Proof {
 public:
  explicit Proof(const ProofOptions& options)
      : options_(options),
        database_(options.directory / ("proof-" + std::to_string(options.seed)) / "proof.db"),
        dice_(options.seed * 4 + 1),
        life_(world_, options.seed * 4 + 2),
        weather_(options.rates, options.seed * 4 + 3),
        witness_(world_),
        transport_(world_, life_, weather_, witness_, clock_),
        oracle_(world_, witness_, options.sweep_period, database_) {
    std::filesystem::remove_all(database_.parent_path());
    std::filesystem::create_directories(database_.parent_path());
  }
  ~Proof() {
    std::error_code ignored;
    std::filesystem::remove_all(database_.parent_path(), ignored);
  }

  ProofReport run() {
    life_.settle(clock_.now());
    clock_.advance(1min);
    start();
    std::size_t quiet_after = kSweepsBetweenQuiet;
    while (witness_.sweeps() < options_.sweeps && !given_up()) {
      live();
      if (witness_.sweeps() < quiet_after) continue;
      be_quiet();
      quiet_after = witness_.sweeps() + kSweepsBetweenQuiet;
    }
    finish();
    return std::move(report_);
  }

 private:
  void start() {
    agent_.reset();
    const int attempts[] = {1, 2, 5};
    agent_ = std::make_unique<AgentUnderTest>(AgentOptions{database_,
                                                           {options_.sweep_period, options_.trail_period, {}},
                                                           dice_.between(5, 12),
                                                           attempts[dice_.between(0, 2)],
                                                           dice_.fraction()},
                                              transport_, clock_, rules_);
  }

  // Whatever may happen, until the agent is due again.
  void live() {
    weather_.change(clock_.now(), options_.sweep_period);
    if (dice_.happens(0.003)) {
      ++report_.restarts;
      start();
    }
    pass_time();
    // In the middle of whatever it does then: mostly of a sweep.
    if (dice_.happens(0.003)) kill_at_ = transport_.requests() + std::size_t(dice_.between(0, 600));
    step(kill_at_);
    if (report_.steps % 2000 == 0) world_.forget_before(clock_.now() - 48h);
  }

  void step(std::optional<std::size_t> kill_at) {
    std::stop_source stop;
    transport_.kill_at(kill_at, stop);
    witness_.begin_step();
    const auto step = agent_->step(stop.get_token());
    const bool killed = stop.stop_requested();
    witness_.end_step(killed);
    ++report_.steps;
    oracle_.after_step(*agent_, step, clock_.now());
    if (killed) {
      kill_at_.reset();
      ++report_.kills;
      start();
    }
    complaints();
  }

  void pass_time() {
    const auto pause = std::min<std::chrono::milliseconds>(agent_->next_wakeup() - clock_.now(), options_.trail_period);
    if (pause <= 0ms) return;
    for (int i = 0; i < 2; ++i) {
      clock_.advance(pause / 2);
      if (weather_.happens(0.25)) life_.happen(clock_.now());
    }
    clock_.advance(pause % 2);
  }

  bool seen_since(Time begin) const {
    for (const auto& collection : world_.collections())
      if (witness_.true_since(collection) < begin) return false;
    return true;
  }

  // Nothing changes and nothing fails, until everything was looked at once more.
  void be_quiet() {
    weather_.calm(true);
    const Time begin = clock_.now();
    while (!seen_since(begin) && clock_.now() < begin + kQuietPeriods * options_.sweep_period && !given_up()) {
      step({});
      pass_time();
    }
    if (!seen_since(begin)) {
      for (const auto& collection : world_.collections())
        if (witness_.true_since(collection) < begin) {
          complain({"not looked at within " + std::to_string(kQuietPeriods) +
                        " sweep periods without any failure: " + collection.kind + " " + collection.parent,
                    {collection.kind, collection.parent}});
          break;
        }
    } else {
      confirm();
      oracle_.after_quiet(*agent_, clock_.now());
    }
    complaints();
    weather_.calm(false);
  }

  // What a look lacked for the first time is confirmed by another one within a minute.
  void confirm() {
    const Time end = clock_.now() + 1min;
    while (agent_->next_wakeup() <= end) {
      clock_.advance(std::max<std::chrono::milliseconds>(agent_->next_wakeup() - clock_.now(), 0ms));
      step({});
    }
  }

  void finish() {
    report_.sweeps = witness_.sweeps();
    report_.requests = transport_.requests();
    report_.changes = world_.changes();
    report_.injected = weather_.counts();
    for (const auto& [kind, parent] : world_kinds()) report_.resources += world_.count(kind);
    agent_.reset();
    const auto verified = storage::verify(database_);
    for (const auto& fault : verified.faults)
      complain({"the log does not hold together at row " + std::to_string(fault.seq) + ": " + fault.text, {}});
    report_.tally = oracle_.tally();
  }

  bool given_up() const { return report_.complaints.size() >= options_.most_complaints; }

  void complaints() {
    for (auto& complaint : oracle_.take_complaints())
      if (!given_up()) complain(std::move(complaint));
  }

  void complain(Complaint complaint) {
    if (options_.out) explain(complaint);
    report_.complaints.push_back(std::move(complaint));
  }

  // Enough to understand it, and to have it again.
  void explain(const Complaint& complaint) {
    std::ostream& out = *options_.out;
    const auto& [kind, id] = complaint.about;
    out << "\nFAILED " << complaint.what << "\n  about " << kind << " " << id << " at "
        << storage::format_time(clock_.now()) << "\n  again: sweep_proof --seed " << options_.seed << " --until "
        << witness_.sweeps() + 1 << "\n  in truth:\n";
    for (const auto& version : world_.history(complaint.about).versions)
      out << "    " << storage::format_time(version.from) << " to "
          << (version.to == kForever ? "now" : storage::format_time(version.to)) << " " << version.raw.substr(0, 160)
          << "\n";
    out << "  in the log:\n";
    const auto rows = oracle_.rows_about(complaint.about);
    for (std::size_t i = rows.size() > 12 ? rows.size() - 12 : 0; i < rows.size(); ++i)
      out << "    " << rows[i].substr(0, 200) << "\n";
    out << "  events:\n";
    for (const auto& event : world_.events())
      if (!id.empty() && event.resource_id == id)
        out << "    " << storage::format_time(event.at) << " " << event.type << ", visible from "
            << storage::format_time(event.visible) << "\n";
    out << "  last requests:\n";
    std::vector<std::string> lines;
    for (const auto& line : witness_.notes())
      if (!id.empty() && line.find(id) != std::string::npos) lines.push_back(line);
    for (std::size_t i = lines.size() > 12 ? lines.size() - 12 : 0; i < lines.size(); ++i)
      out << "    " << lines[i].substr(0, 240) << "\n";
    out << std::flush;
  }

  const ProofOptions options_;
  const std::filesystem::path database_;
  Dice dice_;
  agent::FakeClock clock_;
  World world_;
  Life life_;
  Weather weather_;
  Witness witness_;
  ProofTransport transport_;
  Oracle oracle_;
  const agent::SharedRulebook rules_ = rules();
  std::unique_ptr<AgentUnderTest> agent_;
  std::optional<std::size_t> kill_at_;  // request
  ProofReport report_;
};

void add(Tally& sum, const Tally& other) {
  for (const auto member : {&Tally::rows, &Tally::created, &Tally::modified, &Tally::deleted, &Tally::vanished,
                            &Tally::opened, &Tally::resolved, &Tally::gaps_opened, &Tally::gaps_closed,
                            &Tally::unknown_checks, &Tally::unknown, &Tally::quiet_checks, &Tally::compared})
    sum.*member += other.*member;
}

}  // namespace

void ProofReport::add(const ProofReport& other) {
  for (const auto member : {&ProofReport::sweeps, &ProofReport::steps, &ProofReport::requests, &ProofReport::changes,
                            &ProofReport::restarts, &ProofReport::kills})
    this->*member += other.*member;
  resources = other.resources;
  for (const auto& [what, count] : other.injected) injected[what] += count;
  proof::add(tally, other.tally);
  complaints.insert(complaints.end(), other.complaints.begin(), other.complaints.end());
}

ProofReport prove(const ProofOptions& options) { return Proof(options).run(); }

}  // namespace segaudit::proof
