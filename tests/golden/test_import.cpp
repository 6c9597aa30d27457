#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/import/import.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::string code_of(const std::filesystem::path& source, const std::string& format = "auto") {
  try {
    import_network(source, format);
  } catch (const Error& e) {
    return e.code;
  } catch (const Errors& e) {
    return e.list().front().code;
  }
  return "none";
}

}  // namespace

TEST_CASE("an import source is recognised by its files", "[golden][import]") {
  const test::ScratchFolder folder;
  CHECK(code_of(folder.path()) == "import-format");
  CHECK(code_of(folder / "absent") == "file-missing");
  CHECK(code_of(folder.path(), "caffe") == "import-format");
  write_text_file(folder / "manifest.json", "{}");
  CHECK(code_of(folder.path()) == "manifest-json");
  CHECK(code_of(folder.path(), "bnn-pynq") == "bnn-pynq-unknown");
  std::filesystem::create_directory(folder / "inpipe");
  write_text_file(folder / "inpipe/params.h", "");
  CHECK(code_of(folder.path()) == "file-missing");  // inpipe/config.h
  write_text_file(folder / "0-0-weights.bin", "");
  CHECK(code_of(folder.path()) == "bnn-pynq-unknown");
}

TEST_CASE("every published parameter set is recognised", "[golden][import][data]") {
  const auto data = test::data_folder("bnn_pynq/params");
  if (!data) return;
  for (const std::string set :
       {"mnist/lfcW1A1", "mnist/lfcW1A2", "cifar10/cnvW1A1", "cifar10/cnvW1A2", "cifar10/cnvW2A2"})
    CHECK(import_network(*data / set).network->class_count == 10);
}
