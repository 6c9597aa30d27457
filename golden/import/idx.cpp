#include "golden/import/idx.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "golden/base/error.hpp"

namespace weir::golden {

namespace {

constexpr std::uint32_t kImagesMagic = 0x00000803, kLabelsMagic = 0x00000801;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::int64_t kMaxSide = 1 << 14;  // with 2^32 images the product still fits 64 bits

/// Sequential bytes of a file, unpacked on the way if it is gzip.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path.string()) {
    std::error_code status;
    if (!std::filesystem::is_regular_file(path, status))
      throw Error("file-missing", "\"" + path_ + "\" does not exist or is not a file");
    file_.reset(gzopen(path_.c_str(), "rb"));
    if (!file_) throw Error("file-unreadable", "cannot read \"" + path_ + "\"");
  }

  /// Up to `wanted` bytes appended to `bytes`; fewer only at the end of the file.
  void read(std::vector<std::uint8_t>& bytes, std::int64_t wanted) {
    while (wanted > 0) {
      // Chunk by chunk: a header that promises terabytes must not allocate them.
      const std::size_t chunk = std::min(kChunkBytes, static_cast<std::size_t>(wanted)), before = bytes.size();
      bytes.resize(before + chunk);
      const int got = gzread(file_.get(), bytes.data() + before, static_cast<unsigned>(chunk));
      bytes.resize(before + static_cast<std::size_t>(std::max(got, 0)));
      if (got < 0) throw corrupt();
      if (got == 0) break;
      wanted -= got;
    }
    int status = Z_OK;
    gzerror(file_.get(), &status);
    if (status != Z_OK && status != Z_STREAM_END) throw corrupt();
  }

  std::uint32_t big_endian_number() {
    std::vector<std::uint8_t> b;
    read(b, 4);
    if (b.size() < 4) throw Error("idx-short", "the file ends inside the IDX header", path_);
    return (std::uint32_t{b[0]} << 24) | (std::uint32_t{b[1]} << 16) | (std::uint32_t{b[2]} << 8) | b[3];
  }

  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(gzFile_s* file) const { gzclose(file); }
  };
  Error corrupt() const {
    int status = Z_OK;
    const std::string reason = gzerror(file_.get(), &status);
    return {"gzip-corrupt", "gzip data cannot be unpacked: " + reason, path_};
  }

  std::string path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

std::string hex(std::uint32_t number) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) text += digits[(number >> shift) & 15];
  return text;
}

void require_magic(Reader& reader, std::uint32_t wanted) {
  const std::uint32_t magic = reader.big_endian_number();
  if (magic == wanted) return;
  const char* other = magic == kLabelsMagic ? " (IDX labels)" : magic == kImagesMagic ? " (IDX images)" : "";
  throw Error("idx-magic", "the file starts with " + hex(magic) + other, reader.path(),
              "IDX images start with " + hex(kImagesMagic) + ", labels with " + hex(kLabelsMagic));
}

std::vector<std::uint8_t> payload(Reader& reader, std::int64_t bytes, const std::string& content) {
  std::vector<std::uint8_t> data;
  reader.read(data, bytes);
  if (std::ssize(data) < bytes)
    throw Error("idx-short",
                "the header promises " + content + " = " + std::to_string(bytes) + " bytes, only " +
                    std::to_string(data.size()) + " follow",
                reader.path());
  std::vector<std::uint8_t> rest;
  reader.read(rest, 1);
  if (!rest.empty())
    throw Error("idx-trailing", "more bytes follow after " + content + " = " + std::to_string(bytes) + " bytes",
                reader.path());
  return data;
}

}  // namespace

bool looks_like_idx(const std::filesystem::path& path) {
  try {
    Reader reader(path);
    const std::uint32_t magic = reader.big_endian_number();
    return magic == kImagesMagic || magic == kLabelsMagic;
  } catch (const Error&) {
    return false;
  }
}

IdxImages read_idx_images(const std::filesystem::path& path) {
  Reader reader(path);
  require_magic(reader, kImagesMagic);
  IdxImages images;
  images.count = reader.big_endian_number();
  images.rows = reader.big_endian_number();
  images.columns = reader.big_endian_number();
  const std::string content =
      std::to_string(images.count) + " images of " + std::to_string(images.rows) + "x" + std::to_string(images.columns);
  const auto legal = [](std::int64_t side) { return side >= 1 && side <= kMaxSide; };
  if (!legal(images.rows) || !legal(images.columns))
    throw Error("idx-dimensions", "the header promises " + content, reader.path(),
                "sides of 1.." + std::to_string(kMaxSide));
  images.pixels = payload(reader, images.count * images.rows * images.columns, content);
  return images;
}

std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path) {
  Reader reader(path);
  require_magic(reader, kLabelsMagic);
  const std::int64_t count = reader.big_endian_number();
  return payload(reader, count, std::to_string(count) + " labels");
}

}  // namespace weir::golden
