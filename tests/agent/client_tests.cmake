# Tests of the Segment client. The http_* suites want SIGPIPE ignored, as the program does.
target_sources(agent_tests PRIVATE
  answer_reader_tests.cpp
  base_url_tests.cpp
  certificates.cpp
  http_deadline_tests.cpp
  http_fixture.cpp
  http_tls_tests.cpp
  http_transport_tests.cpp
  page_tests.cpp
  paging_tests.cpp
  rate_book_tests.cpp
  plain_words_tests.cpp
  rate_limit_tests.cpp
  rate_simulation_tests.cpp
  retry_tests.cpp
  segment_client_tests.cpp)
target_link_libraries(agent_tests PRIVATE OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB nlohmann_json::nlohmann_json)
