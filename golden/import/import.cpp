#include "golden/import/import.hpp"

#include "golden/import/bnn_pynq.hpp"
#include "golden/import/other_files.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/import/resnet50_headers.hpp"
#include "golden/network/bundle.hpp"

namespace weir::golden {

namespace {

struct Format {
  const char* name;
  const char* looks_like;
  bool (*recognise)(const std::filesystem::path& source);
  FoldedNetwork (*import)(const std::filesystem::path& source, const OnnxOptions& options);
};

template <FoldedNetwork (*import)(const std::filesystem::path&)>
FoldedNetwork without_options(const std::filesystem::path& source, const OnnxOptions&) {
  return import(source);
}

FoldedNetwork import_finn_build(const std::filesystem::path& source, const OnnxOptions& options) {
  return open_finn_build(find_finn_build(source), options).network;
}

constexpr Format kFormats[] = {
    {"bnn-pynq", "a folder with 0-0-weights.bin", looks_like_bnn_pynq, without_options<import_bnn_pynq>},
    {"resnet50-pynq", "a folder with inpipe/params.h", looks_like_resnet50_headers,
     without_options<import_resnet50_headers>},
    {"npy", "a folder with manifest.json", looks_like_npy_folder, without_options<import_resnet50_npy>},
    {"qonnx", "a file .onnx", looks_like_onnx, import_onnx},
    {"finn-onnx", "a file .onnx", looks_like_onnx, import_onnx},
    {"finn-build", "a folder with the steps of a build (.onnx) or its final_hw_config.json", looks_like_finn_build,
     import_finn_build}};

}  // namespace

std::vector<std::string> import_formats() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

FoldedNetwork import_network(const std::filesystem::path& source, const std::string& format,
                             const OnnxOptions& options) {
  std::error_code status;
  if (!std::filesystem::exists(source, status))
    throw Error("file-missing", "\"" + source.string() + "\" does not exist");
  std::string legal;
  for (const Format& known : kFormats) {
    if (format == known.name || (format == "auto" && known.recognise(source))) return known.import(source, options);
    legal += (legal.empty() ? "" : "; ") + std::string(known.name) + ": " + known.looks_like;
  }
  throw Error("import-format",
              format == "auto" ? "\"" + source.string() + "\" looks like no format that can be imported"
                               : "no import format \"" + format + "\"",
              "", legal);
}

std::optional<FinnBuild> finn_build_of(const std::string& name_or_path, const std::filesystem::path& folder) {
  if (is_builtin(name_or_path)) return std::nullopt;
  const std::filesystem::path path = folder / name_or_path;
  std::error_code status;
  if (!std::filesystem::is_directory(path, status)) return std::nullopt;
  for (const Format& known : kFormats) {
    if (!known.recognise(path)) continue;
    if (known.recognise != looks_like_finn_build) return std::nullopt;
    return find_finn_build(path);
  }
  return std::nullopt;
}

FoldedNetwork open_network(const std::string& name_or_path, std::optional<std::uint64_t> seed,
                           const OnnxOptions& options, const std::filesystem::path& folder) {
  if (is_builtin(name_or_path)) return make_builtin(name_or_path, seed);
  const std::filesystem::path path = folder / name_or_path;
  std::error_code status;
  if (std::filesystem::is_directory(path, status) || looks_like_onnx(path))
    return import_network(path, "auto", options);
  const bool means_file = name_or_path.find_first_of("/.") != std::string::npos;
  if (means_file || std::filesystem::exists(path, status)) {
    require_no_other_file(path);
    return read_bundle(path);
  }
  return make_builtin(name_or_path, seed);
}

}  // namespace weir::golden
