// The bytes of an HTTP answer, whatever they are, become an answer within the limits or a TransportError, and it does
// not matter in which pieces they arrive. The first byte is the size of a piece.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/answer_reader.h"
#include "agent/api_error.h"
#include "agent/rate_limit.h"

using namespace segaudit::agent;

namespace {

constexpr AnswerLimits kLimits{2'000, 20'000};

struct Outcome {
  std::optional<Failure> failure;
  Response answer;
};

Outcome read(std::string_view bytes, std::size_t piece) {
  AnswerReader reader(kLimits);
  try {
    bool complete = false;
    while (!bytes.empty() && !complete) {
      complete = reader.feed(bytes.substr(0, piece));
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    if (!complete) reader.end();
    reader.can_go_on();
    return {std::nullopt, reader.take()};
  } catch (const TransportError& error) {
    return {error.failure(), {}};
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const Outcome whole = read(bytes, bytes.size() + 1);
  const Outcome pieces = read(bytes, std::size_t(data[0]) + 1);
  if (whole.failure != pieces.failure || whole.answer.status != pieces.answer.status ||
      whole.answer.headers != pieces.answer.headers || whole.answer.body != pieces.answer.body)
    __builtin_trap();
  if (whole.failure) return 0;
  if (whole.answer.body.size() > kLimits.body) __builtin_trap();
  // What is made of it afterwards.
  api_message(whole.answer);
  is_json(whole.answer);
  read_rate_answer(whole.answer, {});
  return 0;
}
