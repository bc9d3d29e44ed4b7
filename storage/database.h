#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/model.h"

namespace segaudit::storage {

inline constexpr int kApplicationId = 0x53656741;  // "SegA", at byte 68 of the file

// Opens the writer's connection: creates the file (mode 0600) if needed, WAL, synchronous=FULL. Throws StorageError.
std::unique_ptr<SQLite::Database> open_for_writing(const std::filesystem::path& file);

// Opens a read-only connection. `vfs` names a VFS, or is null for the default one. Throws StorageError.
std::unique_ptr<SQLite::Database> open_for_reading(const std::filesystem::path& file, const char* vfs = nullptr);

// Runs `step`; what SQLite throws becomes a StorageError that names the file and, where we know one, the remedy.
void translating(const std::filesystem::path& file, const std::function<void()>& step);

template <typename Step>
auto translated(const std::filesystem::path& file, Step&& step) {
  std::optional<decltype(step())> result;
  translating(file, [&] { result.emplace(step()); });
  return std::move(*result);
}

}  // namespace segaudit::storage
