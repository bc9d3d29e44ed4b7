#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace segaudit::agent {

// Name and value of a label; the value is foreign text and is escaped.
using MetricLabel = std::pair<std::string_view, std::string_view>;

// Writes Prometheus' text format, version 0.0.4. Families come one after another; one without samples leaves nothing.
// Counts series, so that those which may be left out stop at the limit. One thread.
class MetricsWriter {
 public:
  explicit MetricsWriter(std::int64_t max_series) : max_series_(max_series) {}

  // Begins a family. type: gauge, counter. Names must be valid, as must those of labels.
  void family(std::string_view name, std::string_view type, std::string_view help);

  // A sample that is always written.
  void add(std::initializer_list<MetricLabel> labels, std::int64_t value) { add_number<std::int64_t>(labels, value); }
  void add(std::initializer_list<MetricLabel> labels, double value) { add_number<double>(labels, value); }
  void add(std::span<const MetricLabel> labels, double value) { add_number<double>(labels, value); }

  // Is there room for one more sample that may be left out? If not, it is counted as dropped.
  bool has_room(std::string_view workspace);

  // Counts a family and workspace as one that may be left out, so that a zero is shown for it.
  void may_drop(std::string_view workspace);

  struct Dropped {
    std::string workspace;
    std::string family;
    auto operator<=>(const Dropped&) const = default;
  };
  const std::map<Dropped, std::int64_t>& dropped() const { return dropped_; }

  std::int64_t series() const { return series_; }
  std::string take_text() { return std::move(text_); }

 private:
  template <typename Number>
  void add_number(std::span<const MetricLabel> labels, Number value);
  void begin_sample(std::span<const MetricLabel> labels);

  const std::int64_t max_series_;
  std::int64_t series_ = 0;
  std::string name_;
  std::string header_;  // of the family, until its first sample
  std::string text_;
  std::map<Dropped, std::int64_t> dropped_;
};

}  // namespace segaudit::agent
