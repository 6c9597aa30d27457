#include "golden/import/npy.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir::golden {

namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr std::size_t kMagicBytes = 6;

/// Element type as numpy writes it: '<i4', '|u1', '>f8'.
struct ElementType {
  bool is_big_endian = false;
  char kind = 'i';  ///< i, u, f or b
  std::size_t bytes = 4;
};

/// The header is a Python dictionary in one line; only its three known keys are looked for.
class Header {
 public:
  Header(std::string text, std::string where) : text_(std::move(text)), where_(std::move(where)) {}

  ElementType type() const {
    const std::string found = quoted(after("descr"));
    const bool has_order = found.size() == 3 && std::strchr("<>|=", found[0]) != nullptr;
    ElementType type;
    if (has_order) type = {found[0] == '>', found[1], static_cast<std::size_t>(found[2] - '0')};
    const bool is_integer =
        std::strchr("iu", type.kind) != nullptr && std::has_single_bit(type.bytes) && type.bytes <= 8;
    const bool is_float = type.kind == 'f' && (type.bytes == 4 || type.bytes == 8);
    const bool is_bool = type.kind == 'b' && type.bytes == 1;
    if (!has_order || !(is_integer || is_float || is_bool))
      throw Error("npy-type", "the array holds elements of type '" + found + "'", where_,
                  "legal: integers of 8 to 64 bits, bool, float32, float64");
    return type;
  }

  /// Does the first index run fastest? numpy writes transposed arrays so.
  bool is_fortran_order() const {
    const std::size_t at = after("fortran_order");
    if (text_.compare(at, 4, "True") == 0) return true;
    if (text_.compare(at, 5, "False") == 0) return false;
    throw malformed();
  }

  Shape shape() const {
    std::size_t at = after("shape");
    if (text_[at] != '(') throw malformed();
    Shape shape;
    for (++at; at < text_.size() && text_[at] != ')';) {
      if (std::strchr(", L", text_[at]) != nullptr) {
        ++at;
        continue;
      }
      std::int64_t extent = 0;
      const std::size_t first = at;
      for (; at < text_.size() && text_[at] >= '0' && text_[at] <= '9' && at - first < 12; ++at)
        extent = extent * 10 + (text_[at] - '0');
      if (at == first) throw malformed();
      shape.push_back(extent);
    }
    if (at >= text_.size() || shape.size() > 32) throw malformed();
    return shape;
  }

 private:
  Error malformed() const {
    return {"npy-format", "the NPY header cannot be understood: " + text_.substr(0, 80), where_};
  }

  /// Position of the value of `key`.
  std::size_t after(const char* key) const {
    const std::size_t at = text_.find("'" + std::string(key) + "'");
    const std::size_t colon = at == std::string::npos ? at : text_.find(':', at);
    const std::size_t value = colon == std::string::npos ? colon : text_.find_first_not_of(" :", colon);
    if (value == std::string::npos) throw malformed();
    return value;
  }

  std::string quoted(std::size_t at) const {
    const std::size_t end = text_.find(text_[at], at + 1);
    if ((text_[at] != '\'' && text_[at] != '"') || end == std::string::npos) throw malformed();
    return text_.substr(at + 1, end - at - 1);
  }

  std::string text_, where_;
};

/// The number that the element's bytes hold.
double element(const std::uint8_t* bytes, ElementType type) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < type.bytes; ++i) {
    const std::size_t from = type.is_big_endian ? type.bytes - 1 - i : i;
    bits |= std::uint64_t{bytes[from]} << (8 * i);
  }
  if (type.kind == 'f')
    return type.bytes == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                           : std::bit_cast<double>(bits);
  if (type.kind != 'i') return static_cast<double>(bits);
  const int unused = 64 - static_cast<int>(8 * type.bytes);
  return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
}

bool is_whole(double value) {
  return value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max() &&
         value == std::floor(value);
}

/// Elements of `shape`, or nothing if the product does not fit.
std::optional<std::size_t> count_of(const Shape& shape) {
  std::size_t count = 1;
  for (const std::int64_t extent : shape)
    if (__builtin_mul_overflow(count, static_cast<std::size_t>(extent), &count)) return std::nullopt;
  return count;
}

/// Elements whose first index runs fastest, as those whose last one does.
std::vector<double> in_c_order(const std::vector<double>& data, const Shape& shape) {
  std::vector<double> ordered;
  ordered.reserve(data.size());
  std::vector<std::int64_t> index(shape.size(), 0);
  for (std::size_t i = 0; i < data.size(); ++i) {
    std::int64_t from = 0;
    for (std::size_t axis = shape.size(); axis-- > 0;) from = from * shape[axis] + index[axis];
    ordered.push_back(data[static_cast<std::size_t>(from)]);
    for (std::size_t axis = shape.size(); axis-- > 0 && ++index[axis] == shape[axis];) index[axis] = 0;
  }
  return ordered;
}

/// Position of the first element, behind magic, version, length and header.
std::size_t data_start(std::span<const std::uint8_t> bytes, const std::string& where) {
  const bool starts_well = bytes.size() >= 12 && std::memcmp(bytes.data(), kMagic, kMagicBytes) == 0;
  if (!starts_well || bytes[6] < 1 || bytes[6] > 3)
    throw Error("npy-format", "not an NPY file of version 1 to 3", where);
  const bool is_wide = bytes[6] > 1;
  std::size_t length = bytes[8] | static_cast<std::size_t>(bytes[9]) << 8;
  if (is_wide) length |= static_cast<std::size_t>(bytes[10]) << 16 | static_cast<std::size_t>(bytes[11]) << 24;
  const std::size_t start = (is_wide ? 12 : 10) + length;
  if (start > bytes.size()) throw Error("npy-format", "the file ends inside its header", where);
  return start;
}

std::string header_text(std::span<const std::uint8_t> bytes, std::size_t start) {
  const auto text = bytes.subspan(bytes[6] > 1 ? 12 : 10, start - (bytes[6] > 1 ? 12 : 10));
  return {text.begin(), text.end()};
}

}  // namespace

bool looks_like_npy(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  char start[kMagicBytes] = {};
  file.read(start, kMagicBytes);
  return file && std::memcmp(start, kMagic, kMagicBytes) == 0;
}

Tensor read_npy(const std::filesystem::path& path) { return parse_npy(read_binary_file(path), path.string()); }

NpyNumbers parse_npy_numbers(std::span<const std::uint8_t> bytes, const std::string& where) {
  const std::size_t start = data_start(bytes, where);
  const Header header(header_text(bytes, start), where);
  const ElementType type = header.type();
  const bool is_fortran_order = header.is_fortran_order();
  NpyNumbers numbers{header.shape(), {}};
  const std::optional<std::size_t> count = count_of(numbers.shape);
  const std::size_t given = bytes.size() - start;
  if (!count || given / type.bytes != *count || given % type.bytes != 0)
    throw Error("npy-size",
                "the header promises " + to_string(numbers.shape) + " elements of " + std::to_string(type.bytes) +
                    " bytes, " + std::to_string(given) + " bytes follow",
                where);
  numbers.data.reserve(*count);
  for (std::size_t i = 0; i < *count; ++i) numbers.data.push_back(element(&bytes[start + i * type.bytes], type));
  if (is_fortran_order) numbers.data = in_c_order(numbers.data, numbers.shape);
  return numbers;
}

NpyNumbers read_npy_numbers(const std::filesystem::path& path) {
  return parse_npy_numbers(read_binary_file(path), path.string());
}

Tensor parse_npy(std::span<const std::uint8_t> bytes, const std::string& where) {
  NpyNumbers numbers = parse_npy_numbers(bytes, where);
  Tensor tensor;
  tensor.shape = std::move(numbers.shape);
  tensor.data.reserve(numbers.data.size());
  for (std::size_t i = 0; i < numbers.data.size(); ++i) {
    if (!is_whole(numbers.data[i]))
      throw Error("npy-value", "element " + std::to_string(i) + " is no whole number of 32 bits", where,
                  "fractions, NaN and infinity cannot be stream elements or parameters; of pictures from 0 to 1 save "
                  "the bytes: numpy.rint(255 * x).astype(numpy.uint8)");
    tensor.data.push_back(static_cast<std::int32_t>(numbers.data[i]));
  }
  return tensor;
}

std::span<const std::uint8_t> npy_data(std::span<const std::uint8_t> bytes, const std::string& where) {
  return bytes.subspan(data_start(bytes, where));
}

Tensor read_npy(const std::filesystem::path& path, const Shape& shape) {
  Tensor tensor = read_npy(path);
  if (tensor.shape != shape)
    throw Error("npy-shape", "the array has shape " + to_string(tensor.shape), path.string(),
                "expected " + to_string(shape));
  return tensor;
}

void write_npy(const std::filesystem::path& path, const Tensor& tensor) {
  std::string shape;
  for (const std::int64_t extent : tensor.shape) shape += std::to_string(extent) + ", ";
  if (tensor.shape.size() > 1) shape.resize(shape.size() - 2);
  std::string header = "{'descr': '<i4', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t kPrefix = 10, kAlignment = 64;  // magic, version, length; data start at a multiple of 64
  header.append((kAlignment - (kPrefix + header.size() + 1) % kAlignment) % kAlignment, ' ').push_back('\n');
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += {static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  bytes += header;
  for (const std::int32_t value : tensor.data)
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>((value >> shift) & 0xFF));
  write_text_file(path, bytes);
}

}  // namespace weir::golden
