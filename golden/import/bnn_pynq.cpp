#include "golden/import/bnn_pynq.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "golden/base/file.hpp"
#include "golden/builtin/cnv.hpp"
#include "golden/builtin/lfc.hpp"

namespace weir::golden {

namespace {

namespace fs = std::filesystem;

constexpr int kMaxLayers = 100;

/// A published network as its files show it: how many layers, how many 64-bit words in the files of layer 0, PE 0.
struct Design {
  const char* name;
  int layers;
  std::int64_t weight_words, threshold_words;
  std::pair<Network, Folding> (*make)(const std::string& name, int class_count);
};

const Design kDesigns[] = {
    {"lfcW1A1", 4, 416, 32, [](const std::string& name, int classes) { return make_lfc(name, {1}, classes); }},
    {"lfcW1A2", 4, 416, 64, [](const std::string& name, int classes) { return make_lfc(name, {2}, classes); }},
    {"cnvW1A1", 9, 36, 4,
     [](const std::string& name, int classes) {
       return make_cnv(name, {1, 1}, classes);
     }},
    {"cnvW1A2", 9, 36, 8,
     [](const std::string& name, int classes) {
       return make_cnv(name, {1, 2}, classes);
     }},
    {"cnvW2A2", 9, 72, 16,
     [](const std::string& name, int classes) {
       return make_cnv(name, {2, 2}, classes);
     }},
};

fs::path weights_file(const fs::path& folder, int layer, int pe) {
  return folder / (std::to_string(layer) + "-" + std::to_string(pe) + "-weights.bin");
}
fs::path thresholds_file(const fs::path& folder, int layer, int pe) {
  return folder / (std::to_string(layer) + "-" + std::to_string(pe) + "-thres.bin");
}

std::int64_t words_in(const fs::path& file) {
  std::error_code status;
  const auto bytes = fs::file_size(file, status);
  return status ? 0 : static_cast<std::int64_t>(bytes / 8);
}

/// One more than the highest layer with a file for PE 0: a gap must be reported as a missing file, not as another
/// network.
int count_layers(const fs::path& folder) {
  int layers = 0;
  for (int layer = 0; layer < kMaxLayers; ++layer)
    if (fs::exists(weights_file(folder, layer, 0))) layers = layer + 1;
  return layers;
}

const Design& recognise(const fs::path& folder) {
  const int layers = count_layers(folder);
  const std::int64_t weights = words_in(weights_file(folder, 0, 0)),
                     thresholds = words_in(thresholds_file(folder, 0, 0));
  std::string known;
  for (const Design& design : kDesigns) {
    if (design.layers == layers && design.weight_words == weights && design.threshold_words == thresholds)
      return design;
    known += (known.empty() ? "" : "; ") + std::string(design.name) + " " + std::to_string(design.layers) + ", " +
             std::to_string(design.weight_words) + ", " + std::to_string(design.threshold_words);
  }
  throw Error("bnn-pynq-unknown",
              "no published network has " + std::to_string(layers) + " layers, " + std::to_string(weights) +
                  " words in 0-0-weights.bin and " + std::to_string(thresholds) + " in 0-0-thres.bin",
              folder.string(), "known (layers, words, words): " + known);
}

std::vector<std::string> read_classes(const fs::path& folder, std::int64_t most) {
  std::istringstream text(read_text_file(folder / "classes.txt"));
  std::vector<std::string> classes;
  for (std::string line; std::getline(text, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) classes.push_back(line);
  }
  if (classes.empty() || std::ssize(classes) > most)
    throw Error("bnn-pynq-classes", "classes.txt lists " + std::to_string(classes.size()) + " classes",
                (folder / "classes.txt").string(), "legal: 1.." + std::to_string(most) + ", one per line");
  return classes;
}

/// Reads the parameter files of one layer into its logical tensors.
class LayerReader {
 public:
  LayerReader(const fs::path& folder, int index, bool may_be_short, Layer& layer, const LayerFolding& folding,
              Errors& errors)
      : folder_(folder),
        index_(index),
        may_be_short_(may_be_short),
        mvau_(std::get<Mvau>(layer.kind)),
        parameters_(layer.parameters),
        folding_(folding),
        errors_(errors) {}

  void read() {
    const ParameterSpecs specs = parameter_specs(mvau_);
    parameters_.weights = Tensor(specs.weights.shape);
    if (!mvau_.no_activation) parameters_.thresholds = Tensor(specs.thresholds.shape);
    for (int pe = 0; pe < folding_.PE; ++pe) {
      read_weights(pe);
      if (!mvau_.no_activation) read_thresholds(pe, specs.thresholds.type);
    }
  }

 private:
  std::int64_t sf_count() const { return mvau_.MW / folding_.SIMD; }
  std::int64_t nf_count() const { return mvau_.MH / folding_.PE; }

  /// Exactly `count` words; the missing rest of a short last layer is 0. Empty after an error.
  std::vector<std::uint64_t> words(const fs::path& file, std::int64_t count) {
    if (!fs::exists(file)) {
      errors_.add("bnn-pynq-missing", "parameter file " + file.filename().string() + " is missing", folder_.string());
      return {};
    }
    const std::vector<std::uint8_t> bytes = read_binary_file(file);
    const bool is_legal_short = may_be_short_ && std::ssize(bytes) < 8 * count && bytes.size() % 8 == 0;
    if (std::ssize(bytes) != 8 * count && !is_legal_short) {
      errors_.add("bnn-pynq-size", "the file has " + std::to_string(bytes.size()) + " bytes", file.string(),
                  "layer " + std::to_string(index_) + " needs " + std::to_string(8 * count) +
                      (may_be_short_ ? " or fewer, in words of 8" : ""));
      return {};
    }
    std::vector<std::uint64_t> found(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < bytes.size(); ++i) found[i / 8] |= std::uint64_t{bytes[i]} << (i % 8 * 8);
    return found;
  }

  void read_weights(int pe) {
    const fs::path file = weights_file(folder_, index_, pe);
    const auto tiles = words(file, sf_count() * nf_count());
    const int bits = mvau_.weight.bits, used = bits * folding_.SIMD;
    for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
      if (used < 64 && tiles[tile] >> used != 0) {
        errors_.add("bnn-pynq-bits", "word " + std::to_string(tile) + " has bits above bit " + std::to_string(used - 1),
                    file.string(),
                    "SIMD " + std::to_string(folding_.SIMD) + " weights of " + std::to_string(bits) +
                        " bits fill the low " + std::to_string(used) + " bits");
        return;
      }
      const auto sf = static_cast<std::int64_t>(tile) % sf_count(), nf = static_cast<std::int64_t>(tile) / sf_count();
      const auto row = nf * folding_.PE + pe;
      std::int32_t* out = &parameters_.weights.data[static_cast<std::size_t>(row * mvau_.MW + sf * folding_.SIMD)];
      const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
      for (int lane = 0; lane < folding_.SIMD; ++lane)
        out[lane] = static_cast<std::int32_t>(
            mvau_.weight.decode(static_cast<std::uint32_t>((tiles[tile] >> (lane * bits)) & mask)));
    }
  }

  void read_thresholds(int pe, DataType type) {
    const fs::path file = thresholds_file(folder_, index_, pe);
    const auto values = words(file, nf_count() * mvau_.levels);
    for (std::size_t i = 0; i < values.size(); ++i) {
      // Signed inputs have 7 fraction bits, sums of products with +-1 as many; layer 0's thresholds have one bit more.
      // Sums are whole, so threshold < 2 * sum exactly if floor(threshold / 2) < sum.
      const bool has_half_units = mvau_.input == DataType::int_(8);
      const auto value = static_cast<std::int64_t>(values[i]) >> (has_half_units ? 1 : 0);
      if (!type.holds(value)) {
        errors_.add("bnn-pynq-range", "threshold " + std::to_string(i) + " is " + std::to_string(value), file.string(),
                    type.name() + " holds " + std::to_string(type.min()) + ".." + std::to_string(type.max()));
        return;
      }
      const auto levels = static_cast<std::size_t>(mvau_.levels);
      const std::size_t row = i / levels * static_cast<std::size_t>(folding_.PE) + static_cast<std::size_t>(pe);
      parameters_.thresholds.data[row * levels + i % levels] = static_cast<std::int32_t>(value);
    }
  }

  const fs::path& folder_;
  int index_;
  bool may_be_short_;
  const Mvau& mvau_;
  Parameters& parameters_;
  const LayerFolding& folding_;
  Errors& errors_;
};

}  // namespace

bool looks_like_bnn_pynq(const fs::path& folder) { return fs::exists(weights_file(folder, 0, 0)); }

FoldedNetwork import_bnn_pynq(const fs::path& folder) {
  std::error_code status;
  if (!fs::is_directory(folder, status))
    throw Error("file-missing", "\"" + folder.string() + "\" is not a folder of BNN-PYNQ parameters");
  const Design& design = recognise(folder);
  const fs::path named = folder.has_filename() ? folder : folder.parent_path();
  auto [network, folding] = design.make(named.filename().string(), 0);
  network.classes = read_classes(folder, network.find_stream(network.outputs.front())->shape.back());
  network.class_count = static_cast<int>(network.classes.size());
  Errors errors;
  int index = 0;
  for (auto& layer : network.layers) {
    if (!std::holds_alternative<Mvau>(layer.kind)) continue;
    LayerReader(folder, index, index + 1 == design.layers, layer, folding.of(layer.name), errors).read();
    ++index;
  }
  errors.throw_if_any();
  validate(network, errors);
  errors.throw_if_any();
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

}  // namespace weir::golden
