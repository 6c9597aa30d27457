#include <array>
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

TEST_CASE("a file that lies beside a network is told from one", "[golden][import]") {
  using namespace std::string_literals;
  const test::ScratchFolder folder;
  const auto problem = [&](const std::string& bytes) {
    write_text_file(folder / "file", bytes);
    try {
      open_network((folder / "file").string());
    } catch (const Error& error) {
      return error;
    }
    return Error("none", "");
  };
  for (const auto& [bytes, is, belongs] :
       std::vector<std::array<std::string, 3>>{{"\0\0\x08\x03\0\0\x27\x10"s, "IDX", "--input"},
                                               {"\0\0\x08\x01\0\0\x27\x10"s, "IDX", "--labels"},
                                               {"\x89PNG\r\n\x1a\n more"s, "PNG", "--input"},
                                               {"\xff\xd8\xff\xe0"s, "JPEG", "--input"},
                                               {"PK\x03\x04"s, "ZIP", "export_qonnx"},
                                               {"\x80\x02}q"s, "pickle", "export_qonnx"},
                                               {"\x80\x03}q"s, "pickle", "export_qonnx"},
                                               {"\x80\x05\x95"s, "pickle", "export_qonnx"},
                                               {R"({"MVAU_0": {"PE": 2}})", "JSON", "--folding"},
                                               {"xclbin2\0"s, "xclbin", "made from"}}) {
    const Error error = problem(bytes);
    INFO(error.text());
    CHECK(error.code == "not-a-network");
    CHECK(error.what_text.find(is) != std::string::npos);
    CHECK(error.hint.find(belongs) != std::string::npos);
    CHECK(error.hint.find(".onnx") != std::string::npos);
  }
  CHECK(problem("some words").code == "not-hdf5");
  CHECK(problem("").code == "not-hdf5");
}

TEST_CASE("a layer that cannot be folded so is told with the line of the file", "[golden][import]") {
  const auto lfc = open_network("lfc-w1a1", std::nullopt);
  const std::string file = "{\n  \"MVAU_0\": {\"PE\": 32},\n  \"MVAU_1\": {\"PE\": 7}}";
  try {
    parse_folding(file, "f.json", *lfc.network, lfc.folding);
    FAIL("no error");
  } catch (const Errors& errors) {
    REQUIRE(errors.list().size() == 1);
    CHECK(errors.list()[0].code == "fold-divide");
    CHECK(errors.list()[0].where == "f.json:3");
  }
}

TEST_CASE("every published parameter set is recognised", "[golden][import][data]") {
  const auto data = test::data_folder("bnn_pynq/params");
  if (!data) return;
  for (const std::string set :
       {"mnist/lfcW1A1", "mnist/lfcW1A2", "cifar10/cnvW1A1", "cifar10/cnvW1A2", "cifar10/cnvW2A2"})
    CHECK(import_network(*data / set).network->class_count == 10);
}
