/// Images per second of CPU time on one thread, as C++ gets them from Model::run_pictures.
/// Usage: run_pictures_speed NETWORK PICTURES BYTES_EACH RUNS; prints the best run.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

#include "golden/import/import.hpp"
#include "golden/model/model.hpp"

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const auto count = static_cast<std::size_t>(std::atoi(argv[2])), bytes = static_cast<std::size_t>(std::atoi(argv[3]));
  const weir::golden::Model model(weir::golden::open_network(argv[1]).network);
  const auto& output = *model.network().find_stream(model.network().outputs.front());
  std::vector<std::uint8_t> pictures(count * bytes);
  std::mt19937 random(1);
  for (auto& byte : pictures) byte = static_cast<std::uint8_t>(random());
  weir::golden::RunOptions options;
  options.threads = 1;
  double best = 0;
  for (int run = 0; run < std::atoi(argv[4]); ++run) {
    const std::clock_t start = std::clock();
    std::vector<std::int32_t> outputs(count * static_cast<std::size_t>(weir::element_count(output.shape)));
    model.run_pictures(pictures, bytes, outputs, options);
    best = std::max(best, static_cast<double>(count) * CLOCKS_PER_SEC / static_cast<double>(std::clock() - start));
  }
  std::printf("%.0f\n", best);
}
