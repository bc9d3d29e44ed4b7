# The Segment client: transport, retries, rate budget, paging.
target_sources(segaudit_agent PRIVATE
  answer_reader.cpp
  api_error.cpp
  base_url.cpp
  connection.cpp
  connection_pool.cpp
  gzip_reader.cpp
  http_date.cpp
  http_transport.cpp
  item_reader.cpp
  json_check.cpp
  page.cpp
  page_sizes.cpp
  percent_encoding.cpp
  printable.cpp
  proxy.cpp
  question.cpp
  rate_book.cpp
  rate_budget.cpp
  rate_limit.cpp
  resolver.cpp
  retry.cpp
  segment_client.cpp
  socket_wait.cpp
  tls_context.cpp
  transport.cpp)
