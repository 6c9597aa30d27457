/// A folder of .npy files: the manifest and the first layer's weights as two parts. As in resnet50_headers, what is
/// missing later is no complaint about the input.
#include "golden/base/file.hpp"
#include "golden/import/resnet50.hpp"
#include "tests/data.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  static const test::ScratchFolder scratch;
  const auto [manifest, weights] = split(text_of(input));
  std::filesystem::create_directories(scratch / "inpipe");
  write_text_file(scratch / "manifest.json", manifest);
  write_text_file(scratch / "inpipe" / "conv0_w.npy", weights);
  try {
    golden::import_resnet50_npy(scratch.path());
  } catch (const Error& error) {
    if (error.code != "manifest-missing" || error.what_text.find("conv0_t") == std::string::npos) throw;
  }
}
