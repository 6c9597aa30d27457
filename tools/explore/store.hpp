/// Finished points in one SQLite file: each is on the disk before put() returns, so that a killed process, a full disk
/// or Ctrl-C lose nothing finished. One process writes; a second one is refused while the first lives.
///
///     points(key TEXT PRIMARY KEY, task TEXT, record TEXT, cpu_s REAL, peak_mib REAL, finished TEXT)
///
/// Any tool that reads SQLite reads it, once the exploration has ended.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;

namespace weir::tools::explore {

struct Task;

/// What a point took; no part of its record, which is the same everywhere.
struct Effort {
  double cpu_s = 0;
  double peak_mib = 0;  ///< most memory of the process so far
};

class Store {
 public:
  /// "" keeps points in memory alone. Throws Error store-in-use, store-format (a file of something else),
  /// store-unreadable, or store-unwritable.
  explicit Store(const std::filesystem::path& file);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// The record of a finished point. Throws Error store-unreadable.
  std::optional<std::string> find(const std::string& key) const;
  /// Throws Error store-unwritable: the disk is full, or does not take it for another reason. All that was put before
  /// is still there.
  void put(const Task& task, const std::string& record, const Effort& effort);
  std::int64_t count() const;
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  sqlite3* database_ = nullptr;
};

}  // namespace weir::tools::explore
