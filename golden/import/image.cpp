#include "golden/import/image.hpp"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/import/exif.hpp"
#include "golden/import/jpeg.hpp"
#include "golden/import/netpbm.hpp"

namespace weir::golden {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kJpegStart[] = {0xff, 0xd8, 0xff};
constexpr std::uint8_t kPngStart[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr std::int64_t kMaxPixels = std::int64_t{1} << 28;
/// No byte of a file holds more: deflate packs 1032 : 1 at most, a PNG byte has 8 pixels.
constexpr std::int64_t kMaxPixelsPerByte = 1032 * 8;

bool starts_with(const std::uint8_t* bytes, std::size_t size, const std::uint8_t* start, std::size_t length) {
  return size >= length && std::memcmp(bytes, start, length) == 0;
}

/// `file_bytes` keeps a small file from claiming gigabytes.
void require_size(std::int64_t height, std::int64_t width, std::size_t file_bytes, const std::string& where) {
  if (height < 1 || width < 1 || height > kMaxPixels / width)
    throw Error("image-size", "the picture has " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
                where, "legal: 1 to " + std::to_string(kMaxPixels) + " pixels");
  if (height * width / kMaxPixelsPerByte > static_cast<std::int64_t>(file_bytes))
    throw Error("image-corrupt",
                "the file promises " + std::to_string(width) + " x " + std::to_string(height) + " pixels, which " +
                    std::to_string(file_bytes) + " bytes cannot hold",
                where);
}

/// Both libraries report by jumping out of themselves. What is alive across the jump is held here, outside the frames
/// jumped over, so that no destructor is skipped.
struct JpegReader {
  jpeg_error_mgr errors;  // must stay first: libjpeg hands out a pointer to it
  std::jmp_buf escape;
  jpeg_decompress_struct jpeg;
  char message[JMSG_LENGTH_MAX] = {}, warning[JMSG_LENGTH_MAX] = {};

  static void fail(j_common_ptr jpeg) {
    auto* self = reinterpret_cast<JpegReader*>(jpeg->err);
    jpeg->err->format_message(jpeg, self->message);
    std::longjmp(self->escape, 1);
  }
  /// Warnings of lost data, for which libjpeg would invent pixels, are failures.
  static void on_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
      case JWRN_HIT_MARKER:
      case JWRN_JPEG_EOF:
      case JWRN_HUFF_BAD_CODE:
      case JWRN_ARITH_BAD_CODE:
      case JWRN_MUST_RESYNC: fail(jpeg); break;
      default: break;
    }
    auto* self = reinterpret_cast<JpegReader*>(jpeg->err);
    if (self->warning[0] == 0) jpeg->err->format_message(jpeg, self->warning);
  }

  JpegReader() {
    jpeg.err = jpeg_std_error(&errors);
    errors.error_exit = fail;
    errors.emit_message = on_message;
    jpeg_create_decompress(&jpeg);
  }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  bool read_header(const Bytes& bytes) {
    if (setjmp(escape) != 0) return false;
    jpeg_mem_src(&jpeg, bytes.data(), bytes.size());
    jpeg_save_markers(&jpeg, kExifMarker, 0xffff);
    jpeg_read_header(&jpeg, TRUE);
    return true;
  }
  /// Of the first Exif segment.
  int orientation() const {
    for (const jpeg_marker_struct* m = jpeg.marker_list; m != nullptr; m = m->next)
      if (const int found = exif_orientation({m->data, m->data_length}); found != 1) return found;
    return 1;
  }
  bool read_pixels(Image& image) {
    if (setjmp(escape) != 0) return false;
    jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    while (jpeg.output_scanline < jpeg.output_height) {
      JSAMPROW row = image.pixels.data() + std::size_t{jpeg.output_scanline} * jpeg.output_width * 3;
      jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    return true;
  }
};

Image decode_jpeg(const Bytes& bytes, const std::string& where) {
  JpegReader reader;
  const auto corrupt = [&] { return Error("image-corrupt", std::string("damaged JPEG: ") + reader.message, where); };
  if (!reader.read_header(bytes)) throw corrupt();
  if (reader.jpeg.jpeg_color_space == JCS_CMYK || reader.jpeg.jpeg_color_space == JCS_YCCK)
    throw Error("image-colour", "the JPEG has CMYK colours", where, "save it as RGB or grey");
  require_size(reader.jpeg.image_height, reader.jpeg.image_width, bytes.size(), where);
  Image image(reader.jpeg.image_height, reader.jpeg.image_width);
  image.orientation = reader.orientation();  // before the pixels: with them go the markers
  if (!reader.read_pixels(image)) throw corrupt();
  image.warning = reader.warning;
  return image;
}

struct PngReader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  const Bytes& bytes;
  std::size_t position = 0;
  std::string message;

  explicit PngReader(const Bytes& bytes_) : bytes(bytes_) {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, fail, [](png_structp, png_const_charp) {});
    info = png_create_info_struct(png);
    png_set_read_fn(png, this, supply);
  }
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  static void fail(png_structp png, png_const_charp text) {
    static_cast<PngReader*>(png_get_error_ptr(png))->message = text;
    png_longjmp(png, 1);
  }
  static void supply(png_structp png, png_bytep to, std::size_t count) {
    auto* self = static_cast<PngReader*>(png_get_io_ptr(png));
    if (self->bytes.size() - self->position < count) png_error(png, "the file ends too early");
    std::memcpy(to, self->bytes.data() + self->position, count);
    self->position += count;
  }

  bool read_header() {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    png_read_info(png, info);
    return true;
  }
  bool read_pixels(png_bytepp rows) {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_strip_alpha(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    png_read_image(png, rows);
    png_read_end(png, nullptr);
    return true;
  }
};

Image decode_png(const Bytes& bytes, const std::string& where) {
  PngReader reader(bytes);
  const auto corrupt = [&] { return Error("image-corrupt", "damaged PNG: " + reader.message, where); };
  if (!reader.read_header()) throw corrupt();
  const std::int64_t height = png_get_image_height(reader.png, reader.info);
  const std::int64_t width = png_get_image_width(reader.png, reader.info);
  require_size(height, width, bytes.size(), where);
  Image image(height, width);
  std::vector<png_bytep> rows;
  for (std::int64_t y = 0; y < height; ++y) rows.push_back(image.pixels.data() + y * width * 3);
  if (!reader.read_pixels(rows.data())) throw corrupt();
  return image;
}

}  // namespace

bool looks_like_image(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::uint8_t start[sizeof kPngStart] = {};
  file.read(reinterpret_cast<char*>(start), sizeof start);
  const auto got = static_cast<std::size_t>(file.gcount());
  return starts_with(start, got, kJpegStart, sizeof kJpegStart) ||
         starts_with(start, got, kPngStart, sizeof kPngStart) || starts_as_netpbm({start, got});
}

std::string unread_picture_kind(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(12, '\0');
  file.read(start.data(), std::ssize(start));
  std::error_code status;
  const auto size = std::filesystem::file_size(path, status);
  std::uintmax_t told = 0;  // BMP's own size, as raw pixels may well start with its two letters
  for (std::size_t i = 0; i < 4; ++i) told |= std::uintmax_t{static_cast<std::uint8_t>(start[2 + i])} << (8 * i);
  if (start.starts_with("BM") && !status && told == size) return "BMP";
  if (start.starts_with("GIF87a") || start.starts_with("GIF89a")) return "GIF";
  if (start.starts_with(std::string("II*\0", 4)) || start.starts_with(std::string("MM\0*", 4))) return "TIFF";
  return start.starts_with("RIFF") && start.substr(8) == "WEBP" ? "WebP" : "";
}

Image read_image(const std::filesystem::path& path) {
  const Bytes bytes = read_binary_file(path);
  if (starts_with(bytes.data(), bytes.size(), kJpegStart, sizeof kJpegStart)) return decode_jpeg(bytes, path.string());
  if (starts_with(bytes.data(), bytes.size(), kPngStart, sizeof kPngStart)) return decode_png(bytes, path.string());
  if (starts_as_netpbm(bytes)) return decode_netpbm(bytes, path.string());
  throw Error("image-format", "the file is neither JPEG, PNG, PPM nor PGM", path.string());
}

}  // namespace weir::golden
