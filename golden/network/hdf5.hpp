/// HDF5 files: typed arrays with gzip, texts, attributes, and datasets that grow frame by frame. Integers only.
/// Every failure is an Error that names the file and the dataset, with HDF5's own reason; HDF5 itself prints nothing.
/// Codes: file-missing, not-hdf5, hdf5-missing, hdf5-type, hdf5-shape, hdf5-read, hdf5-write.
///
/// HDF5 is not thread-safe: use one File at a time. Names are absolute paths ("/weights/MVAU_0"); missing groups are
/// made.
#pragma once
#include <filesystem>
#include <span>
#include <utility>

#include "golden/network/tensor.hpp"

namespace weir {

namespace hdf5_detail {

/// An HDF5 identifier that is closed when its owner goes.
class Handle {
 public:
  using Closer = int (*)(std::int64_t);
  Handle() = default;
  Handle(std::int64_t id, Closer closer) : id_(id), closer_(closer) {}
  ~Handle() { close(); }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    close();
    id_ = std::exchange(other.id_, -1);
    closer_ = other.closer_;
    return *this;
  }
  std::int64_t id() const { return id_; }
  bool ok() const { return id_ >= 0; }

 private:
  void close() {
    if (id_ >= 0) closer_(id_);
    id_ = -1;
  }
  std::int64_t id_ = -1;
  Closer closer_ = nullptr;
};

/// The memory type of a C++ integer.
struct Integer {
  int bytes;
  bool is_signed;
};
template <class T>
constexpr Integer integer_of() {
  static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>);
  return {static_cast<int>(sizeof(T)), std::is_signed_v<T>};
}

}  // namespace hdf5_detail

class Hdf5File {
 public:
  /// Read only. Throws file-missing or not-hdf5.
  static Hdf5File open(const std::filesystem::path& path);
  /// Existing file, to be extended.
  static Hdf5File open_to_append(const std::filesystem::path& path);
  /// Replaces what is there; for whole-or-absent files pass AtomicFile::temporary().
  static Hdf5File create(const std::filesystem::path& path);

  bool has(const std::string& name) const;
  /// Names of the members of a group, sorted; empty if there is no such group.
  std::vector<std::string> members(const std::string& group) const;
  Shape shape(const std::string& name) const;

  /// A new dataset, chunked and compressed by gzip where that pays.
  template <class T>
  void write(const std::string& name, const Shape& shape, std::span<const T> values) {
    write_array(name, shape, hdf5_detail::integer_of<T>(), values.data(), values.size());
  }
  /// The whole dataset. hdf5-type if it holds anything but integers that all fit T.
  template <class T>
  std::vector<T> read(const std::string& name) const {
    require_stored(name);
    std::vector<T> values(static_cast<std::size_t>(element_count(shape(name))));
    read_rows_into(name, hdf5_detail::integer_of<T>(), -1, -1, values.data());
    return values;
  }

  /// A new dataset of 0 rows of `row_shape`, to grow by append(); `chunk_rows` rows are stored and compressed together.
  template <class T>
  void create_appendable(const std::string& name, const Shape& row_shape, std::int64_t chunk_rows) {
    create_growing(name, row_shape, chunk_rows, hdf5_detail::integer_of<T>());
  }
  /// Adds whole rows at the end.
  template <class T>
  void append(const std::string& name, std::span<const T> values) {
    append_rows(name, hdf5_detail::integer_of<T>(), values.data(), values.size());
  }
  /// Rows first .. first + count - 1.
  template <class T>
  std::vector<T> read_rows(const std::string& name, std::int64_t first, std::int64_t count) const {
    Shape rows = shape(name);
    if (!rows.empty()) rows[0] = count;
    std::vector<T> values(static_cast<std::size_t>(element_count(rows)));
    read_rows_into(name, hdf5_detail::integer_of<T>(), first, count, values.data());
    return values;
  }

  void write_text(const std::string& name, const std::string& text);
  std::string read_text(const std::string& name) const;

  /// Attributes of a dataset or group ("/" is the file itself).
  void write_attribute(const std::string& object, const std::string& key, const std::string& text);
  void write_attribute(const std::string& object, const std::string& key, std::int64_t number);
  bool has_attribute(const std::string& object, const std::string& key) const;
  std::string read_text_attribute(const std::string& object, const std::string& key) const;
  std::int64_t read_number_attribute(const std::string& object, const std::string& key) const;

  /// Makes everything written visible in the file. Throws hdf5-write, e.g. on a full disk.
  void flush();
  const std::string& path() const { return path_; }

 private:
  using Handle = hdf5_detail::Handle;
  using Integer = hdf5_detail::Integer;

  Hdf5File(Handle file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  static Hdf5File open_existing(const std::filesystem::path& path, unsigned flags);

  Handle dataset(const std::string& name) const;
  Handle object(const std::string& name) const;
  Handle attribute(const std::string& object_name, const std::string& key) const;
  void write_array(const std::string& name, const Shape& shape, Integer type, const void* values, std::size_t count);
  void create_growing(const std::string& name, const Shape& row_shape, std::int64_t chunk_rows, Integer type);
  void append_rows(const std::string& name, Integer type, const void* values, std::size_t count);
  void read_rows_into(const std::string& name, Integer type, std::int64_t first, std::int64_t count, void* to) const;
  /// Throws hdf5-shape if the file is too small for what the dataset's shape promises.
  void require_stored(const std::string& name) const;
  void require_integer(const Handle& data, const std::string& name, Integer type) const;
  std::string where(const std::string& name) const { return path_ + ":" + name; }

  Handle file_;
  std::string path_;
};

}  // namespace weir
