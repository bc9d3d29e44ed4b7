#include "storage/clock_vfs.h"

#include <sqlite3.h>

#include <atomic>

namespace segaudit::storage {
namespace {

// SQLite counts milliseconds from noon of 24 November 4714 BC; this is 1970 on that scale.
constexpr sqlite3_int64 kUnixEpoch = 210866760000000;

}  // namespace

struct ClockVfs::Impl {
  sqlite3_vfs vfs{};
  std::string name;
  sqlite3_int64 now = kUnixEpoch;

  static int current_time_in_milliseconds(sqlite3_vfs* vfs, sqlite3_int64* now) {
    *now = static_cast<Impl*>(vfs->pAppData)->now;
    return SQLITE_OK;
  }

  static int current_time(sqlite3_vfs* vfs, double* now) {
    *now = double(static_cast<Impl*>(vfs->pAppData)->now) / 86400000.0;
    return SQLITE_OK;
  }
};

ClockVfs::ClockVfs() : impl_(std::make_unique<Impl>()) {
  static std::atomic<unsigned> count{0};
  impl_->name = "segaudit-clock-" + std::to_string(++count);
  // The unix VFS keeps its function table in pAppData; wrap those functions that read it.
  sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  impl_->vfs = *real;
  impl_->vfs.pNext = nullptr;
  impl_->vfs.zName = impl_->name.c_str();
  impl_->vfs.pAppData = impl_.get();
  impl_->vfs.xCurrentTime = Impl::current_time;
  impl_->vfs.xCurrentTimeInt64 = Impl::current_time_in_milliseconds;
  impl_->vfs.xOpen = [](sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out) {
    sqlite3_vfs* base = sqlite3_vfs_find(nullptr);
    return base->xOpen(base, path, file, flags, out);
  };
  sqlite3_vfs_register(&impl_->vfs, 0);
}

ClockVfs::~ClockVfs() { sqlite3_vfs_unregister(&impl_->vfs); }

const char* ClockVfs::name() const { return impl_->name.c_str(); }

void ClockVfs::set(Time now) { impl_->now = kUnixEpoch + now.time_since_epoch().count(); }

}  // namespace segaudit::storage
