#include "agent/process_metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

namespace segaudit::agent {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

// Fields of /proc/self/stat that are shown; see proc(5).
struct Stat {
  double cpu_seconds = 0;
  double start_seconds = 0;  // since boot
  double virtual_bytes = 0;
  double resident_bytes = 0;
};

std::optional<Stat> read_stat() {
  std::ifstream stream("/proc/self/stat");
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(name_end + 1));
  const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  if (fields.size() < 22) return std::nullopt;
  const auto field = [&](std::size_t number) { return std::stod(fields[number - 3]); };  // numbered as in proc(5)
  const double ticks = double(::sysconf(_SC_CLK_TCK));
  return Stat{(field(14) + field(15)) / ticks, field(22) / ticks, field(23),
              field(24) * double(::sysconf(_SC_PAGESIZE))};
}

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

// From the clocks, not from /proc/stat: a service with ProcSubset=pid does not see that.
double start_time() {
  const auto stat = read_stat();
  return stat ? seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME) + stat->start_seconds : 0;
}

std::optional<double> open_files() {
  DIR* const directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) return std::nullopt;
  double count = -3;  // ".", "..", and the folder itself
  while (::readdir(directory) != nullptr) ++count;
  ::closedir(directory);
  return count;
}

std::optional<double> most_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return double(limit.rlim_cur);
}

MetricFamily family(const std::string& name, const std::string& help, MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  return {name, help, type, {metric}};
}

MetricFamily build_info(const std::string& version) {
  MetricFamily info = family("segaudit_build_info", "The program's version.", MetricType::Gauge, 1);
  info.metric.front().label = {{"version", version}};
  return info;
}

}  // namespace

ProcessMetrics::ProcessMetrics(std::string version) : version_(std::move(version)), start_time_(start_time()) {}

std::vector<MetricFamily> ProcessMetrics::Collect() const {
  std::vector<MetricFamily> families = {build_info(version_)};
  const auto add = [&](const char* name, const char* help, std::optional<double> value,
                       MetricType type = MetricType::Gauge) {
    if (value) families.push_back(family(name, help, type, *value));
  };
  if (const auto stat = read_stat()) {
    add("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", stat->cpu_seconds,
        MetricType::Counter);
    add("process_virtual_memory_bytes", "Virtual memory size in bytes.", stat->virtual_bytes);
    add("process_resident_memory_bytes", "Resident memory size in bytes.", stat->resident_bytes);
    add("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", start_time_);
  }
  add("process_open_fds", "Number of open file descriptors.", open_files());
  add("process_max_fds", "Maximum number of open file descriptors.", most_open_files());
  return families;
}

}  // namespace segaudit::agent
