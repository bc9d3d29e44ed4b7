// GET /echo: a connectivity and error test that reflects the request.
#pragma once

#include "tests/simulator/reply.h"
#include "tests/simulator/target.h"

namespace segaudit::simulator {

// Honours message, delay (ms), triggerError, triggerMultipleErrors, triggerUnexpectedError and statusCode.
Reply echo(const Target& target, const Request& request);

}  // namespace segaudit::simulator
