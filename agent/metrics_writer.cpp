#include "agent/metrics_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "agent/utf8.h"

namespace segaudit::agent {
namespace {

void append_escaped(std::string& text, std::string_view value, bool quotes) {
  for (const char c : value) {
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '"' && quotes) {
      text += "\\\"";
    } else {
      text += c;
    }
  }
}

// Prometheus refuses a whole page for one label that is not UTF-8.
void append_label_value(std::string& text, std::string_view value) {
  if (is_utf8(value)) {
    append_escaped(text, value, true);
  } else {
    append_escaped(text, to_utf8(value), true);
  }
}

template <typename Number>
void append_number(std::string& text, Number number) {
  std::array<char, 32> buffer{};
  text.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr);
}

void append_value(std::string& text, std::int64_t value) { append_number(text, value); }

void append_value(std::string& text, double value) {
  if (std::isnan(value)) {
    text += "NaN";
  } else if (std::isinf(value)) {
    text += value > 0 ? "+Inf" : "-Inf";
  } else {
    append_number(text, value);
  }
}

}  // namespace

void MetricsWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  header_ = "# HELP " + name_ + " ";
  append_escaped(header_, help, false);
  header_ += "\n# TYPE " + name_ + " ";
  header_ += type;
  header_ += '\n';
}

template <typename Number>
void MetricsWriter::add_number(std::span<const MetricLabel> labels, Number value) {
  begin_sample(labels);
  append_value(text_, value);
  text_ += '\n';
}

template void MetricsWriter::add_number(std::span<const MetricLabel>, std::int64_t);
template void MetricsWriter::add_number(std::span<const MetricLabel>, double);

bool MetricsWriter::has_room(std::string_view workspace) {
  if (series_ < max_series_) return true;
  ++dropped_[{std::string(workspace), name_}];
  return false;
}

void MetricsWriter::may_drop(std::string_view workspace) { dropped_.try_emplace({std::string(workspace), name_}); }

void MetricsWriter::begin_sample(std::span<const MetricLabel> labels) {
  text_ += header_;
  header_.clear();
  ++series_;
  text_ += name_;
  char separator = '{';
  for (const auto& [name, value] : labels) {
    text_ += separator;
    separator = ',';
    text_ += name;
    text_ += "=\"";
    append_label_value(text_, value);
    text_ += '"';
  }
  text_ += labels.empty() ? " " : "} ";
}

}  // namespace segaudit::agent
