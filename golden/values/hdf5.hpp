/// HDF5 files: typed arrays with gzip, texts, attributes, and datasets that grow frame by frame. Integers; doubles
/// can be written.
/// Every failure is an Error that names the file and the dataset, with HDF5's own reason; HDF5 itself prints nothing.
/// Codes: file-missing, not-hdf5, hdf5-missing, hdf5-type, hdf5-shape, hdf5-read, hdf5-write; output-unwritable with
/// the system's reason, e.g. on a full disk.
///
/// HDF5 is not thread-safe: use one File at a time. Names are absolute paths ("/weights/MVAU_0"); missing groups are
/// made.
#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

#include "golden/values/tensor.hpp"

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
  /// Negative if HDF5 could not.
  int close() { return ok() ? closer_(std::exchange(id_, -1)) : 0; }

 private:
  std::int64_t id_ = -1;
  Closer closer_ = nullptr;
};

/// The memory type of a C++ number.
struct Integer {
  int bytes;
  bool is_signed;
  bool is_double = false;
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
  /// A new file under a temporary name, which becomes `target` with finish() and is gone without. Throws
  /// output-unwritable.
  static Hdf5File create(const std::filesystem::path& target);
  /// A new file in memory alone, whose bytes image() tells: for another process, and where no disk has room. `name`
  /// stands in messages.
  static Hdf5File create_in_memory(const std::string& name);
  /// Read only, from the bytes of a file, which are copied. Throws not-hdf5.
  static Hdf5File open_image(std::span<const std::uint8_t> bytes, const std::string& name);
  Hdf5File(Hdf5File&&) noexcept;
  ~Hdf5File();

  bool has(const std::string& name) const;
  /// Names of the members of a group, sorted; empty if there is no such group.
  std::vector<std::string> members(const std::string& group) const;
  Shape shape(const std::string& name) const;

  /// A new dataset, chunked and compressed by gzip where that pays.
  template <class T>
  void write(const std::string& name, const Shape& shape, std::span<const T> values) {
    if constexpr (std::is_same_v<T, double>)
      write_array(name, shape, {sizeof(double), true, true}, values.data(), values.size());
    else
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

  /// Closes a created file, of which nothing may be used any more, and gives it its name. Throws output-unwritable.
  void finish();
  /// The whole file as it is now. Of one that create_in_memory() made. Throws hdf5-read.
  std::vector<std::uint8_t> image() const;
  const std::string& path() const { return path_; }

 private:
  using Handle = hdf5_detail::Handle;
  using Integer = hdf5_detail::Integer;

  struct Writing;

  Hdf5File(std::unique_ptr<Writing> writing, Handle file, std::string path);
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
  /// Throws unless the disk took all so far and the last call for `what`, of the object `name`, was `is_fine`.
  void require_written(bool is_fine, const std::string& what, const std::string& name) const;
  std::string where(const std::string& name) const { return path_ + ":" + name; }

  std::unique_ptr<Writing> writing_;  ///< of a created file; outlives file_
  Handle file_;
  std::string path_;
};

}  // namespace weir
