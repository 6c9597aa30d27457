/// A folder of ResNet50 headers of which one part is what the input says: front and back ('F') or a residual block
/// ('B'), config.h and params.h after that byte. An import never succeeds, because the rest is missing; the target
/// refuses its input where there are other complaints.
#include "golden/import/resnet50_headers.hpp"

#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const test::ScratchFolder scratch;
  const std::string text = text_of(input);
  const auto [config, params] = split(text.empty() ? text : text.substr(1));
  const std::vector<const char*> places =
      text.starts_with("B") ? std::vector<const char*>{"res2b"} : std::vector<const char*>{"inpipe", "outpipe"};
  for (const char* place : places) {
    std::filesystem::create_directories(scratch / place);
    write_text_file(scratch / place / "config.h", config);
    write_text_file(scratch / place / "params.h", params);
  }
  Errors complaints;
  try {
    golden::import_resnet50_headers(scratch.path());
  } catch (const Errors& errors) {
    for (const Error& error : errors.list())
      if (error.code != "file-missing") complaints.add(error);
  }
  complaints.throw_if_any();
}
