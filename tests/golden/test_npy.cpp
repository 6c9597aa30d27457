#include <catch2/catch.hpp>
#include <cstring>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/import/npy.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

/// A version 1 file as numpy.save writes it: magic, version, header length, dictionary padded to 64 bytes, data.
std::string npy(const std::string& descr, const std::string& shape, const std::string& data,
                const std::string& fortran = "False") {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  const std::string length{static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
  return std::string("\x93NUMPY\x01\x00", 8) + length + header + data;
}

template <class T>
std::string raw(std::vector<T> values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string npy_code_of(const std::string& bytes) {
  const test::ScratchFolder folder;
  write_text_file(folder / "a.npy", bytes);
  try {
    read_npy(folder / "a.npy");
  } catch (const Error& e) {
    CHECK(e.where == (folder / "a.npy").string());
    return e.code;
  }
  return "none";
}

Tensor read(const std::string& bytes) {
  const test::ScratchFolder folder;
  write_text_file(folder / "a.npy", bytes);
  CHECK(looks_like_npy(folder / "a.npy"));
  return read_npy(folder / "a.npy");
}

}  // namespace

TEST_CASE("NPY arrays of all integer types and whole floats are read", "[golden][npy]") {
  CHECK(read(npy("|i1", "(2, 2)", raw<std::int8_t>({-128, 127, 0, -1}))) == Tensor({2, 2}, {-128, 127, 0, -1}));
  CHECK(read(npy("|u1", "(3,)", raw<std::uint8_t>({0, 128, 255}))) == Tensor({3}, {0, 128, 255}));
  CHECK(read(npy("<i2", "(2,)", raw<std::int16_t>({-32768, 5}))) == Tensor({2}, {-32768, 5}));
  CHECK(read(npy("<u2", "(1,)", raw<std::uint16_t>({65535}))) == Tensor({1}, {65535}));
  CHECK(read(npy("<i8", "(1,)", raw<std::int64_t>({-2147483648LL}))) == Tensor({1}, {-2147483647 - 1}));
  CHECK(read(npy("<f4", "(2,)", raw<float>({-3.0F, 1e6F}))) == Tensor({2}, {-3, 1000000}));
  CHECK(read(npy("<f8", "()", raw<double>({7.0}))) == Tensor(Shape{}, {7}));
  CHECK(read(npy(">i2", "(1,)", std::string("\x01\x02", 2))) == Tensor({1}, {258}));
  CHECK(read(npy("|b1", "(2,)", std::string("\x01\x00", 2))) == Tensor({2}, {1, 0}));
}

TEST_CASE("of an NPY array in Fortran order the first index runs fastest", "[golden][npy]") {
  // numpy.save of numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]) stores column by column.
  CHECK(read(npy("|u1", "(2, 3)", raw<std::uint8_t>({1, 4, 2, 5, 3, 6}), "True")) ==
        Tensor({2, 3}, {1, 2, 3, 4, 5, 6}));
  CHECK(read(npy("<i2", "(2, 1, 2)", raw<std::int16_t>({1, 3, 2, 4}), "True")) == Tensor({2, 1, 2}, {1, 2, 3, 4}));
  CHECK(read(npy("|u1", "(3,)", raw<std::uint8_t>({7, 8, 9}), "True")) == Tensor({3}, {7, 8, 9}));
  CHECK(npy_code_of(npy("|u1", "(1,)", raw<std::uint8_t>({7}), "Maybe")) == "npy-format");
}

TEST_CASE("NPY files with values that are no 32-bit whole numbers are refused", "[golden][npy]") {
  CHECK(npy_code_of(npy("<f4", "(1,)", raw<float>({0.5F}))) == "npy-value");
  CHECK(npy_code_of(npy("<f4", "(1,)", raw<float>({std::numeric_limits<float>::quiet_NaN()}))) == "npy-value");
  CHECK(npy_code_of(npy("<f8", "(1,)", raw<double>({std::numeric_limits<double>::infinity()}))) == "npy-value");
  CHECK(npy_code_of(npy("<i8", "(1,)", raw<std::int64_t>({std::int64_t{1} << 31}))) == "npy-value");
  CHECK(npy_code_of(npy("<u4", "(1,)", raw<std::uint32_t>({0x80000000u}))) == "npy-value");
}

TEST_CASE("damaged NPY files are refused with the reason", "[golden][npy]") {
  const std::string good = npy("<i2", "(2,)", raw<std::int16_t>({1, 2}));
  CHECK(npy_code_of(good) == "none");
  CHECK(npy_code_of("") == "npy-format");
  CHECK(npy_code_of("hello, this is not NPY") == "npy-format");
  CHECK(npy_code_of(good.substr(0, 40)) == "npy-format");
  CHECK(npy_code_of(good.substr(0, good.size() - 1)) == "npy-size");
  CHECK(npy_code_of(good + "x") == "npy-size");
  CHECK(npy_code_of(npy("<c8", "(1,)", "12345678")) == "npy-type");
  CHECK(npy_code_of(npy("<i2", "2", raw<std::int16_t>({1, 2}))) == "npy-format");
  CHECK(npy_code_of(npy("<i2", "(-2,)", raw<std::int16_t>({1, 2}))) == "npy-format");
  CHECK(npy_code_of(npy("|i1", "(999999999999, 999999999999)", "x")) == "npy-size");
}

TEST_CASE("an NPY array of another shape than wanted is refused", "[golden][npy]") {
  const test::ScratchFolder folder;
  write_text_file(folder / "a.npy", npy("|i1", "(2, 2)", "abcd"));
  CHECK(read_npy(folder / "a.npy", {2, 2}).size() == 4);
  try {
    read_npy(folder / "a.npy", {4});
    FAIL("no error");
  } catch (const Error& e) {
    CHECK(e.code == "npy-shape");
    CHECK(e.hint == "expected [4]");
  }
}
