#pragma once

#include <memory>
#include <string>

#include "storage/model.h"

namespace segaudit::storage {

// A SQLite VFS that is the default one in everything but the time: to connections opened with it, `now` is what set()
// said. So a query answers for the moment it is asked about, not for the moment it runs. One thread at a time; outlives
// the connections that use it.
class ClockVfs {
 public:
  ClockVfs();
  ~ClockVfs();
  ClockVfs(const ClockVfs&) = delete;
  ClockVfs& operator=(const ClockVfs&) = delete;

  const char* name() const;
  void set(Time now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segaudit::storage
