#include "golden/import/other_files.hpp"

#include <array>
#include <fstream>
#include <string_view>

#include "golden/base/error.hpp"

namespace weir::golden {

namespace {

using namespace std::string_view_literals;

struct OtherFile {
  std::string_view first_bytes;
  const char* is;
  const char* belongs;
};

constexpr const char* kAsInput = "pictures and arrays are given with --input";
constexpr const char* kUnpack = "unpack it and give the file or folder inside";
constexpr const char* kExport = "export the network as ONNX with Brevitas' export_qonnx";
constexpr const char* kText = "a folding is given with --folding, a configuration to weir build";

/// First bytes as the formats' own specifications name them; an array, because they hold zeros.
constexpr std::array kOtherFiles{
    OtherFile{"\x89PNG\r\n\x1a\n"sv, "a PNG picture", kAsInput},
    OtherFile{"\xff\xd8\xff"sv, "a JPEG picture", kAsInput},
    OtherFile{"\x00\x00\x08\x01"sv, "an IDX file of labels", "labels are given with --labels"},
    OtherFile{"\x00\x00\x08\x03"sv, "an IDX file of pictures", kAsInput},
    OtherFile{"\x93NUMPY"sv, "a NumPy array", kAsInput},
    OtherFile{"PK\x03\x04"sv, "a ZIP archive (as .npz and PyTorch's files are)",
              "unpack it, or export the network as ONNX with Brevitas' export_qonnx"},
    OtherFile{"\x1f\x8b"sv, "a gzip archive", kUnpack},
    OtherFile{"\x28\xb5\x2f\xfd"sv, "a zstd archive", kUnpack},
    OtherFile{"xclbin2\0"sv, "an xclbin of the vendor's tools",
              "it holds no layers; give the network it was made from"},
    OtherFile{"\x00\x09\x0f\xf0"sv, "a bitfile of the vendor's tools",
              "it holds no layers; give the network it was made from"},
    OtherFile{"\x80\x02"sv, "a Python pickle", kExport},
    OtherFile{"\x80\x03"sv, "a Python pickle", kExport},
    OtherFile{"\x80\x04"sv, "a Python pickle", kExport},
    OtherFile{"\x80\x05"sv, "a Python pickle", kExport},
    OtherFile{"<?xml"sv, "an XML file", "graphs of SDF3 are read by weir import"},
    OtherFile{"{"sv, "a JSON file", kText},
    OtherFile{"["sv, "a JSON file", kText},
};

}  // namespace

std::string legal_networks() {
  return "a built-in name, a bundle (.h5), an ONNX file (.onnx), or the folder of a FINN build or of published "
         "parameters";
}

void require_no_other_file(const std::filesystem::path& path) {
  constexpr std::size_t kMostBytes = 8;
  std::string bytes(kMostBytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  for (const OtherFile& other : kOtherFiles)
    if (bytes.starts_with(other.first_bytes))
      throw Error("not-a-network", "this is " + std::string(other.is) + ", no network", path.string(),
                  std::string(other.belongs) + "; a network is " + legal_networks());
}

}  // namespace weir::golden
