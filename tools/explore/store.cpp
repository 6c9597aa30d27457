#include "tools/explore/store.hpp"

#include <sqlite3.h>

#include "golden/base/error.hpp"
#include "tools/explore/evaluation.hpp"

namespace weir::tools::explore {

namespace {

constexpr int kFormat = 1;                ///< PRAGMA user_version
constexpr int kApplication = 0x57454952;  ///< PRAGMA application_id: "WEIR"

Error unwritable(sqlite3* database, const std::filesystem::path& file) {
  return Error("store-unwritable", "the store does not take a finished point: " + std::string(sqlite3_errmsg(database)),
               file.string(), "what was finished before is in it; make room and give the same command again");
}

/// A statement that ends with its scope.
class Statement {
 public:
  Statement(sqlite3* database, const char* text) {
    if (sqlite3_prepare_v2(database, text, -1, &statement_, nullptr) != SQLITE_OK) statement_ = nullptr;
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int place, const std::string& text) {
    sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void bind(int place, double number) { sqlite3_bind_double(statement_, place, number); }
  int step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }
  std::string text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

int execute(sqlite3* database, const std::string& text) {
  return sqlite3_exec(database, text.c_str(), nullptr, nullptr, nullptr);
}

std::int64_t pragma(sqlite3* database, const char* text) {
  Statement asked(database, text);
  return asked.step() == SQLITE_ROW ? asked.number(0) : 0;
}

void refuse(int code, sqlite3* database, const std::filesystem::path& file) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    throw Error("store-in-use", "another process works on the store", file.string(),
                "wait for it, or give this exploration a store of its own (--store)");
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
    throw Error("store-format",
                "the store is no SQLite file, or a damaged one: " + std::string(sqlite3_errmsg(database)),
                file.string(), "give another file (--store)");
  throw Error("store-unwritable", "the store cannot be opened for writing: " + std::string(sqlite3_errmsg(database)),
              file.string(), "its folder must exist, be writable and have room");
}

/// Takes the file for this process, and makes its table if it is new.
void prepare(sqlite3* database, const std::filesystem::path& file) {
  sqlite3_extended_result_codes(database, 0);
  refuse(execute(database, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL"),
         database, file);
  refuse(execute(database, "BEGIN EXCLUSIVE"), database, file);
  const std::int64_t format = pragma(database, "PRAGMA user_version"), of = pragma(database, "PRAGMA application_id");
  const std::int64_t tables = pragma(database, "SELECT count(*) FROM sqlite_master");
  const bool is_new = tables == 0 && of == 0 && format == 0;
  if (!is_new && (of != kApplication || format != kFormat))
    throw Error("store-format", "the file is no store of an exploration that this version reads", file.string(),
                "give another file (--store)");
  if (is_new)
    refuse(execute(database,
                   "CREATE TABLE points(key TEXT PRIMARY KEY, task TEXT NOT NULL, record TEXT NOT NULL, "
                   "cpu_s REAL, peak_mib REAL, finished TEXT DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID; "
                   "PRAGMA application_id=" +
                       std::to_string(kApplication) + "; PRAGMA user_version=" + std::to_string(kFormat)),
           database, file);
  refuse(execute(database, "COMMIT"), database, file);
}

}  // namespace

Store::Store(const std::filesystem::path& file) : file_(file) {
  const std::string name = file.empty() ? ":memory:" : file.string();
  const int code = sqlite3_open_v2(name.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  try {
    refuse(code, database_, file_);
    prepare(database_, file_);
  } catch (...) {
    sqlite3_close(database_);
    throw;
  }
}

Store::~Store() { sqlite3_close(database_); }

std::optional<std::string> Store::find(const std::string& key) const {
  Statement asked(database_, "SELECT record FROM points WHERE key = ?");
  asked.bind(1, key);
  const int code = asked.step();
  if (code == SQLITE_ROW) return asked.text(0);
  if (code != SQLITE_DONE)
    throw Error("store-unreadable", "the store cannot be read: " + std::string(sqlite3_errmsg(database_)),
                file_.string());
  return std::nullopt;
}

void Store::put(const Task& task, const std::string& record, const Effort& effort) {
  Statement added(database_, "INSERT OR IGNORE INTO points(key, task, record, cpu_s, peak_mib) VALUES (?, ?, ?, ?, ?)");
  added.bind(1, task.key);
  added.bind(2, task.text);
  added.bind(3, record);
  added.bind(4, effort.cpu_s);
  added.bind(5, effort.peak_mib);
  if (added.step() != SQLITE_DONE) throw unwritable(database_, file_);
}

std::int64_t Store::count() const { return pragma(database_, "SELECT count(*) FROM points"); }

}  // namespace weir::tools::explore
