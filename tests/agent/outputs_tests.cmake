# Tests of the configuration, log lines, service notification and everything that is rendered or served.
target_sources(agent_tests PRIVATE
  config_tests.cpp
  gzip_body_tests.cpp
  log_tests.cpp
  metrics_page_tests.cpp
  live_metrics_tests.cpp
  page_html_tests.cpp
  report_tests.cpp
  resource_site_tests.cpp
  service_notifier_tests.cpp
  status_json_tests.cpp
  token_tests.cpp
  violations_json_tests.cpp
  web_request_tests.cpp
  web_server_tests.cpp)
