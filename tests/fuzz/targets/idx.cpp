#include "golden/import/idx.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const MemoryFile file(input);
  golden::looks_like_idx(file.path());
  const golden::IdxImages images = golden::read_idx_images(file.path());
  if (images.count > 0) images.image(images.count - 1);
}
