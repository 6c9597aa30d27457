#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"

using namespace weir;

namespace {

template <class F>
Error error_of(const F& f) {
  try {
    f();
  } catch (const Error& e) {
    return e;
  }
  return {"none", ""};
}

}  // namespace

TEST_CASE("arrays of every integer type come back from HDF5 as they were", "[golden][hdf5]") {
  const test::ScratchFolder folder;
  const std::vector<std::int64_t> wide{-(std::int64_t{1} << 62), 0, 5, std::int64_t{1} << 40};
  const std::vector<std::int8_t> narrow(5000, -3);
  {
    Hdf5File file = Hdf5File::create(folder / "a.h5");
    file.write<std::int64_t>("/deep/er/wide", {2, 2}, wide);
    file.write<std::int8_t>("/narrow", {10, 500}, narrow);
    file.write<std::uint8_t>("/empty", {0, 4}, {});
    file.finish();
  }
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  CHECK(file.read<std::int64_t>("/deep/er/wide") == wide);
  CHECK(file.read<std::int8_t>("/narrow") == narrow);
  CHECK(file.read<std::int32_t>("/narrow") == std::vector<std::int32_t>(5000, -3));
  CHECK(file.shape("/narrow") == Shape{10, 500});
  CHECK(file.read<std::uint8_t>("/empty").empty());
  CHECK(file.members("/") == std::vector<std::string>{"deep", "empty", "narrow"});
  CHECK(file.members("/nothing").empty());
}

TEST_CASE("constant HDF5 arrays are compressed", "[golden][hdf5]") {
  const test::ScratchFolder folder;
  const std::vector<std::int32_t> zeros(1 << 20);
  Hdf5File file = Hdf5File::create(folder / "a.h5");
  file.write<std::int32_t>("/zeros", {1 << 20}, zeros);
  file.finish();
  CHECK(std::filesystem::file_size(folder / "a.h5") < 100000);
}

TEST_CASE("an HDF5 dataset grows row by row and is read in slices", "[golden][hdf5]") {
  const test::ScratchFolder folder;
  const std::vector<std::uint8_t> first{1, 2, 3, 4, 5, 6}, more{7, 8, 9};
  {
    Hdf5File file = Hdf5File::create(folder / "a.h5");
    file.create_appendable<std::uint8_t>("/streams/s/words", {3, 1}, 16);
    CHECK(file.shape("/streams/s/words") == Shape{0, 3, 1});
    file.append<std::uint8_t>("/streams/s/words", first);
    file.append<std::uint8_t>("/streams/s/words", more);
    file.finish();
  }
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  CHECK(file.shape("/streams/s/words") == Shape{3, 3, 1});
  CHECK(file.read_rows<std::uint8_t>("/streams/s/words", 1, 2) == std::vector<std::uint8_t>{4, 5, 6, 7, 8, 9});
  CHECK(error_of([&] { file.read_rows<std::uint8_t>("/streams/s/words", 2, 2); }).code == "hdf5-shape");
}

TEST_CASE("texts and attributes come back from HDF5", "[golden][hdf5]") {
  const test::ScratchFolder folder;
  {
    Hdf5File file = Hdf5File::create(folder / "a.h5");
    file.write_text("/t", "two\nlines");
    file.write_text("/group/empty", "");
    file.write_attribute("/", "tool", "weir");
    file.write_attribute("/t", "seed", 42);
    file.finish();
  }
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  CHECK(file.read_text("/t") == "two\nlines");
  CHECK(file.read_text("/group/empty").empty());
  CHECK(file.read_text_attribute("/", "tool") == "weir");
  CHECK(file.read_number_attribute("/t", "seed") == 42);
  CHECK_FALSE(file.has_attribute("/t", "tool"));
  CHECK(error_of([&] { file.read_text_attribute("/t", "tool"); }).code == "hdf5-missing");
  CHECK(error_of([&] { file.read_text_attribute("/t", "seed"); }).code == "hdf5-type");
  CHECK(error_of([&] { file.read_number_attribute("/", "tool"); }).code == "hdf5-type");
}

TEST_CASE("HDF5 problems name the file and the dataset", "[golden][hdf5]") {
  const test::ScratchFolder folder;
  const std::vector<std::uint8_t> bytes{1, 200};
  Hdf5File made = Hdf5File::create(folder / "a.h5");
  made.write<std::uint8_t>("/group/bytes", {2}, bytes);
  made.finish();
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  const Error type = error_of([&] { file.read<std::int8_t>("/group/bytes"); });
  CHECK(type.code == "hdf5-type");
  CHECK(type.where == (folder / "a.h5").string() + ":/group/bytes");
  CHECK(file.read<std::int16_t>("/group/bytes") == std::vector<std::int16_t>{1, 200});
  const Error missing = error_of([&] { file.read<std::int8_t>("/group/words"); });
  CHECK(missing.code == "hdf5-missing");
  CHECK(missing.where == (folder / "a.h5").string());
  CHECK(error_of([&] { file.read_text("/group/bytes"); }).code == "hdf5-type");
  CHECK(error_of([&] { Hdf5File::open(folder / "absent.h5"); }).code == "file-missing");
  CHECK(error_of([&] { Hdf5File::create(folder / "no" / "a.h5"); }).code == "output-unwritable");
  write_text_file(folder / "text", "not HDF5 at all");
  CHECK(error_of([&] { Hdf5File::open(folder / "text"); }).code == "not-hdf5");
}
