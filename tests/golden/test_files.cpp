/// Is every file whole or absent under its name, whatever happens to the disk, and is the reason told?
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "golden/base/file.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"
#include "tests/full_disk.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir;
using test::FileSizeLimit;
using test::ScratchFolder;

template <class F>
Error error_of(const F& f) {
  try {
    f();
  } catch (const Error& e) {
    return e;
  }
  return {"none", ""};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

/// Some of all that Hdf5File writes: groups, attributes, compressed arrays, and datasets whose chunks are evicted and
/// read back while they grow.
void write_everything(const fs::path& path) {
  Hdf5File file = Hdf5File::create(path);
  std::vector<std::uint8_t> rows(3000);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint8_t>(i * i * 7 + i / 3);
  for (int stream = 0; stream < 8; ++stream) {
    const std::string name = "/streams/" + std::to_string(stream) + "/words";
    file.create_appendable<std::uint8_t>(name, {3000}, 2);
    file.write_attribute("/streams/" + std::to_string(stream), "bits", stream);
  }
  for (int frame = 0; frame < 5; ++frame)
    for (int stream = 0; stream < 8; ++stream)
      file.append<std::uint8_t>("/streams/" + std::to_string(stream) + "/words", rows);
  file.write<std::uint8_t>("/weights", {30, 100}, rows);
  file.write_text("/network", std::string(5000, 'n'));
  file.finish();
}

}  // namespace

TEST_CASE("an HDF5 file that a disk takes in part is gone, with the reason, wherever the disk ends") {
  const ScratchFolder folder;
  write_everything(folder / "whole.h5");
  const std::size_t whole = fs::file_size(folder / "whole.h5");
  const std::string bytes = read_text_file(folder / "whole.h5");
  REQUIRE(whole > 30000);
  for (std::size_t limit = 0; limit < whole; limit += limit < 8192 ? 97 : 1511) {
    INFO("limit " << limit);
    const FileSizeLimit full(limit);
    const Error error = error_of([&] { write_everything(folder / "cut.h5"); });
    REQUIRE(error.code == "output-unwritable");
    REQUIRE(error.what_text == "cannot write \"" + (folder / "cut.h5").string() + "\": File too large");
    REQUIRE(files_in(folder.path()) == 1);
  }
  const FileSizeLimit enough(whole);
  write_everything(folder / "fits.h5");
  CHECK(fs::file_size(folder / "fits.h5") == whole);
}

TEST_CASE("an HDF5 file that is not finished leaves nothing, and what was there before stays") {
  const ScratchFolder folder;
  write_text_file(folder / "a.h5", "before");
  {
    Hdf5File file = Hdf5File::create(folder / "a.h5");
    file.write_text("/t", "text");
  }
  CHECK(read_text_file(folder / "a.h5") == "before");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a text that a disk takes in part is gone, with the reason, and the file before it stays") {
  const ScratchFolder folder;
  write_text_file(folder / "a.txt", "before");
  const FileSizeLimit full(1000);
  const Error error = error_of([&] { write_text_file(folder / "a.txt", std::string(5000, 'x')); });
  CHECK(error.code == "output-unwritable");
  CHECK(contains(error.what_text, "a.txt\": File too large"));
  CHECK(read_text_file(folder / "a.txt") == "before");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a device takes texts but no files, and keeps being one") {
  CHECK_NOTHROW(write_text_file("/dev/null", "text"));
  CHECK(contains(error_of([] { write_text_file("/dev/full", "text"); }).what_text, "No space left on device"));
  CHECK(contains(error_of([] { Hdf5File::create("/dev/null"); }).what_text, "is a device"));
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("a link stays a link, and what it names is written") {
  const ScratchFolder folder;
  fs::create_directory(folder / "far");
  write_text_file(folder / "far/file", "old");
  fs::create_symlink("far/file", folder / "link");
  write_text_file(folder / "link", "new");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_text_file(folder / "far/file") == "new");
  CHECK(files_in(folder / "far") == 1);
}

TEST_CASE("threads that write one file at once leave one of their texts whole") {
  const ScratchFolder folder;
  std::vector<std::thread> threads;
  for (char letter = 'a'; letter < 'i'; ++letter)
    threads.emplace_back([&, letter] {
      for (int i = 0; i < 20; ++i) write_text_file(folder / "t", std::string(100000, letter));
    });
  for (auto& thread : threads) thread.join();
  const std::string text = read_text_file(folder / "t");
  CHECK(text == std::string(100000, text[0]));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("processes that write one file at once leave one of their texts whole") {
  const ScratchFolder folder;
  std::vector<pid_t> children;
  for (char letter = 'a'; letter < 'e'; ++letter) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (int i = 0; i < 50; ++i) write_text_file(folder / "t", std::string(100000, letter));
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  const std::string text = read_text_file(folder / "t");
  CHECK(text == std::string(100000, text[0]));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("what a killed process left is taken over by the next writer") {
  const ScratchFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const AtomicFile file(folder / "t");
    std::ofstream(file.temporary()) << "half a t";
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  CHECK(files_in(folder.path()) == 1);
  CHECK_FALSE(fs::exists(folder / "t"));
  write_text_file(folder / "t", "whole");
  CHECK(read_text_file(folder / "t") == "whole");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a place that cannot be written is told with its reason before any work") {
  const ScratchFolder folder;
  write_text_file(folder / "file", "");
  CHECK(contains(error_of([&] { require_writable(folder / "no/such/t"); }).what_text, "does not exist"));
  CHECK(contains(error_of([&] { require_writable(folder / "file/t"); }).what_text, "Not a directory"));
  CHECK(contains(error_of([&] { require_writable(folder.path()); }).what_text, "is a folder"));
  CHECK(contains(error_of([&] { require_writable(""); }).what_text, "empty"));
  CHECK(contains(error_of([&] { require_writable("/proc/weir.json"); }).what_text, "/proc/weir.json\": "));
  CHECK(contains(error_of([&] { require_writable(folder / std::string(300, 'n')); }).what_text, "too long"));
}
