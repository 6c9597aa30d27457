/// A BNN-PYNQ folder of which one file is what the input says: its first byte chooses which.
#include "golden/import/bnn_pynq.hpp"

#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace weir;

constexpr const char* kFiles[] = {"classes.txt",     "0-0-weights.bin", "0-0-thres.bin",
                                  "1-7-weights.bin", "3-15-thres.bin",  "3-2-weights.bin"};
constexpr int kPe[] = {32, 64, 32, 16};
constexpr std::size_t kWeightWords[] = {416, 512, 512, 512}, kThresholdWords[] = {32, 16, 32, 4};

void fill(const std::filesystem::path& folder) {
  for (int layer = 0; layer < 4; ++layer)
    for (int pe = 0; pe < kPe[layer]; ++pe) {
      const std::string stem = std::to_string(layer) + "-" + std::to_string(pe);
      write_text_file(folder / (stem + "-weights.bin"), std::string(8 * kWeightWords[layer], '\0'));
      write_text_file(folder / (stem + "-thres.bin"), std::string(8 * kThresholdWords[layer], '\0'));
    }
  write_text_file(folder / "classes.txt", "zero\none\n");
}

struct Folder {
  test::ScratchFolder scratch;
  Folder() { fill(scratch.path()); }
};

}  // namespace

void weir::fuzz::read(Input input) {
  static const Folder folder;
  if (input.empty()) throw Error("no-file-chosen", "the input is empty");
  const auto path = folder.scratch / kFiles[input.front() % std::size(kFiles)];
  const std::string original = read_text_file(path);
  write_text_file(path, text_of(input.subspan(1)));
  try {
    golden::import_bnn_pynq(folder.scratch.path());
  } catch (...) {
    write_text_file(path, original);
    throw;
  }
  write_text_file(path, original);
}
