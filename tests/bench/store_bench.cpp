// How fast documents enter the memory, kind by kind: the first look, and the same documents looked at again.
//
//   store_bench DIRECTORY [SHARE]     the directory must be empty; SHARE (1) of workload L's documents, 0.1: a tenth

#include <chrono>
#include <ctime>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "storage/store.h"

namespace {

using namespace segaudit::storage;

double cpu_seconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

std::string number(int value) { return std::to_string(value); }

std::string source(int i) {
  return R"({"enabled":true,"id":"s)" + number(i) + R"(","labels":[{"key":"environment","value":")" +
         (i % 2 ? "production" : "staging") + R"("},{"key":"team","value":"t)" + number(i % 20) +
         R"("}],"metadata":{"id":"m)" + number(i % 10) + R"("},"name":"Source )" + number(i) +
         R"(","settings":{},"slug":"source-)" + number(i) + R"(","workspaceId":"w","writeKeys":["fp:0123456789abcdef01234567"]})";
}

std::string settings(int i) {
  return R"({"forwardingBlockedEventsTo":"s)" + number(i + 1) +
         R"(","group":{"allowTraitsOnViolations":true,"allowUnplannedTraits":true,"commonEventOnViolations":"ALLOW"},)"
         R"("identify":{"allowTraitsOnViolations":true,"allowUnplannedTraits":true,"commonEventOnViolations":"ALLOW"},)"
         R"("track":{"allowEventOnViolations":true,"allowPropertiesOnViolations":true,"allowUnplannedEventProperties":true,)"
         R"("allowUnplannedEvents":true,"commonEventOnViolations":"ALLOW"}})";
}

std::string destination(int i) {
  std::string body = R"({"enabled":true,"id":"d)" + number(i) + R"(","metadata":{"id":"meta)" + number(i % 40) +
                     R"("},"name":"Destination )" + number(i) + R"(","settings":{)";
  for (int field = 0; field < 8; ++field)
    body += (field ? "," : "") + std::string("\"setting") + number(field) + R"(":"fp:0123456789abcdef)" + number(i * 8 + field) + "\"";
  return body + R"(},"sourceId":"s)" + number(i / 3) + R"("})";
}

std::string rule(int i) {
  std::string body = R"({"createdAt":"2025-01-01T00:00:00Z","jsonSchema":{"$schema":"http://json-schema.org/draft-07/schema#",)"
                     R"("properties":{"context":{},"properties":{"properties":{)";
  for (int field = 0; field < 8; ++field)
    body += (field ? "," : "") + std::string("\"property_") + number(field) + R"(":{"description":"What it says, in words","type":"string"})";
  return body + R"(},"required":["property_0","property_1"],"type":"object"},"traits":{}},"type":"object"},"key":"Event )" +
         number(i) + R"(","type":"TRACK","version":1})";
}

std::string filter(int i) {
  return R"({"actions":[{"type":"DROP"}],"createdAt":"2025-01-01T00:00:00Z","description":"","destinationId":"d)" + number(i) +
         R"(","enabled":true,"id":"f)" + number(i) + R"(","if":"event = \"Order Completed\"","sourceId":"s1","title":"Filter"})";
}

struct Workload {
  std::string kind, parent_kind;
  int count, per_parent;  // per_parent 0: one list
  std::string (*body)(int);
};

Batch batch_of(const Workload& load, int from, int to) {
  const int parent = load.per_parent ? from / load.per_parent : 0;
  Observation observation{{load.kind, load.per_parent ? "p" + number(parent) : ""}, Look::whole, {}, {}};
  for (int i = from; i < to; ++i) observation.items.push_back({load.kind + number(i), load.body(i)});
  Batch batch;
  batch.observations.push_back(std::move(observation));
  return batch;
}

std::vector<Batch> batches_of(const Workload& load) {
  std::vector<Batch> batches;
  if (!load.per_parent) return {batch_of(load, 0, load.count)};
  Batch together;
  for (int from = 0; from < load.count; from += load.per_parent) {
    Batch one = batch_of(load, from, std::min(load.count, from + load.per_parent));
    together.observations.push_back(std::move(one.observations[0]));
    if (together.observations.size() < 50) continue;
    batches.push_back(std::move(together));
    together = {};
  }
  if (!together.observations.empty()) batches.push_back(std::move(together));
  return batches;
}

void measure(Store& store, const Workload& load, const char* look) {
  const auto batches = batches_of(load);
  const double before = cpu_seconds();
  const auto started = std::chrono::steady_clock::now();
  for (const auto& batch : batches) store.record(batch, std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()));
  const double cpu = cpu_seconds() - before;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started;
  std::cout << std::left << std::setw(24) << load.kind << std::setw(8) << look << std::right << std::fixed << std::setprecision(1)
            << std::setw(8) << load.count << " documents" << std::setw(8) << cpu * 1e6 / load.count << " µs CPU each" << std::setw(8)
            << wall.count() * 1000 << " ms wall\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3 || !std::filesystem::is_empty(argv[1])) {
    std::cerr << "usage: store_bench DIRECTORY [SHARE], an empty directory and the share of workload L, 1\n";
    return 2;
  }
  const double share = argc == 3 ? std::stod(argv[2]) : 1;
  std::vector<Workload> workloads = {{"source", "", 2000, 0, source},
                                           {"source_settings", "source", 2000, 1, settings},
                                           {"destination", "", 6000, 0, destination},
                                           {"destination_filter", "destination", 6000, 1, filter},
                                           {"tracking_plan_rule", "tracking_plan", 50000, 250, rule}};
  for (auto& load : workloads) load.count = int(load.count * share);
  Store store(std::filesystem::path(argv[1]) / "bench.db", "key");
  for (const auto& load : workloads) measure(store, load, "first");
  for (const auto& load : workloads) measure(store, load, "again");
  std::cout << "database " << double(store.size_bytes()) / 1048576 << " MiB\n";
}
