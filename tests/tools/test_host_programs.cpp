/// Do weir infer and weir bench behave as the accelerator's host programs?
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"
#include "tests/pictures.hpp"

namespace {

using Json = nlohmann::json;
using weir::test::ScratchFolder;

constexpr int kPictures = 200, kSide = 40;

weir::ProcessResult run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  arguments.push_back("--quiet");
  return weir::run_process(arguments);
}

Json json_of(std::vector<std::string> arguments) {
  arguments.push_back("--json");
  const auto result = run(arguments);
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return Json::parse(result.output);
}

std::string name_of(int index) {
  const std::string digits = std::to_string(1000 + index);
  return "picture-" + digits.substr(1) + ".jpg";
}

void write_random_pictures(const ScratchFolder& folder) {
  std::mt19937 random(7);
  for (int i = 0; i < kPictures; ++i) {
    weir::test::Bytes pixels(kSide * kSide * 3);
    for (auto& byte : pixels) byte = static_cast<std::uint8_t>(random());
    weir::test::write_jpeg(folder / name_of(i), kSide, kSide, JCS_RGB, pixels);
  }
}

std::map<std::string, int> classes_by_name(const Json& pictures) {
  std::map<std::string, int> classes;
  for (const Json& picture : pictures) classes[picture.at("file")] = picture.at("prediction").at(0);
  return classes;
}

}  // namespace

TEST_CASE("weir infer predicts what weir golden does, with any number of workers, and skips what it cannot read",
          "[tools][host]") {
  const ScratchFolder folder;
  write_random_pictures(folder);
  const std::vector<std::string> golden{"golden", "cnv-w1a1", "--input", folder.path().string()};
  const Json expected = json_of(golden).at("predictions");
  // Cut short behind its header: it looks like a JPEG file, but is none.
  auto bytes = weir::read_binary_file(folder / name_of(17));
  weir::write_text_file(folder / name_of(17), {bytes.begin(), bytes.begin() + 300});
  weir::write_text_file(folder / "picture-000.txt", "no picture at all");
  std::string labels;
  for (int i = 0; i < kPictures; ++i)
    labels += name_of(i) + " " + std::to_string(expected.at(i).get<int>() + (i < 50 ? 100 : 0)) + "\n";
  const ScratchFolder elsewhere;
  weir::write_text_file(elsewhere / "labels.txt", labels);
  for (const char* workers : {"1", "2", "5"}) {
    const Json json =
        json_of({"infer", "cnv-w1a1", "--img-path", folder.path().string(), "--max-bs", "16", "--preprocess-workers",
                 workers, "--labels", elsewhere / "labels.txt", "--outfile", elsewhere / "out.csv"});
    const auto classes = classes_by_name(json.at("pictures"));
    REQUIRE(classes.size() == kPictures - 1);
    for (int i = 0; i < kPictures; ++i)
      if (i != 17) CHECK(classes.at(name_of(i)) == expected.at(i).get<int>());
    REQUIRE(json.at("skipped").size() == 2);
    CHECK(json.at("skipped").at(0).at("file") == "picture-000.txt");
    CHECK(json.at("skipped").at(1).at("file") == name_of(17));
    CHECK(json.at("accelerator_calls") == 13);  // 12 full batches and one of 7
    CHECK(json.at("labelled") == kPictures - 1);
    CHECK(json.at("top1_percent").get<double>() == Approx(100.0 * 150 / 199));
    CHECK(json.at("frames_per_second").get<double>() > 0);
    const std::string csv = weir::read_text_file(elsewhere / "out.csv");
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + kPictures + 1);
  }
}

TEST_CASE("weir infer walks class folders, whose pictures the labels tell apart", "[tools][host]") {
  const ScratchFolder folder, elsewhere;
  std::string names;
  for (int i = 0; i < 3; ++i) {
    std::filesystem::create_directory(folder / std::to_string(i));
    weir::test::write_png(folder / std::to_string(i) / "a.png", 32, 32, PNG_COLOR_TYPE_GRAY, 8,
                          weir::test::Bytes(32 * 32, static_cast<std::uint8_t>(100 * i)));
  }
  const std::vector<std::string> golden{"golden", "cnv-w1a1", "--input", folder.path().string()};
  const Json expected = json_of(golden).at("predictions");
  for (int i = 0; i < 3; ++i)
    names += std::to_string(i) + "/a.png;" + std::to_string(expected.at(i).get<int>() + (i == 1 ? 100 : 0)) + "\n";
  weir::write_text_file(elsewhere / "labels.txt", names);
  const Json json =
      json_of({"infer", "cnv-w1a1", "--img-path", folder.path().string(), "--labels", elsewhere / "labels.txt"});
  CHECK(json.at("pictures").at(1).at("file") == "1/a.png");
  CHECK(json.at("labelled") == 3);
  CHECK(json.at("top1_percent").get<double>() == Approx(100.0 * 2 / 3));
}

TEST_CASE("weir infer's accelerator time is that of its calls, the last one with fewer pictures", "[tools][host]") {
  const ScratchFolder folder;
  for (int i = 0; i < 5; ++i)
    weir::test::write_jpeg(folder / name_of(i), kSide, kSide, JCS_RGB, weir::test::Bytes(kSide * kSide * 3));
  const Json inferred = json_of({"infer", "cnv-w1a1", "--img-path", folder.path().string(), "--max-bs", "2"});
  const Json calls = json_of({"bench", "cnv-w1a1", "--bs", "2,1"}).at("batches");
  CHECK(inferred.at("accelerator_ms").get<double>() ==
        Approx(2 * calls.at(0).at("latency_ms").get<double>() + calls.at(1).at("latency_ms").get<double>()));
}

TEST_CASE("weir bench meets the published latency, throughput and watts of ResNet50", "[tools][host]") {
  // ResNet50-PYNQ, host/README, last version.
  struct Published {
    double latency_ms, fps, fpga_w, board_w;
  };
  const std::map<int, Published> table{{1, {1.9, 527, 16.6, 29.5}},
                                       {10, {5.3, 1895, 33.7, 50.4}},
                                       {100, {38.4, 2605, 50.6, 68.8}},
                                       {1000, {369.9, 2703, 54.6, 70.8}}};
  const Json json = json_of({"bench", "resnet50-w1a2", "--profile", "finn-hlslib-2020"});
  REQUIRE(json.at("batches").size() == table.size());
  for (const Json& batch : json.at("batches")) {
    const Published& published = table.at(batch.at("batch_size"));
    CHECK(batch.at("latency_ms").get<double>() == Approx(published.latency_ms).epsilon(0.03));
    CHECK(batch.at("throughput_fps").get<double>() == Approx(published.fps).epsilon(0.03));
    CHECK(batch.at("fpga_power_w").get<double>() == Approx(published.fpga_w).epsilon(0.1));
    CHECK(batch.at("board_power_w").get<double>() == Approx(published.board_w).epsilon(0.1));
  }
  CHECK(json.at("power_is_measured") == false);
}

TEST_CASE("weir bench tells no watts for a network without published ones", "[tools][host]") {
  const Json json = json_of({"bench", "lfc-w1a1", "--bs", "3"});
  CHECK(json.at("batches").at(0).at("fpga_power_w").is_null());
  CHECK(json.at("power_source").is_null());
}

TEST_CASE("weir infer and weir bench refuse what they cannot do", "[tools][host]") {
  const ScratchFolder empty;
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"infer", "cnv-w1a1", "--img-path", empty.path().string()}, "holds no files"},
      {{"infer", "cnv-w1a1", "--img-path", empty / "none.jpg"}, "error[file-missing]"},
      {{"infer", "cnv-w1a1", "--img-path", empty.path().string(), "--outfile", empty / "no/out.csv"},
       "error[output-unwritable]"},
      {{"bench", "cnv-w1a1", "--bs", "1,0"}, "--batch-sizes: 0 is out of range"},
      {{"bench", "cnv-w1a1", "--profile", "none"}, "error[unknown-profile]"}};
  for (const auto& [arguments, message] : cases) {
    const auto result = run(arguments);
    INFO(result.output);
    CHECK(result.exit_code == 2);
    CHECK(result.output.find(message) != std::string::npos);
  }
}
