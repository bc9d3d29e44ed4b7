// The proof on the command line. See README.md.

#include <sys/resource.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string_view>

#include "tests/proof/proof.h"

namespace {

using namespace segaudit::proof;

constexpr const char* kUsage =
    "usage: sweep_proof [--sweeps N] [--seed N] [--per-seed N] [--until N] [--directory DIR] [--no-stale]\n"
    "  --sweeps N       in all, over as many seeds as it takes (default 300)\n"
    "  --seed N         the first seed (default 1)\n"
    "  --per-seed N     sweeps of one seed (default 500)\n"
    "  --until N        only the one seed, to this sweep: to see a failure again\n"
    "  --failures N     ends after so many (default 5)\n"
    "  --directory DIR  for the databases (default /dev/shm, where there is one: the proof is not about disks)\n"
    "  --flaw RATE      of the listings that are wrong (default 0.005)\n"
    "  --no-stale       a wrong list never comes again from the API's cache\n";

struct Arguments {
  std::size_t sweeps = 300, per_seed = 500;
  std::optional<std::size_t> until;
  ProofOptions proof;
};

std::optional<Arguments> arguments_of(int count, char** words) {
  Arguments arguments;
  arguments.proof.directory = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--no-stale") {
      arguments.proof.rates.stale = 0;
      continue;
    }
    if (i + 1 == count) return std::nullopt;
    const char* value = words[++i];
    const auto number = std::strtoull(value, nullptr, 10);
    if (word == "--sweeps")
      arguments.sweeps = number;
    else if (word == "--seed")
      arguments.proof.seed = number;
    else if (word == "--per-seed")
      arguments.per_seed = number;
    else if (word == "--until")
      arguments.until = number;
    else if (word == "--failures")
      arguments.proof.most_complaints = number;
    else if (word == "--flaw")
      arguments.proof.rates.flaw = std::strtod(value, nullptr);
    else if (word == "--directory")
      arguments.proof.directory = value;
    else
      return std::nullopt;
  }
  return arguments.per_seed > 0 ? std::optional(arguments) : std::nullopt;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void print(const ProofReport& report) {
  const Tally& tally = report.tally;
  std::cout << report.sweeps << " sweeps of about " << report.resources << " resources, " << report.steps << " steps, "
            << report.requests << " requests, " << report.restarts << " restarts, " << report.kills << " kills\n"
            << "went wrong:\n";
  for (const auto& [what, count] : report.injected) std::cout << "  " << count << " " << what << "\n";
  std::cout << "in the workspace: " << report.changes << " changes\n"
            << "in the log: " << tally.rows << " rows: " << tally.created << " new, " << tally.modified << " modified, "
            << tally.deleted << " deleted, " << tally.vanished << " vanished; " << tally.gaps_opened << " gaps opened, "
            << tally.gaps_closed << " closed\n"
            << "violations: " << tally.opened << " opened, " << tally.resolved << " resolved\n"
            << "checked: known or unknown " << tally.unknown_checks << " times (" << tally.unknown
            << " unknown), after " << tally.quiet_checks << " clean sweeps " << tally.compared
            << " documents and all violations\n"
            << "CPU " << cpu_seconds() << " s\n";
}

}  // namespace

int main(int count, char** words) {
  auto arguments = arguments_of(count, words);
  if (!arguments) {
    std::cerr << kUsage;
    return 2;
  }
  ProofOptions& proof = arguments->proof;
  proof.out = &std::cout;
  const std::size_t wanted = arguments->until.value_or(arguments->sweeps);
  ProofReport all;
  try {
    while (all.sweeps < wanted && all.complaints.size() < proof.most_complaints) {
      proof.sweeps = arguments->until ? wanted : std::min(arguments->per_seed, wanted - all.sweeps);
      const ProofReport report = prove(proof);
      std::cout << "seed " << proof.seed << ": " << report.sweeps << " sweeps, " << report.complaints.size()
                << " failures\n"
                << std::flush;
      all.add(report);
      ++proof.seed;
      if (arguments->until) break;
    }
  } catch (const std::exception& error) {
    std::cerr << "seed " << proof.seed << ": " << error.what() << "\n";
    return 1;
  }
  print(all);
  std::cout << (all.complaints.empty() ? "nothing was false\n" : "FAILED\n");
  return all.complaints.empty() ? 0 : 1;
}
