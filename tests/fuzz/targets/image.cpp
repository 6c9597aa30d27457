#include "golden/import/image.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  using golden::Preprocessing;
  const MemoryFile file(input);
  golden::looks_like_image(file.path());
  const golden::Image image = golden::read_image(file.path());
  // Scaling costs time in proportion to the picture; what it does with its size shows on small ones.
  if (image.width * image.height > 1 << 16) return;
  for (const auto preset : {Preprocessing::Resnet50Pynq, Preprocessing::FinnExamples, Preprocessing::BnnPynqFit})
    golden::prepare(image, preset);
}
