#include "golden/values/hdf5.hpp"

#include <hdf5.h>

#include <algorithm>
#include <limits>

#include "golden/base/file.hpp"
#include "golden/values/hdf5_driver.hpp"

namespace weir {

struct Hdf5File::Writing {
  explicit Writing(const std::filesystem::path& target) : file(target) {}
  AtomicFile file;
  hdf5_detail::WriteState state;
};

namespace {

using hdf5_detail::Handle;
using hdf5_detail::Integer;

constexpr unsigned kGzipLevel = 4;
constexpr hsize_t kChunkElements = 1 << 18;
/// Below this a chunk index and a filter cost more than they save.
constexpr std::size_t kCompressFromElements = 256;
/// Deflate packs 1032 : 1 at most; elements have a byte or more.
constexpr std::uint64_t kMostPacked = 1040;

/// Keeps HDF5 from printing while it lives, and leaves the handler of the rest of the process as it was.
class Quiet {
 public:
  Quiet() {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// The innermost reason on HDF5's error stack.
std::string reason() {
  std::string text;
  const auto first = [](unsigned index, const H5E_error2_t* entry, void* out) -> herr_t {
    if (index == 0 && entry->desc != nullptr) *static_cast<std::string*>(out) = entry->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, first, &text);
  return text.empty() ? "unknown reason" : text;
}

hid_t memory_type(Integer type) {
  if (type.is_double) return H5T_NATIVE_DOUBLE;
  switch (type.bytes) {
    case 1: return type.is_signed ? H5T_NATIVE_INT8 : H5T_NATIVE_UINT8;
    case 2: return type.is_signed ? H5T_NATIVE_INT16 : H5T_NATIVE_UINT16;
    case 4: return type.is_signed ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT32;
    default: return type.is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64;
  }
}

hid_t file_type(Integer type) {
  if (type.is_double) return H5T_IEEE_F64LE;
  switch (type.bytes) {
    case 1: return type.is_signed ? H5T_STD_I8LE : H5T_STD_U8LE;
    case 2: return type.is_signed ? H5T_STD_I16LE : H5T_STD_U16LE;
    case 4: return type.is_signed ? H5T_STD_I32LE : H5T_STD_U32LE;
    default: return type.is_signed ? H5T_STD_I64LE : H5T_STD_U64LE;
  }
}

std::vector<hsize_t> extents(const Shape& shape) { return {shape.begin(), shape.end()}; }

Handle simple_space(const Shape& shape) {
  const auto sizes = extents(shape);
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose};
}

Handle link_options() {
  Handle options(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(options.id(), 1);
  return options;
}

/// Chunks of whole trailing axes, as many leading rows as fit.
std::vector<hsize_t> chunk_of(const Shape& shape) {
  std::vector<hsize_t> chunk = extents(shape);
  hsize_t inner = 1;
  for (std::size_t axis = chunk.size(); axis-- > 0;) {
    chunk[axis] = std::clamp<hsize_t>(kChunkElements / inner, 1, chunk[axis]);
    inner *= chunk[axis];
  }
  return chunk;
}

Handle compressed(const std::vector<hsize_t>& chunk) {
  Handle options(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_chunk(options.id(), static_cast<int>(chunk.size()), chunk.data());
  H5Pset_shuffle(options.id());
  H5Pset_deflate(options.id(), kGzipLevel);
  return options;
}

Handle text_type(std::size_t bytes = H5T_VARIABLE) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), bytes);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

Shape shape_of(const Handle& data) {
  const Handle space(H5Dget_space(data.id()), H5Sclose);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
  H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

/// Reads a scalar string, of fixed or variable length, by `read_call(memory type, buffer)`. False if it fails.
template <class ReadCall>
bool read_string(const Handle& type, std::string& text, const ReadCall& read_call) {
  if (H5Tis_variable_str(type.id()) > 0) {
    const Handle memory = text_type();
    H5Tset_cset(memory.id(), H5Tget_cset(type.id()));
    char* buffer = nullptr;
    if (read_call(memory.id(), &buffer) < 0) return false;
    if (buffer != nullptr) text = buffer;
    H5free_memory(buffer);
    return true;
  }
  text.assign(H5Tget_size(type.id()), '\0');
  if (read_call(type.id(), text.data()) < 0) return false;
  text.resize(std::min(text.size(), text.find('\0')));
  return true;
}

}  // namespace

Hdf5File::Hdf5File(std::unique_ptr<Writing> writing, Handle file, std::string path)
    : writing_(std::move(writing)), file_(std::move(file)), path_(std::move(path)) {}

Hdf5File::Hdf5File(Hdf5File&&) noexcept = default;

Hdf5File::~Hdf5File() {
  const Quiet quiet;
  file_ = Handle();
}

Hdf5File Hdf5File::open(const std::filesystem::path& path) {
  const Quiet quiet;
  std::error_code status;
  if (!std::filesystem::exists(path, status)) throw Error("file-missing", "\"" + path.string() + "\" does not exist");
  if (!std::filesystem::is_regular_file(path, status))
    throw Error("file-missing", "\"" + path.string() + "\" is not a file");
  // What has its name is whole, so nobody needs HDF5's locks, which some file systems refuse.
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access.id(), 0, 1);
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
  if (!file.ok()) throw Error("not-hdf5", "not a readable HDF5 file: " + reason(), path.string());
  return {nullptr, std::move(file), path.string()};
}

Hdf5File Hdf5File::create(const std::filesystem::path& target) {
  const Quiet quiet;
  auto writing = std::make_unique<Writing>(target);
  const Handle access(hdf5_detail::checked_access(writing->state), H5Pclose);
  Handle file(H5Fcreate(writing->file.temporary().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  Hdf5File made(std::move(writing), std::move(file), target.string());
  made.require_written(made.file_.ok(), "file", "/");
  return made;
}

namespace {

/// Properties of a file that no disk knows.
Handle memory_access() {
  constexpr std::size_t kGrowsByBytes = 1 << 20;
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(access.id(), kGrowsByBytes, 0);
  return access;
}

}  // namespace

Hdf5File Hdf5File::create_in_memory(const std::string& name) {
  const Quiet quiet;
  // In HDF5's oldest format: of the newer ones H5Fget_file_image of 1.10 leaves a superblock with a wrong checksum.
  const Handle access = memory_access();
  Hdf5File made(nullptr, Handle(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose), name);
  made.require_written(made.file_.ok(), "file", "/");
  return made;
}

Hdf5File Hdf5File::open_image(std::span<const std::uint8_t> bytes, const std::string& name) {
  const Quiet quiet;
  const Handle access = memory_access();
  std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());  // HDF5 takes no constant bytes, and copies them as well
  Handle file;
  if (!copy.empty() && H5Pset_file_image(access.id(), copy.data(), copy.size()) >= 0)
    file = Handle(H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
  if (!file.ok()) throw Error("not-hdf5", "not the bytes of an HDF5 file: " + reason(), name);
  return {nullptr, std::move(file), name};
}

std::vector<std::uint8_t> Hdf5File::image() const {
  const Quiet quiet;
  const bool is_flushed = H5Fflush(file_.id(), H5F_SCOPE_LOCAL) >= 0;
  const ssize_t size = is_flushed ? H5Fget_file_image(file_.id(), nullptr, 0) : -1;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::max<ssize_t>(0, size)));
  if (size <= 0 || H5Fget_file_image(file_.id(), bytes.data(), bytes.size()) != size)
    throw Error("hdf5-read", "cannot read the whole file: " + reason(), path_);
  return bytes;
}

void Hdf5File::require_written(bool is_fine, const std::string& what, const std::string& name) const {
  if (writing_ && writing_->state.failure != 0) throw unwritable(writing_->file.target(), writing_->state.failure);
  if (!is_fine) throw Error("hdf5-write", "cannot write the " + what + ": " + reason(), where(name));
}

void Hdf5File::finish() {
  const Quiet quiet;
  require_written(file_.close() >= 0, "file", "/");
  writing_->file.commit();
}

bool Hdf5File::has(const std::string& name) const {
  const Quiet quiet;
  // Every group on the way must exist, or HDF5 reports an error instead of an absence.
  for (auto slash = name.find('/', 1); slash != std::string::npos; slash = name.find('/', slash + 1))
    if (H5Lexists(file_.id(), name.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  return name == "/" || H5Lexists(file_.id(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> Hdf5File::members(const std::string& group) const {
  const Quiet quiet;
  std::vector<std::string> names;
  if (!has(group)) return names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t position = 0;
  if (H5Literate_by_name(file_.id(), group.c_str(), H5_INDEX_NAME, H5_ITER_INC, &position, add, &names, H5P_DEFAULT) <
      0)
    throw Error("hdf5-read", "cannot list the group: " + reason(), where(group));
  std::sort(names.begin(), names.end());
  return names;
}

Shape Hdf5File::shape(const std::string& name) const {
  const Quiet quiet;
  return shape_of(dataset(name));
}

Handle Hdf5File::dataset(const std::string& name) const {
  if (!has(name)) throw Error("hdf5-missing", "the file has no dataset \"" + name + "\"", path_);
  Handle data(H5Dopen2(file_.id(), name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!data.ok()) throw Error("hdf5-read", "cannot open the dataset: " + reason(), where(name));
  return data;
}

Handle Hdf5File::object(const std::string& name) const {
  Handle found(has(name) ? H5Oopen(file_.id(), name.c_str(), H5P_DEFAULT) : -1, H5Oclose);
  if (!found.ok()) throw Error("hdf5-missing", "the file has no object \"" + name + "\"", path_);
  return found;
}

void Hdf5File::require_stored(const std::string& name) const {
  const Quiet quiet;
  const Handle data = dataset(name);
  std::uint64_t promised = 1;
  bool is_absurd = false;
  for (const std::int64_t extent : shape_of(data))
    is_absurd |= extent < 0 || __builtin_mul_overflow(promised, static_cast<std::uint64_t>(extent), &promised);
  const std::uint64_t stored = H5Dget_storage_size(data.id());
  if (is_absurd || promised / kMostPacked > stored)
    throw Error(
        "hdf5-shape",
        "the dataset promises " + to_string(shape_of(data)) + " values but stores " + std::to_string(stored) + " bytes",
        where(name));
}

void Hdf5File::require_integer(const Handle& data, const std::string& name, Integer type) const {
  const Handle stored(H5Dget_type(data.id()), H5Tclose);
  const bool is_integer = H5Tget_class(stored.id()) == H5T_INTEGER;
  const bool is_signed = is_integer && H5Tget_sign(stored.id()) == H5T_SGN_2;
  const auto bytes = static_cast<int>(H5Tget_size(stored.id()));
  const bool fits =
      is_integer && (is_signed == type.is_signed ? bytes <= type.bytes : !is_signed && bytes < type.bytes);
  if (!fits)
    throw Error(
        "hdf5-type",
        is_integer ? "the dataset holds " + std::string(is_signed ? "int" : "uint") + std::to_string(8 * bytes)
                   : "the dataset does not hold integers",
        where(name),
        "legal: integers that fit " + std::string(type.is_signed ? "int" : "uint") + std::to_string(8 * type.bytes));
}

void Hdf5File::write_array(const std::string& name, const Shape& shape, Integer type, const void* values,
                           std::size_t count) {
  const Quiet quiet;
  if (static_cast<std::size_t>(element_count(shape)) != count)
    throw Error("hdf5-shape", std::to_string(count) + " values do not fill " + to_string(shape), where(name));
  const Handle space = simple_space(shape), links = link_options();
  const bool is_chunked = count >= kCompressFromElements && !shape.empty();
  const Handle options = is_chunked ? compressed(chunk_of(shape)) : Handle(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const Handle data(
      H5Dcreate2(file_.id(), name.c_str(), file_type(type), space.id(), links.id(), options.id(), H5P_DEFAULT),
      H5Dclose);
  const bool is_fine =
      data.ok() && (count == 0 || H5Dwrite(data.id(), memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
  require_written(is_fine, "dataset", name);
}

void Hdf5File::create_growing(const std::string& name, const Shape& row_shape, std::int64_t chunk_rows, Integer type) {
  const Quiet quiet;
  std::vector<hsize_t> chunk = chunk_of(row_shape), sizes = extents(row_shape), limits = sizes;
  chunk.insert(chunk.begin(), static_cast<hsize_t>(std::max<std::int64_t>(1, chunk_rows)));
  sizes.insert(sizes.begin(), 0);
  limits.insert(limits.begin(), H5S_UNLIMITED);
  const Handle space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), limits.data()), H5Sclose);
  const Handle links = link_options(), options = compressed(chunk);
  const Handle data(
      H5Dcreate2(file_.id(), name.c_str(), file_type(type), space.id(), links.id(), options.id(), H5P_DEFAULT),
      H5Dclose);
  require_written(data.ok(), "dataset", name);
}

void Hdf5File::append_rows(const std::string& name, Integer type, const void* values, std::size_t count) {
  const Quiet quiet;
  const Handle data = dataset(name);
  Shape whole = shape_of(data);
  const std::int64_t row = whole.empty() ? 0 : element_count({whole.begin() + 1, whole.end()});
  if (row == 0 || count % static_cast<std::size_t>(row) != 0)
    throw Error("hdf5-shape", std::to_string(count) + " values are no whole rows of " + to_string(whole), where(name));
  const std::int64_t first = whole[0], rows = static_cast<std::int64_t>(count) / row;
  whole[0] += rows;
  bool fine = H5Dset_extent(data.id(), extents(whole).data()) >= 0;
  const Handle file_space(H5Dget_space(data.id()), H5Sclose);
  std::vector<hsize_t> start(whole.size(), 0), size = extents(whole);
  start[0] = static_cast<hsize_t>(first);
  size[0] = static_cast<hsize_t>(rows);
  fine = fine && H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) >= 0;
  const Handle memory_space(H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose);
  fine = fine && H5Dwrite(data.id(), memory_type(type), memory_space.id(), file_space.id(), H5P_DEFAULT, values) >= 0;
  require_written(fine, "dataset", name);
}

void Hdf5File::read_rows_into(const std::string& name, Integer type, std::int64_t first, std::int64_t count,
                              void* to) const {
  const Quiet quiet;
  const Handle data = dataset(name);
  require_integer(data, name, type);
  const Shape whole = shape_of(data);
  const bool is_whole = first < 0;
  if (!is_whole && (whole.empty() || count < 0 || first + count > whole[0]))
    throw Error("hdf5-shape",
                "rows " + std::to_string(first) + ".." + std::to_string(first + count - 1) + " of " + to_string(whole),
                where(name));
  const Handle file_space(H5Dget_space(data.id()), H5Sclose);
  std::vector<hsize_t> start(whole.size(), 0), size = extents(whole);
  if (!is_whole) {
    start[0] = static_cast<hsize_t>(first);
    size[0] = static_cast<hsize_t>(count);
    H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr);
  }
  const Handle memory_space(H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose);
  if (std::find(size.begin(), size.end(), hsize_t{0}) != size.end()) return;
  if (H5Dread(data.id(), memory_type(type), memory_space.id(), file_space.id(), H5P_DEFAULT, to) < 0)
    throw Error("hdf5-read", "cannot read the dataset: " + reason(), where(name));
}

void Hdf5File::write_text(const std::string& name, const std::string& text) {
  const Quiet quiet;
  // Of fixed length: HDF5 keeps others in a heap that no checksum protects, and crashes where that is damaged.
  const Handle type = text_type(text.size() + 1), space(H5Screate(H5S_SCALAR), H5Sclose), links = link_options();
  const Handle data(H5Dcreate2(file_.id(), name.c_str(), type.id(), space.id(), links.id(), H5P_DEFAULT, H5P_DEFAULT),
                    H5Dclose);
  require_written(data.ok() && H5Dwrite(data.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.c_str()) >= 0, "text",
                  name);
}

std::string Hdf5File::read_text(const std::string& name) const {
  const Quiet quiet;
  const Handle data = dataset(name), type(H5Dget_type(data.id()), H5Tclose), space(H5Dget_space(data.id()), H5Sclose);
  if (H5Tget_class(type.id()) != H5T_STRING || H5Sget_simple_extent_npoints(space.id()) != 1)
    throw Error("hdf5-type", "the dataset does not hold one text", where(name));
  std::string text;
  const auto read_call = [&](hid_t memory, void* to) {
    return H5Dread(data.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, to);
  };
  if (!read_string(type, text, read_call)) throw Error("hdf5-read", "cannot read the text: " + reason(), where(name));
  return text;
}

void Hdf5File::write_attribute(const std::string& object_name, const std::string& key, const std::string& text) {
  const Quiet quiet;
  const Handle owner = object(object_name), type = text_type(), space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle made(H5Acreate2(owner.id(), key.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* characters = text.c_str();
  require_written(made.ok() && H5Awrite(made.id(), type.id(), &characters) >= 0, "attribute \"" + key + "\"",
                  object_name);
}

void Hdf5File::write_attribute(const std::string& object_name, const std::string& key, std::int64_t number) {
  const Quiet quiet;
  const Handle owner = object(object_name), space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle made(H5Acreate2(owner.id(), key.c_str(), H5T_STD_I64LE, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  require_written(made.ok() && H5Awrite(made.id(), H5T_NATIVE_INT64, &number) >= 0, "attribute \"" + key + "\"",
                  object_name);
}

bool Hdf5File::has_attribute(const std::string& object_name, const std::string& key) const {
  const Quiet quiet;
  return has(object_name) && H5Aexists_by_name(file_.id(), object_name.c_str(), key.c_str(), H5P_DEFAULT) > 0;
}

Handle Hdf5File::attribute(const std::string& object_name, const std::string& key) const {
  if (!has_attribute(object_name, key))
    throw Error("hdf5-missing", "\"" + object_name + "\" has no attribute \"" + key + "\"", path_);
  return {H5Aopen_by_name(file_.id(), object_name.c_str(), key.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
}

std::string Hdf5File::read_text_attribute(const std::string& object_name, const std::string& key) const {
  const Quiet quiet;
  const Handle found = attribute(object_name, key), type(H5Aget_type(found.id()), H5Tclose);
  const Handle space(H5Aget_space(found.id()), H5Sclose);
  const bool is_text = H5Tget_class(type.id()) == H5T_STRING && H5Sget_simple_extent_npoints(space.id()) == 1;
  std::string text;
  const auto read_call = [&](hid_t memory, void* to) { return H5Aread(found.id(), memory, to); };
  if (!is_text || !read_string(type, text, read_call))
    throw Error("hdf5-type", "attribute \"" + key + "\" is not a text", where(object_name));
  return text;
}

std::int64_t Hdf5File::read_number_attribute(const std::string& object_name, const std::string& key) const {
  const Quiet quiet;
  const Handle found = attribute(object_name, key), type(H5Aget_type(found.id()), H5Tclose);
  const Handle space(H5Aget_space(found.id()), H5Sclose);
  const bool is_number = H5Tget_class(type.id()) == H5T_INTEGER && H5Sget_simple_extent_npoints(space.id()) == 1;
  std::int64_t number = 0;
  if (!is_number || H5Aread(found.id(), H5T_NATIVE_INT64, &number) < 0)
    throw Error("hdf5-type", "attribute \"" + key + "\" is not a whole number", where(object_name));
  return number;
}

}  // namespace weir
