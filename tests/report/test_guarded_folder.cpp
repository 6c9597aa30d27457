/// Does what somebody edited survive?
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tools/flow/guarded_folder.hpp"

namespace weir::tools::test {

namespace {

using weir::test::ScratchFolder;

void write_all(const std::filesystem::path& folder, const std::string& text, bool force = false) {
  GuardedFolder guarded(folder, force);
  write_text_file(guarded.work() / "a.txt", text);
  create_output_folder(guarded.work() / "src");
  write_text_file(guarded.work() / "src" / "b.txt", "b");
  guarded.commit();
}

std::string code_of(const std::filesystem::path& folder, const std::string& text) {
  try {
    write_all(folder, text);
    return "";
  } catch (const Error& error) {
    return error.code;
  }
}

}  // namespace

TEST_CASE("a folder is written, and written anew as long as nobody edits it", "[report]") {
  const ScratchFolder folder;
  write_all(folder.path(), "one");
  write_all(folder.path(), "two");
  CHECK(read_text_file(folder / "a.txt") == "two");
  CHECK(read_text_file(folder.path() / "src" / "b.txt") == "b");
}

TEST_CASE("an edited file is refused and stays as it is, and with it all others", "[report]") {
  const ScratchFolder folder;
  write_all(folder.path(), "one");
  write_text_file(folder.path() / "src" / "b.txt", "edited");
  CHECK(code_of(folder.path(), "two") == "edited-files");
  CHECK(read_text_file(folder.path() / "src" / "b.txt") == "edited");
  CHECK(read_text_file(folder / "a.txt") == "one");
}

TEST_CASE("a file that somebody else put there is refused, unless it is the same", "[report]") {
  const ScratchFolder folder;
  write_text_file(folder / "a.txt", "theirs");
  CHECK(code_of(folder.path(), "one") == "edited-files");
  CHECK(read_text_file(folder / "a.txt") == "theirs");
  CHECK(code_of(folder.path(), "theirs").empty());
}

TEST_CASE("force overwrites edits, and a file that is gone is written again", "[report]") {
  const ScratchFolder folder;
  write_all(folder.path(), "one");
  write_text_file(folder / "a.txt", "edited");
  std::filesystem::remove(folder.path() / "src" / "b.txt");
  write_all(folder.path(), "two", true);
  CHECK(read_text_file(folder / "a.txt") == "two");
  CHECK(read_text_file(folder.path() / "src" / "b.txt") == "b");
}

TEST_CASE("nothing unfinished is left in a folder that was refused", "[report]") {
  const ScratchFolder folder;
  write_text_file(folder / "a.txt", "theirs");
  CHECK(code_of(folder.path(), "one") == "edited-files");
  CHECK_FALSE(std::filesystem::exists(folder / ".weir_new"));
}

}  // namespace weir::tools::test
