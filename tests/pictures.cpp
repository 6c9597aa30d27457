#include "tests/pictures.hpp"

#include <cstdio>

namespace weir::test {

golden::Image pattern(std::int64_t height, std::int64_t width) {
  golden::Image image(height, width);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(i * i * 37 + i * 11);
  return image;
}

void write_png(const std::filesystem::path& path, int width, int height, int color_type, int depth, Bytes pixels) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), depth, color_type,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const png_color palette[2] = {{10, 20, 30}, {40, 50, 60}};
  if (color_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 2);
  png_write_info(png, info);
  const std::size_t row = pixels.size() / static_cast<std::size_t>(height);
  for (int y = 0; y < height; ++y) png_write_row(png, pixels.data() + static_cast<std::size_t>(y) * row);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  std::fclose(file);
}

void write_jpeg(const std::filesystem::path& path, int width, int height, J_COLOR_SPACE space, Bytes pixels,
                const Bytes& exif, bool is_progressive) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  jpeg_stdio_dest(&jpeg, file);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.in_color_space = space;
  jpeg.input_components = space == JCS_GRAYSCALE ? 1 : space == JCS_CMYK ? 4 : 3;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  if (is_progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (!exif.empty()) jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif.data(), static_cast<unsigned>(exif.size()));
  const std::size_t row = static_cast<std::size_t>(width * jpeg.input_components);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW line = pixels.data() + jpeg.next_scanline * row;
    jpeg_write_scanlines(&jpeg, &line, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::fclose(file);
}

Bytes exif_orientation(int orientation, bool is_big_endian) {
  Bytes bytes{'E', 'x', 'i', 'f', 0, 0};
  const auto add = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
      bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (is_big_endian ? size - 1 - i : i))));
  };
  add(is_big_endian ? 0x4d4d : 0x4949, 2);
  add(42, 2);
  add(8, 4);  // the directory follows at once
  add(2, 2);  // two entries: ImageWidth, which nobody asks for, and Orientation
  for (const auto& [tag, value] : {std::pair{0x100, 99}, std::pair{0x112, orientation}}) {
    add(static_cast<std::uint32_t>(tag), 2);
    add(3, 2);  // SHORT
    add(1, 4);
    add(static_cast<std::uint32_t>(value), 2);
    add(0, 2);
  }
  add(0, 4);
  return bytes;
}

}  // namespace weir::test
