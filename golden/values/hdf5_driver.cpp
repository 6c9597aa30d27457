#include "golden/values/hdf5_driver.hpp"

#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>

namespace weir::hdf5_detail {

namespace {

constexpr haddr_t kPageBytes = 4096;
/// A POSIX file has offsets of 63 bits.
constexpr haddr_t kMaxAddress = (haddr_t{1} << 63) - 1;

/// What the driver is told about a file; HDF5 copies it with the properties.
struct Info {
  WriteState* state;
};

/// HDF5 knows a file by its first member.
struct File {
  H5FD_t known;
  int descriptor = -1;
  haddr_t end_allocated = 0, end_written = 0;
  WriteState* state = nullptr;
  std::map<haddr_t, std::array<char, kPageBytes>> pages;  ///< what the disk did not take, by page number
};

File& file_of(H5FD_t* known) { return *reinterpret_cast<File*>(known); }
const File& file_of(const H5FD_t* known) { return *reinterpret_cast<const File*>(known); }

/// Zeros where the file ends or cannot be read.
void read_disk(File& file, haddr_t address, std::size_t size, char* to) {
  while (size > 0) {
    const ssize_t count = ::pread(file.descriptor, to, size, static_cast<off_t>(address));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && file.state->failure == 0) file.state->failure = errno;
    if (count <= 0) break;
    to += count;
    address += static_cast<haddr_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  std::memset(to, 0, size);
}

bool write_disk(File& file, haddr_t address, std::size_t size, const char* from) {
  while (size > 0) {
    const ssize_t count = ::pwrite(file.descriptor, from, size, static_cast<off_t>(address));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      file.state->failure = count < 0 ? errno : EIO;
      return false;
    }
    from += count;
    address += static_cast<haddr_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

/// Calls `use(page number, offset in the page, bytes, bytes before)` for every page of a range.
template <class Use>
void for_pages(haddr_t address, std::size_t size, const Use& use) {
  for (std::size_t done = 0; done < size;) {
    const haddr_t offset = (address + done) % kPageBytes;
    const std::size_t count = std::min<std::size_t>(size - done, kPageBytes - offset);
    use((address + done) / kPageBytes, offset, count, done);
    done += count;
  }
}

H5FD_t* open_file(const char* name, unsigned, hid_t access, haddr_t) {
  const auto* info = static_cast<const Info*>(H5Pget_driver_info(access));
  if (info == nullptr) return nullptr;
  const int descriptor = ::open(name, O_RDWR | O_TRUNC | O_CLOEXEC);
  if (descriptor < 0) {
    info->state->failure = errno;
    return nullptr;
  }
  auto* file = new File{};
  file->descriptor = descriptor;
  file->state = info->state;
  return &file->known;
}

herr_t close_file(H5FD_t* known) {
  File* file = &file_of(known);
  if (::close(file->descriptor) != 0 && file->state->failure == 0) file->state->failure = errno;
  delete file;
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t end_allocated(const H5FD_t* known, H5FD_mem_t) { return file_of(known).end_allocated; }
haddr_t end_written(const H5FD_t* known, H5FD_mem_t) { return file_of(known).end_written; }

herr_t set_end_allocated(H5FD_t* known, H5FD_mem_t, haddr_t address) {
  file_of(known).end_allocated = address;
  return 0;
}

herr_t read(H5FD_t* known, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer) {
  File& file = file_of(known);
  char* to = static_cast<char*>(buffer);
  read_disk(file, address, size, to);
  if (!file.pages.empty())
    for_pages(address, size, [&](haddr_t number, haddr_t offset, std::size_t count, std::size_t done) {
      const auto page = file.pages.find(number);
      if (page != file.pages.end()) std::copy_n(page->second.data() + offset, count, to + done);
    });
  return 0;
}

herr_t write(H5FD_t* known, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer) {
  File& file = file_of(known);
  const char* from = static_cast<const char*>(buffer);
  file.end_written = std::max(file.end_written, address + size);
  if (file.state->failure == 0 && write_disk(file, address, size, from)) return 0;
  for_pages(address, size, [&](haddr_t number, haddr_t offset, std::size_t count, std::size_t done) {
    const auto [page, is_new] = file.pages.try_emplace(number);
    if (is_new) read_disk(file, number * kPageBytes, kPageBytes, page->second.data());
    std::copy_n(from + done, count, page->second.data() + offset);
  });
  return 0;
}

/// HDF5 wants a file that ends where the last allocation does.
herr_t truncate(H5FD_t* known, hid_t, hbool_t) {
  File& file = file_of(known);
  if (file.end_written == file.end_allocated) return 0;
  if (file.state->failure == 0 && ::ftruncate(file.descriptor, static_cast<off_t>(file.end_allocated)) != 0)
    file.state->failure = errno;
  file.end_written = file.end_allocated;
  return 0;
}

H5FD_class_t driver_class() {
  H5FD_class_t made{};
  made.name = "weir_checked";
  made.maxaddr = kMaxAddress;
  made.fc_degree = H5F_CLOSE_WEAK;
  made.fapl_size = sizeof(Info);
  made.open = open_file;
  made.close = close_file;
  made.query = query;
  made.get_eoa = end_allocated;
  made.set_eoa = set_end_allocated;
  made.get_eof = end_written;
  made.read = read;
  made.write = write;
  made.truncate = truncate;
  const H5FD_mem_t kinds[] = H5FD_FLMAP_DICHOTOMY;
  std::copy_n(kinds, H5FD_MEM_NTYPES, made.fl_map);
  return made;
}

}  // namespace

std::int64_t checked_access(WriteState& state) {
  static const H5FD_class_t description = driver_class();
  static const hid_t driver = H5FDregister(&description);
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  const Info info{&state};
  // Only this format has checksums over what HDF5 itself relies on: it may crash on older files that are damaged.
  const bool is_made = driver >= 0 && access >= 0 && H5Pset_driver(access, driver, &info) >= 0 &&
                       H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_LATEST) >= 0;
  if (!is_made) {
    if (access >= 0) H5Pclose(access);
    return -1;
  }
  return access;
}

}  // namespace weir::hdf5_detail
