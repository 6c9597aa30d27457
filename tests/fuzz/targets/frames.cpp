/// Whatever a user gives as --input: recognised by its contents, then read, for a network that takes CIFAR records and
/// for one that takes MNIST pictures.
#include "golden/builtin/cnv.hpp"
#include "golden/builtin/lfc.hpp"
#include "golden/import/frame_source.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  static const golden::FoldedNetwork cnv = golden::make_builtin("cnv-w1a1"), lfc = golden::make_builtin("lfc-w1a1");
  const bool is_for_lfc = !input.empty() && input.front() == 'L';
  const MemoryFile file(input.subspan(input.empty() ? 0 : 1));
  golden::FrameSource source(is_for_lfc ? *lfc.network : *cnv.network, {file.path()}, 4);
  source.next(4);
}
