#include <zlib.h>

#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/import/idx.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

const std::string kTwoImages(
    "\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03"
    "abcdefghijkl",
    28);
const std::string kThreeLabels("\0\0\x08\x01\0\0\0\x03\x07\x00\x09", 11);

std::string code_of(const std::filesystem::path& path, bool labels) {
  try {
    if (labels)
      read_idx_labels(path);
    else
      read_idx_images(path);
  } catch (const Error& e) {
    CHECK((e.what_text + e.where).find(path.string()) != std::string::npos);
    return e.code;
  }
  return "none";
}

void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

}  // namespace

TEST_CASE("IDX images are read row by row, plain or gzip", "[golden][idx]") {
  const test::ScratchFolder folder;
  write_text_file(folder / "images", kTwoImages);
  write_gzip(folder / "images.gz", kTwoImages);
  for (const char* name : {"images", "images.gz"}) {
    const IdxImages images = read_idx_images(folder / name);
    CHECK((images.count == 2 && images.rows == 2 && images.columns == 3));
    const auto second = images.image(1);
    CHECK(std::string(second.begin(), second.end()) == "ghijkl");
  }
}

TEST_CASE("IDX labels are read", "[golden][idx]") {
  const test::ScratchFolder folder;
  write_text_file(folder / "labels", kThreeLabels);
  CHECK(read_idx_labels(folder / "labels") == std::vector<std::uint8_t>{7, 0, 9});
}

TEST_CASE("damaged IDX files are refused with the file and the reason", "[golden][idx]") {
  const test::ScratchFolder folder;
  const auto file = [&](const std::string& text) {
    write_text_file(folder / "idx", text);
    return folder / "idx";
  };
  CHECK(code_of(folder / "absent", false) == "file-missing");
  CHECK(code_of(file(kThreeLabels), false) == "idx-magic");
  CHECK(code_of(file(kTwoImages), true) == "idx-magic");
  CHECK(code_of(file("not an IDX file"), false) == "idx-magic");
  CHECK(code_of(file(kTwoImages.substr(0, 10)), false) == "idx-short");
  CHECK(code_of(file(kTwoImages.substr(0, 27)), false) == "idx-short");
  CHECK(code_of(file(kTwoImages + "m"), false) == "idx-trailing");
  CHECK(code_of(file(kThreeLabels.substr(0, 10)), true) == "idx-short");
  CHECK(code_of(file(kThreeLabels + "x"), true) == "idx-trailing");
  std::string no_columns = kTwoImages;
  no_columns[15] = 0;
  CHECK(code_of(file(no_columns), false) == "idx-dimensions");
}

TEST_CASE("a header that promises terabytes is refused without allocating them", "[golden][idx]") {
  const test::ScratchFolder folder;
  std::string huge = kTwoImages;
  huge[4] = huge[5] = huge[6] = '\xff';
  huge[10] = huge[14] = '\x3f';
  write_text_file(folder / "idx", huge);
  CHECK(code_of(folder / "idx", false) == "idx-short");
}

TEST_CASE("a truncated gzip file is refused", "[golden][idx]") {
  const test::ScratchFolder folder;
  write_gzip(folder / "whole.gz", kTwoImages);
  const std::string bytes = read_text_file(folder / "whole.gz");
  write_text_file(folder / "cut.gz", bytes.substr(0, bytes.size() - 12));
  const std::string code = code_of(folder / "cut.gz", false);
  CHECK((code == "gzip-corrupt" || code == "idx-short"));
}
