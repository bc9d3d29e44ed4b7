#include <boost/test/unit_test.hpp>

#include "agent/status_json.h"
#include "output_fixture.h"

namespace segaudit::agent {
namespace {

BOOST_AUTO_TEST_SUITE(status_json_tests)

BOOST_AUTO_TEST_CASE(the_status_tells_health_and_freshness) {
  WorkspaceState state = a_troubled_workspace();
  state.up = false;
  state.problem = "GET /: status 401";
  BOOST_TEST(status_json(an_agent({state}), "1.2.3", kNoon + 5s) == R"({
  "version": "1.2.3",
  "rendered_at": "2026-03-01T12:00:05Z",
  "ready": true,
  "config_last_reload_successful": true,
  "workspaces": [
    {
      "workspace": "acme",
      "region": "us",
      "workspace_id": "ws1",
      "workspace_name": "Acme Inc",
      "up": false,
      "problem": "GET /: status 401",
      "ready": true,
      "complete": false,
      "log": {
        "seq": 42,
        "length": 42,
        "head": "0123456789abcdef",
        "valid": true
      },
      "evaluated_at": "2026-03-01T12:00:00Z",
      "last_poll_success": "2026-03-01T11:59:30Z",
      "violations": {
        "open": {
          "critical": 1,
          "high": 0,
          "medium": 0,
          "low": 0,
          "info": 0
        },
        "pending": 1,
        "waived": 1
      },
      "policies": {
        "total": 4,
        "unknown": 2,
        "failed": 1
      },
      "kinds": [
        {
          "kind": "source",
          "resources": 2,
          "collections": 1,
          "not_available": 0,
          "oldest": "2026-03-01T11:59:00Z",
          "gaps": {},
          "detail": null
        },
        {
          "kind": "source_settings",
          "resources": 2,
          "collections": 2,
          "not_available": 0,
          "oldest": "2026-03-01T11:58:00Z",
          "gaps": {
            "timeout": 1
          },
          "detail": "GET /sources/s1/settings: no answer"
        }
      ],
      "storage": {
        "ok": true,
        "problem": null,
        "bytes": 4096
      },
      "ratelimit_remaining": 50
    }
  ]
}
)");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_null) {
  WorkspaceState state;
  state.name = "new";
  const std::string text = status_json(an_agent({state}), "1", kNoon);
  for (const char* field : {"workspace_id", "workspace_name", "last_poll_success", "ratelimit_remaining", "head"})
    BOOST_TEST(text.find('"' + std::string(field) + "\": null") != std::string::npos, field);
  BOOST_TEST(text.find("\"ready\": false") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace segaudit::agent
