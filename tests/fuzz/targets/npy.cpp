#include "golden/import/npy.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const MemoryFile file(input);
  golden::looks_like_npy(file.path());
  golden::read_npy(file.path());
}
