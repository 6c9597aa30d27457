/// Which bytes does a network get of a picture file?
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"
#include "tests/pictures.hpp"

using namespace weir;
using namespace weir::golden;
using test::Bytes, test::write_jpeg, test::write_png;

namespace {

/// What reads pictures asks for no more of a network.
Network network_of(Shape shape, std::string name = "mine") {
  Network network;
  network.name = std::move(name);
  network.streams = {{"in", DataType::uint(8), std::move(shape)}};
  network.inputs = {"in"};
  return network;
}

Error refusal(const Network& network, const std::filesystem::path& file, FrameOptions options = {}) {
  try {
    FrameSource(network, {file}, std::move(options)).next(1);
  } catch (const Error& e) {
    return e;
  }
  return {"none", ""};
}

std::vector<std::int32_t> elements(const Network& network, const std::filesystem::path& file,
                                   std::optional<Preprocessing> how = {}) {
  FrameOptions options;
  options.preprocessing = how;
  const auto frames = FrameSource(network, {file}, options).next_elements(1);
  REQUIRE(frames.size() == 1);
  return frames[0].data;
}

using Elements = std::vector<std::int32_t>;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a picture of the network's size is its pixels, red first", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  const Bytes pixels{200, 100, 50, 4, 5, 6};
  write_png(folder / "a.png", 2, 1, PNG_COLOR_TYPE_RGB, 8, pixels);
  CHECK(elements(network_of({1, 2, 3}), folder / "a.png") == Elements{200, 100, 50, 4, 5, 6});
  // Height and width are not mistaken for each other.
  const Error other = refusal(network_of({2, 1, 3}), folder / "a.png");
  CHECK(other.code == "input-size");
  CHECK((has(other.what_text, "2 x 1") && has(other.what_text, "1 x 2") && has(other.where, "a.png")));
  CHECK((has(other.hint, "--preprocess resize") && has(other.hint, "resize-centre-crop")));
  CHECK(refusal(network_of({1, 2, 4}), folder / "a.png").code == "input-format");
}

TEST_CASE("a network of one channel gets grey levels, of colours as Pillow's convert", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  write_png(folder / "grey.png", 2, 1, PNG_COLOR_TYPE_GRAY, 8, {77, 255});
  write_png(folder / "rgb.png", 2, 1, PNG_COLOR_TYPE_RGB, 8, {200, 100, 50, 0, 0, 255});
  const Network network = network_of({1, 2, 1});
  CHECK(elements(network, folder / "grey.png") == Elements{77, 255});
  // (200 * 19595 + 100 * 38470 + 50 * 7471 + 32768) / 65536 = 124.7; (255 * 7471 + 32768) / 65536 = 29.6
  CHECK(elements(network, folder / "rgb.png") == Elements{124, 29});
  CHECK(elements(network_of({2}), folder / "grey.png") == Elements{77, 255});
  CHECK(refusal(network_of({3}), folder / "grey.png").code == "input-size");
}

TEST_CASE("ResNet50-PYNQ's squeeze is for that network alone, whatever others are called", "[golden][preprocess]") {
  CHECK(default_preprocessing(*make_builtin("resnet50-w1a2", std::nullopt).network) == Preprocessing::Resnet50Pynq);
  CHECK(default_preprocessing(*make_builtin("resnet50-finn-u250", std::nullopt).network) == Preprocessing::None);
  CHECK(default_preprocessing(*make_builtin("cnv-w1a1", std::nullopt).network) == Preprocessing::BnnPynqFit);
  const Network other = network_of({224, 224, 3}, "resnet50-w1a2");
  CHECK(default_preprocessing(other) == Preprocessing::None);
  const test::ScratchFolder folder;
  Bytes plain;
  for (int i = 0; i < 224 * 224; ++i) plain.insert(plain.end(), {200, 100, 50});
  write_png(folder / "plain.png", 224, 224, PNG_COLOR_TYPE_RGB, 8, plain);
  const auto rgb = elements(other, folder / "plain.png");
  CHECK((rgb[0] == 200 && rgb[1] == 100 && rgb[2] == 50));
  const auto bgr = elements(other, folder / "plain.png", Preprocessing::Resnet50Pynq);
  CHECK((bgr[0] == 50 && bgr[1] == 100 && bgr[2] == 200));
}

TEST_CASE("recipes give any network's size, or say which one they give", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  Bytes pixels(8 * 10 * 3);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  write_png(folder / "a.png", 10, 8, PNG_COLOR_TYPE_RGB, 8, pixels);
  // 7 * 8/7 = 8, the shorter side as it is; the centre begins at round(0.5) = 0 and round(1.5) = 2, halves to even.
  const auto centre = elements(network_of({7, 7, 3}), folder / "a.png", Preprocessing::ResizeCentreCrop);
  REQUIRE(centre.size() == 7 * 7 * 3);
  CHECK((centre[0] == 6 && centre[1] == 7 && centre[7 * 3] == 30 + 6 && centre[7 * 7 * 3 - 1] == 6 * 30 + 8 * 3 + 2));
  write_png(folder / "even.png", 9, 9, PNG_COLOR_TYPE_RGB, 8, Bytes(9 * 9 * 3, 90));
  CHECK(elements(network_of({2, 3, 3}), folder / "even.png", Preprocessing::Resize) == Elements(18, 90));
  CHECK(elements(network_of({2, 3, 1}), folder / "even.png", Preprocessing::Resize) == Elements(6, 90));
  FrameOptions options;
  options.preprocessing = Preprocessing::FinnExamples;
  const Error wrong = refusal(network_of({8, 8, 3}), folder / "a.png", options);
  CHECK(wrong.code == "input-size");
  CHECK((has(wrong.what_text, "224 x 224") && has(wrong.what_text, "8 x 8")));
  // Pixels, not planes, for a network whose bytes are its elements.
  const auto fit = elements(network_of({32, 32, 3}), folder / "a.png", Preprocessing::BnnPynqFit);
  const std::size_t first = (12 * 32 + 11) * 3;
  CHECK((fit[first] == 0 && fit[first + 1] == 1 && fit[first + 2] == 2 && fit[first - 1] == 255));
  CHECK(preprocessing_named("resize-centre-crop") == Preprocessing::ResizeCentreCrop);
  CHECK_THROWS_AS(preprocessing_named("crop"), Error);
}

TEST_CASE("LFC takes pictures of 28 x 28 as it takes MNIST's", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  Bytes grey(28 * 28, 127);
  grey[1] = 128;
  write_png(folder / "a.png", 28, 28, PNG_COLOR_TYPE_GRAY, 8, grey);
  const FoldedNetwork lfc = make_builtin("lfc-w1a1");
  const auto frame = FrameSource(*lfc.network, {folder / "a.png"}).next_elements(1);
  CHECK(frame.at(0) == encode_input(*lfc.network, grey));
  write_png(folder / "b.png", 56, 14, PNG_COLOR_TYPE_GRAY, 8, grey);
  CHECK(refusal(*lfc.network, folder / "b.png").code == "input-size");
}

TEST_CASE("PPM and PGM files are pictures in all their forms", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  const auto read = [&](const std::string& text) {
    write_text_file(folder / "a.ppm", text);
    CHECK(looks_like_image(folder / "a.ppm"));
    return read_image(folder / "a.ppm").pixels;
  };
  using namespace std::string_literals;
  CHECK(read("P6\n2 1\n255\n\x01\x02\x03\x0a\x20\x06"s) == Bytes{1, 2, 3, 10, 32, 6});
  CHECK(read("P6 # by hand\n1\n# one row\n1 255\n\x20\x0a#"s) == Bytes{32, 10, 35});
  CHECK(read("P5 2 1 100\n\x32\x64"s) == Bytes{128, 128, 128, 255, 255, 255});  // 127.5 and 255
  CHECK(read("P5 2 1 65535\n\x80\x80\xff\xff"s) == Bytes{128, 128, 128, 255, 255, 255});
  CHECK(read("P3\n1 1 255\n7 8 9") == Bytes{7, 8, 9});
  CHECK(read("P2\n2 1\n# levels\n15\n0 15\n") == Bytes{0, 0, 0, 255, 255, 255});
  const auto code = [&](const std::string& text) {
    write_text_file(folder / "a.ppm", text);
    try {
      read_image(folder / "a.ppm");
    } catch (const Error& e) {
      CHECK(e.where.find("a.ppm") != std::string::npos);
      return e.code;
    }
    return std::string("none");
  };
  for (const auto& bad :
       {"P6\n2 1\n255\n12345"s, "P6\n1 1\n255\n1234"s, "P5 1 1 9\n\x0a"s, "P2 1 1 9 10"s, "P2 2 1 9 1"s,
        "P5 0 1 255\n"s, "P5 1 1 65536\n  "s, "P5 1 1 0\n "s, "P6\n99999999 99999999 255\nabc"s,
        "P6\n999999999999 1 255\nabc"s, "P5 1 "s, "P5 1 1 255"s, "P3 1 1 255\n1 x 3"s}) {
    CAPTURE(bad);
    CHECK(code(bad) == "image-corrupt");
  }
  CHECK(code("P4 8 1\n\x01"s) == "image-format");
}

TEST_CASE("pictures of kinds that are not read are told from raw frames", "[golden][preprocess]") {
  using namespace std::string_literals;
  const test::ScratchFolder folder;
  const Network network = network_of({2, 2, 3});
  for (const auto& [kind, start] :
       {std::pair{"BMP"s, "BM\x0c\0\0\0"s}, {"GIF"s, "GIF89a"s}, {"TIFF"s, "II*\0"s}, {"WebP"s, "RIFF\4\0\0\0WEBP"s}}) {
    std::string bytes = start;
    bytes.resize(12);
    write_text_file(folder / "a.bin", bytes);
    const Error error = refusal(network, folder / "a.bin");
    CHECK(error.code == "image-format");
    CHECK(has(error.what_text, kind));
    FrameOptions options;
    options.format = RecordFormat::Raw;
    CHECK(refusal(network, folder / "a.bin", options).code == "none");
  }
  write_text_file(folder / "a.bin", "BM0123456789");
  CHECK(elements(network, folder / "a.bin").front() == 'B');
}

TEST_CASE("a JPEG that breaks the rules without losing data is read with a warning", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  const Image picture = test::pattern(16, 16);
  write_jpeg(folder / "a.jpg", 16, 16, JCS_RGB, picture.pixels);
  const Image whole = read_image(folder / "a.jpg");
  CHECK(whole.warning.empty());
  std::string bytes = read_text_file(folder / "a.jpg");
  bytes.insert(bytes.size() - 2, std::string(40, 'a'));  // more than the decoder reads ahead
  write_text_file(folder / "b.jpg", bytes);
  const Image warned = read_image(folder / "b.jpg");
  CHECK(warned.pixels == whole.pixels);
  CHECK(has(warned.warning, "extraneous"));
  std::vector<std::string> told;
  FrameOptions options;
  options.warn = [&](const std::string& text) { told.push_back(text); };
  const Network network = network_of({16, 16, 3});
  CHECK(FrameSource(network, {folder / "a.jpg", folder / "b.jpg"}, options).next(2).size() == 2);
  REQUIRE(told.size() == 1);
  CHECK(has(told[0], "b.jpg: "));
}

TEST_CASE("folders of class folders are walked in the order of paths", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  for (const char* name : {"1", "0", "0/deep"}) std::filesystem::create_directories(folder / "all" / name);
  int level = 0;
  for (const char* name : {"1/a.png", "0/b.png", "0/deep/a.png", "0/a.png"})
    write_png(folder / "all" / name, 1, 1, PNG_COLOR_TYPE_GRAY, 8, {static_cast<std::uint8_t>(++level)});
  write_text_file(folder / "all/0/notes.txt", "no picture");
  const Network network = network_of({1, 1, 1});
  FrameSource source(network, {folder / "all"});
  CHECK(source.total() == 4);
  std::string order;
  for (const auto& frame : source.next(9)) {
    order += frame.name + "=" + std::to_string(frame.elements.data[0]) + " ";
    CHECK(frame.path == (folder / "all" / frame.name));
  }
  CHECK(order == "0/a.png=4 0/b.png=2 0/deep/a.png=3 1/a.png=1 ");
  std::filesystem::create_directory_symlink(folder / "all", folder / "all/0/again");
  CHECK_THROWS_AS(FrameSource(network, {folder / "all"}), Error);
}

TEST_CASE("CIFAR records serve every network of 32 x 32 x 3", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  Bytes planes(3072), pixels;
  for (std::size_t i = 0; i < planes.size(); ++i) planes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  for (std::size_t i = 0; i < 1024; ++i) pixels.insert(pixels.end(), {planes[i], planes[1024 + i], planes[2048 + i]});
  const std::string picture(planes.begin(), planes.end());
  write_text_file(folder / "10.bin", "\x07" + picture + "\x09" + picture);
  write_text_file(folder / "100.bin", "\x03\x58" + picture);
  write_text_file(folder / "own.bin", "\x2a" + picture);
  Network network = network_of({32, 32, 3});
  network.class_count = 10;
  const Elements expected(pixels.begin(), pixels.end());
  const auto two = FrameSource(network, {folder / "10.bin"}).next(9);
  REQUIRE(two.size() == 2);
  CHECK((two[0].elements.data == expected && two[1].elements.data == expected));
  CHECK((two[0].label == 7 && two[1].label == 9));
  CHECK(FrameSource(network, {folder / "own.bin"}).next(1).at(0).label == 42);
  auto fine = FrameSource(network, {folder / "100.bin"}).next(9);
  REQUIRE(fine.size() == 1);
  CHECK((fine[0].elements.data == expected && fine[0].label == 0x58));
  network.class_count = 20;
  CHECK(FrameSource(network, {folder / "100.bin"}).next(1).at(0).label == 3);
  CHECK(refusal(network_of({16, 64, 3}), folder / "10.bin").code == "input-format");
}

TEST_CASE("bytes whose size fits records and frames are told apart by labels, or asked about", "[golden][preprocess]") {
  const test::ScratchFolder folder;
  Network network = network_of({32, 32, 3});
  network.class_count = 10;
  const auto total = [&](RecordFormat format) {
    FrameOptions options;
    options.format = format;
    return FrameSource(network, {folder / "a.bin"}, options).total();
  };
  write_text_file(folder / "a.bin", std::string(3072 * 3073, '\x05'));
  const Error asked = refusal(network, folder / "a.bin");
  CHECK(asked.code == "input-ambiguous");
  CHECK(has(asked.hint, "--input-format cifar10 or raw"));
  CHECK(total(RecordFormat::Cifar10) == 3072);
  CHECK(total(RecordFormat::Raw) == 3073);
  write_text_file(folder / "a.bin", std::string(3072 * 3073, '\x0b'));
  CHECK(total(RecordFormat::Auto) == 3073);
  write_text_file(folder / "a.bin", std::string(3073 * 3074, '\x05'));
  CHECK(has(refusal(network, folder / "a.bin").hint, "cifar10, cifar100"));
  CHECK(total(RecordFormat::Cifar100) == 3073);
}
