/// Entries of the cache: whole or absent, whatever was done to them, and right for everybody who asks at once.
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "golden/base/cache.hpp"
#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "tests/data.hpp"

using namespace weir;
using weir::test::ScratchFolder;

namespace {

namespace fs = std::filesystem;

const std::string kText(5000, 'w');

/// Two files, one of them in a folder.
void fill(const fs::path& work) {
  fs::create_directories(work / "inner");
  write_text_file(work / "a.so", kText);
  write_text_file(work / "inner/b.txt", work.filename().string().substr(0, 1));
}

fs::path made(const ScratchFolder& cache, const std::string& name) {
  const fs::path entry = cache / "kind" / name;
  REQUIRE(ensure_cached(entry, fill));
  return entry;
}

Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return {"none", ""};
}

}  // namespace

TEST_CASE("an entry is made once and then found", "[cache]") {
  const ScratchFolder cache;
  const fs::path entry = made(cache, "one");
  CHECK_FALSE(ensure_cached(entry, [](const fs::path&) { FAIL("it is there"); }));
  CHECK(read_text_file(entry / "a.so") == kText);
  CHECK(read_text_file(entry / "inner/b.txt") == "o");
}

TEST_CASE("an entry that was truncated, changed, emptied, swapped or added to is made again", "[cache]") {
  const ScratchFolder cache;
  const fs::path entry = made(cache, "one"), other = made(cache, "two");
  SECTION("truncated") { fs::resize_file(entry / "a.so", 4096); }
  SECTION("grown") { fs::resize_file(entry / "a.so", 5001); }
  SECTION("one bit") {
    std::string text = kText;
    text[2500] ^= 1;
    std::ofstream(entry / "a.so") << text;
  }
  SECTION("empty") { std::ofstream(entry / "a.so").flush(); }
  SECTION("a file is missing") { fs::remove(entry / "inner/b.txt"); }
  SECTION("a file more") { std::ofstream(entry / "more") << "x"; }
  SECTION("another entry's file") {
    fs::copy_file(other / "inner/b.txt", entry / "inner/b.txt", fs::copy_options::overwrite_existing);
  }
  SECTION("another entry's files and sums") {
    fs::remove_all(entry);
    fs::copy(other, entry, fs::copy_options::recursive);
  }
  SECTION("exchanged with another entry") {
    fs::rename(entry, cache / "between");
    fs::rename(other, entry);
    fs::rename(cache / "between", other);
    CHECK(ensure_cached(other, fill));
  }
  SECTION("no sums") { fs::remove(entry / "sums.txt"); }
  SECTION("a file in its place") {
    fs::remove_all(entry);
    std::ofstream(entry) << "x";
  }
  CHECK(ensure_cached(entry, fill));
  CHECK(read_text_file(entry / "a.so") == kText);
  CHECK(read_text_file(entry / "inner/b.txt") == "o");
  CHECK_FALSE(ensure_cached(other, fill));
}

TEST_CASE("of two threads and two processes that want one entry one makes it, and all find it whole", "[cache]") {
  const ScratchFolder cache;
  const fs::path entry = cache / "kind" / "one", count = cache / "count";
  const auto make = [&](const fs::path& work) {
    std::ofstream(count, std::ios::app) << "x";
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    fill(work);
  };
  const auto is_right = [&] {
    ensure_cached(entry, make);
    return read_text_file(entry / "a.so") == kText;
  };
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(is_right() ? 0 : 1);
  bool other_is_right = false;
  std::jthread other([&] { other_is_right = is_right(); });
  CHECK(is_right());
  other.join();
  CHECK(other_is_right);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(read_text_file(count) == "x");
}

TEST_CASE("a process that is killed while it makes an entry leaves nothing that counts, and its remains are removed",
          "[cache]") {
  const ScratchFolder cache;
  const fs::path entry = cache / "kind" / "one";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ensure_cached(entry, [&](const fs::path& work) {
      fill(work);
      ::kill(::getpid(), SIGKILL);
    });
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  const fs::path remains = entry.string() + ".tmp" + std::to_string(child);
  CHECK(fs::exists(remains / "a.so"));
  CHECK_FALSE(fs::exists(entry));
  {
    const FileLock somebody_works(entry.string() + ".lock");
    remove_left_overs(cache.path());
    CHECK(fs::exists(remains));
  }
  remove_left_overs(cache.path());
  CHECK_FALSE(fs::exists(remains));
  CHECK(ensure_cached(entry, fill));
}

TEST_CASE("unfinished files in a folder that is written where it is go unless somebody works there", "[cache]") {
  const ScratchFolder cache;
  const fs::path place = cache / "rtl" / "0123";
  fs::create_directories(place / "kernels");
  const fs::path left[] = {place / "top.sv.tmp0", place / "kernels" / "a.sv.tmp12", place / "v.h5.tmp0-4711",
                           place / "v.h5.tmp1.more"};
  for (const fs::path& file : left) std::ofstream(file) << "half";
  std::ofstream(place / "kernels" / "a.tmp.sv") << "whole";
  {
    const FileLock somebody_works(place.string() + ".lock");
    remove_left_overs(cache.path());
    for (const fs::path& file : left) CHECK(fs::exists(file));
  }
  remove_left_overs(cache.path());
  for (const fs::path& file : left) CHECK_FALSE(fs::exists(file));
  CHECK(fs::exists(place / "kernels" / "a.tmp.sv"));
}

TEST_CASE("a maker that fails leaves nothing, and its own words are told", "[cache]") {
  const ScratchFolder cache;
  const fs::path entry = cache / "kind" / "one";
  const Error error = error_of([&] {
    ensure_cached(entry, [](const fs::path& work) {
      fill(work);
      throw Error("cxx-failed", "no");
    });
  });
  CHECK(error.code == "cxx-failed");
  CHECK(std::distance(fs::directory_iterator(cache / "kind"), {}) == 1);  // the lock
}

TEST_CASE("a disk that takes no more is told as such, not as what a compiler makes of half a file", "[cache]") {
  const ScratchFolder cache;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1 << 20, 1 << 20};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Error error = error_of([&] {
      ensure_cached(cache / "kind" / "one", [](const fs::path&) { throw Error("cxx-failed", "half a file"); });
    });
    ::_exit(error.code == "cache-unwritable" && error.what_text == "the cache cannot be written: File too large" ? 0
                                                                                                                 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("a cache below a file is one message", "[cache]") {
  const ScratchFolder scratch;
  write_text_file(scratch / "file", "x");
  const Error error = error_of([&] { ensure_cached(scratch / "file" / "kind" / "one", fill); });
  INFO(error.text());
  CHECK(error.code == "cache-unwritable");
  CHECK(error.what_text.find("the cache cannot be written: cannot create folder") == 0);
  CHECK(error.what_text.ends_with(": Not a directory"));
}
