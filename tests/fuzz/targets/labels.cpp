#include "golden/import/labels.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const MemoryFile file(input);
  const golden::Labels labels = golden::Labels::read(file.path());
  labels.of(0, "a.png");
  labels.require_all_known({"a.png", "folder/b.png"});
}
