#include <catch2/catch.hpp>
#include <cstdlib>

#include "golden/base/file.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/import/bnn_pynq.hpp"
#include "golden/import/exif.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/import/resize.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"
#include "tests/pictures.hpp"

using namespace weir;
using namespace weir::golden;
using test::Bytes, test::pattern, test::write_jpeg, test::write_png;

namespace {

std::string code_of(const std::filesystem::path& path) {
  try {
    read_image(path);
  } catch (const Error& e) {
    CHECK((e.what_text + e.where).find(path.string()) != std::string::npos);
    return e.code;
  }
  return "none";
}

}  // namespace

TEST_CASE("PNG files of all colour types become RGB", "[golden][image]") {
  const test::ScratchFolder folder;
  const auto pixels = [&](int type, int depth, const Bytes& bytes) {
    write_png(folder / "a.png", 2, 1, type, depth, bytes);
    CHECK(looks_like_image(folder / "a.png"));
    return read_image(folder / "a.png").pixels;
  };
  CHECK(pixels(PNG_COLOR_TYPE_RGB, 8, {1, 2, 3, 4, 5, 6}) == Bytes{1, 2, 3, 4, 5, 6});
  CHECK(pixels(PNG_COLOR_TYPE_RGB_ALPHA, 8, {1, 2, 3, 0, 4, 5, 6, 128}) == Bytes{1, 2, 3, 4, 5, 6});
  CHECK(pixels(PNG_COLOR_TYPE_GRAY, 8, {7, 200}) == Bytes{7, 7, 7, 200, 200, 200});
  CHECK(pixels(PNG_COLOR_TYPE_GRAY, 1, {0x40}) == Bytes{0, 0, 0, 255, 255, 255});
  CHECK(pixels(PNG_COLOR_TYPE_PALETTE, 8, {1, 0}) == Bytes{40, 50, 60, 10, 20, 30});
  CHECK(pixels(PNG_COLOR_TYPE_RGB, 16, {1, 255, 2, 0, 3, 9, 4, 8, 5, 7, 6, 6}) == Bytes{1, 2, 3, 4, 5, 6});
}

TEST_CASE("JPEG files become RGB, CMYK ones are refused", "[golden][image]") {
  const test::ScratchFolder folder;
  write_jpeg(folder / "grey.jpg", 8, 8, JCS_GRAYSCALE, Bytes(64, 77));
  CHECK(read_image(folder / "grey.jpg").pixels == Bytes(192, 77));
  write_jpeg(folder / "rgb.jpg", 8, 16, JCS_RGB, Bytes(384, 128));
  const Image image = read_image(folder / "rgb.jpg");
  CHECK((image.width == 8 && image.height == 16));
  CHECK(image.pixels == Bytes(384, 128));
  write_jpeg(folder / "cmyk.jpg", 8, 8, JCS_CMYK, Bytes(256, 9));
  CHECK(code_of(folder / "cmyk.jpg") == "image-colour");
}

TEST_CASE("damaged pictures are refused with the file and the reason", "[golden][image]") {
  const test::ScratchFolder folder;
  const Image image = pattern(64, 64);
  write_jpeg(folder / "a.jpg", 64, 64, JCS_RGB, image.pixels);
  write_png(folder / "a.png", 64, 64, PNG_COLOR_TYPE_RGB, 8, image.pixels);
  for (const std::string type : {"jpg", "png"}) {
    const std::string bytes = read_text_file(folder / ("a." + type));
    for (const std::size_t keep : {bytes.size() / 2, bytes.size() - 20, std::size_t{20}}) {
      CAPTURE(type, keep);
      write_text_file(folder / ("cut." + type), bytes.substr(0, keep));
      CHECK(code_of(folder / ("cut." + type)) == "image-corrupt");
    }
    std::string garbled = bytes;
    for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 40; ++i) garbled[i] = static_cast<char>(0xff);
    write_text_file(folder / ("bad." + type), garbled);
    CHECK(code_of(folder / ("bad." + type)) == "image-corrupt");
  }
  write_text_file(folder / "text.jpg", "no picture");
  CHECK(code_of(folder / "text.jpg") == "image-format");
  CHECK_FALSE(looks_like_image(folder / "text.jpg"));
  CHECK(code_of(folder / "absent.png") == "file-missing");
}

TEST_CASE("resizing gives the bytes that Pillow 9.4 and OpenCV 4.6 gave", "[golden][image]") {
  CHECK(resize_pillow(pattern(4, 5), 2, 3, PillowFilter::Lanczos).pixels ==
        Bytes{82, 138, 162, 138, 182, 166, 88, 170, 223, 117, 123, 102, 138, 113, 112, 131, 135, 175});
  CHECK(resize_pillow(pattern(2, 2), 1, 3, PillowFilter::Lanczos).pixels ==
        Bytes{65, 61, 153, 63, 124, 195, 68, 188, 236});
  CHECK(resize_pillow(pattern(4, 5), 2, 3, PillowFilter::Bilinear).pixels ==
        Bytes{79, 137, 160, 129, 167, 160, 95, 172, 218, 115, 125, 111, 132, 114, 116, 125, 138, 179});
  CHECK(resize_pillow(pattern(2, 2), 1, 3, PillowFilter::Bilinear).pixels ==
        Bytes{59, 73, 161, 63, 124, 195, 67, 175, 229});
  CHECK(resize_opencv_linear(pattern(4, 5), 2, 3).pixels ==
        Bytes{58, 138, 163, 141, 164, 133, 88, 183, 223, 121, 116, 101, 125, 64, 77, 122, 132, 174});
  CHECK(resize_opencv_linear(pattern(2, 2), 3, 1).pixels == Bytes{55, 86, 191, 63, 124, 195, 71, 162, 199});
  CHECK(resize_opencv_linear(pattern(4, 6), 2, 3).pixels ==
        Bytes{107, 164, 167, 87, 140, 203, 107, 156, 151, 139, 172, 151, 167, 132, 107, 43, 68, 103});
}

TEST_CASE("pictures are prepared as each network's host software does", "[golden][image]") {
  // A picture of the right size passes with its channels turned.
  Image exact(224, 224);
  for (std::size_t i = 0; i < exact.pixels.size(); ++i) exact.pixels[i] = static_cast<std::uint8_t>(10 * (i % 3));
  const Bytes bgr = prepare(exact, Preprocessing::Resnet50Pynq);
  CHECK(Bytes(bgr.begin(), bgr.begin() + 6) == Bytes{20, 10, 0, 20, 10, 0});
  // 256 x 258: no scaling, the centre starts 16 down and 17 right.
  Image centre(256, 258);
  centre.pixels[(16 * 258 + 17) * 3] = 200;
  CHECK(prepare(centre, Preprocessing::FinnExamples).front() == 200);
  CHECK(prepare(centre, Preprocessing::FinnExamples).size() == 224 * 224 * 3);
  // A small picture keeps its size in the middle of white: 2 x 4 at row 15, column 14.
  Image small(2, 4);
  small.pixels.assign(24, 5);
  const Bytes planes = prepare(small, Preprocessing::BnnPynqFit);
  REQUIRE(planes.size() == 3072);
  CHECK(std::count(planes.begin(), planes.end(), 5) == 24);
  CHECK(planes[2048 + 15 * 32 + 14] == 5);
  CHECK(planes[2048 + 15 * 32 + 13] == 255);
  CHECK(planes[16 * 32 + 17] == 5);
  CHECK(planes[17 * 32 + 17] == 255);
}

TEST_CASE("a JPEG is turned as its Exif orientation says where imread turns it, and not where Pillow opens it",
          "[golden][image]") {
  const test::ScratchFolder folder;
  // Grey levels as libjpeg keeps them: blocks of 8 x 8, two columns, three rows, all different.
  const std::int64_t width = 16, height = 24;
  Bytes grey(static_cast<std::size_t>(width * height));
  const auto level = [](std::int64_t row, std::int64_t column) {
    return static_cast<std::uint8_t>(40 * row + 100 * column);
  };
  for (std::int64_t i = 0; i < width * height; ++i)
    grey[static_cast<std::size_t>(i)] = level(i / width / 8, i % width / 8);
  const auto read = [&](int orientation, bool is_big_endian) {
    write_jpeg(folder / "a.jpg", 16, 24, JCS_GRAYSCALE, grey, test::exif_orientation(orientation, is_big_endian));
    return read_image(folder / "a.jpg");
  };
  // Blocks in reading order as a viewer shows them, by the table of the Exif standard (0th row, 0th column).
  using Blocks = std::vector<std::pair<int, int>>;
  const std::vector<Blocks> shown{{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}},   // top, left
                                  {{0, 1}, {0, 0}, {1, 1}, {1, 0}, {2, 1}, {2, 0}},   // top, right
                                  {{2, 1}, {2, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}},   // bottom, right
                                  {{2, 0}, {2, 1}, {1, 0}, {1, 1}, {0, 0}, {0, 1}},   // bottom, left
                                  {{0, 0}, {1, 0}, {2, 0}, {0, 1}, {1, 1}, {2, 1}},   // left, top
                                  {{2, 0}, {1, 0}, {0, 0}, {2, 1}, {1, 1}, {0, 1}},   // right, top
                                  {{2, 1}, {1, 1}, {0, 1}, {2, 0}, {1, 0}, {0, 0}},   // right, bottom
                                  {{0, 1}, {1, 1}, {2, 1}, {0, 0}, {1, 0}, {2, 0}}};  // left, bottom
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Image image = read(orientation, orientation % 2 == 0);
    CHECK(image.orientation == orientation);
    CHECK((image.width == width && image.height == height));
    const Image turned = upright(image);
    const bool is_wide = orientation >= 5;
    REQUIRE((turned.width == (is_wide ? height : width) && turned.height == (is_wide ? width : height)));
    const Blocks& blocks = shown[static_cast<std::size_t>(orientation - 1)];
    for (std::int64_t y = 0; y < turned.height; ++y)
      for (std::int64_t x = 0; x < turned.width; ++x) {
        const auto [row, column] = blocks[static_cast<std::size_t>(y / 8 * (turned.width / 8) + x / 8)];
        REQUIRE(turned.pixels[static_cast<std::size_t>((y * turned.width + x) * 3)] == level(row, column));
      }
    Image plain = image, upright_already = turned;
    plain.orientation = upright_already.orientation = 1;
    CHECK(prepare(image, Preprocessing::Resnet50Pynq) == prepare(upright_already, Preprocessing::Resnet50Pynq));
    CHECK(prepare(image, Preprocessing::FinnExamples) == prepare(plain, Preprocessing::FinnExamples));
    CHECK(prepare(image, Preprocessing::BnnPynqFit) == prepare(plain, Preprocessing::BnnPynqFit));
  }
  for (const int nonsense : {0, 9, 65535}) CHECK(read(nonsense, false).orientation == 1);
}

TEST_CASE("an Exif segment that is cut or not Exif means an upright picture", "[golden][image]") {
  const Bytes whole = test::exif_orientation(6);
  CHECK(exif_orientation(whole) == 6);
  const std::size_t needed = 6 + 8 + 2 + 12 + 10;  // up to the tag's value
  for (std::size_t size = 0; size < needed; ++size) CHECK(exif_orientation(std::span(whole).first(size)) == 1);
  CHECK(exif_orientation(std::span(whole).first(needed)) == 6);
  Bytes other = whole;
  other[0] = 'X';
  CHECK(exif_orientation(other) == 1);
  Bytes far = whole;
  far[6 + 4 + 3] = 0xff;  // the directory's offset
  CHECK(exif_orientation(far) == 1);
}

TEST_CASE("a frame source takes folders of pictures, CIFAR records and NPY", "[golden][image]") {
  const test::ScratchFolder folder;
  std::filesystem::create_directory(folder / "pictures");
  write_png(folder / "pictures/b.png", 2, 1, PNG_COLOR_TYPE_GRAY, 8, {1, 2});
  write_png(folder / "pictures/a.png", 2, 1, PNG_COLOR_TYPE_GRAY, 8, {200, 200});
  write_text_file(folder / "pictures/readme.txt", "no picture");
  const FoldedNetwork cnv = make_builtin("cnv-w1a1");
  FrameSource pictures(*cnv.network, {folder / "pictures"});
  CHECK(pictures.total() == 2);
  const auto frames = pictures.next(10);
  REQUIRE(frames.size() == 2);
  const std::size_t middle = (15 * 32 + 15) * 3;
  CHECK(frames[0].name == "a.png");
  CHECK(frames[0].elements.data[middle] == 73);  // 200 - 128 + 1
  CHECK(frames[1].elements.data[middle] == -127);
  write_text_file(folder / "cifar.bin", std::string(2 * 3073, '\x05'));
  const auto records = FrameSource(*cnv.network, {folder / "cifar.bin"}).next(10);
  REQUIRE(records.size() == 2);
  CHECK(records[1].label == 5);
  CHECK(records[1].elements.data[0] == -123);
  CHECK_THROWS_AS(FrameSource(*cnv.network, {folder / "pictures/readme.txt"}), Error);
  std::filesystem::create_directory(folder / "empty");
  CHECK_THROWS_AS(FrameSource(*cnv.network, {folder / "empty"}), Error);
  const FoldedNetwork lfc = make_builtin("lfc-w1a1");
  FrameSource refused(*lfc.network, {folder / "pictures/a.png"});
  CHECK_THROWS_AS(refused.next(1), Error);
}

TEST_CASE("the published networks name the published pictures", "[golden][image][data]") {
  const auto data = test::data_folder("bnn_pynq");
  if (!data) return;
  const auto [network, picture, expected] =
      GENERATE(table<std::string, std::string, int>({{"cifar10/cnvW1A1", "deer.jpg", 4},
                                                     {"cifar10/cnvW1A2", "deer.jpg", 4},
                                                     {"cifar10/cnvW2A2", "deer.jpg", 4},
                                                     {"mnist/lfcW1A1", "3.image-idx3-ubyte", 3},
                                                     {"mnist/lfcW1A2", "3.image-idx3-ubyte", 3}}));
  CAPTURE(network, picture);
  const FoldedNetwork imported = import_bnn_pynq(*data / "params" / network);
  FrameSource source(*imported.network, {*data / picture});
  const auto results = Model(imported.network).run(source.next_elements(1));
  REQUIRE(results.size() == 1);
  CHECK(decode_class(*imported.network, results[0].output) == expected);
}
