#include "golden/import/resnet50_headers.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "golden/builtin/resnet50.hpp"
#include "golden/import/header_objects.hpp"

namespace weir::golden {

namespace {

namespace fs = std::filesystem;

/// The headers of one folder.
class Headers {
 public:
  explicit Headers(const fs::path& folder)
      : params_path_((folder / "params.h").string()), config_path_((folder / "config.h").string()) {
    defines_ = read_defines(config_path_);
    objects_ = read_header_objects(params_path_);
  }

  /// The object whose name starts with `prefix` and ends with "_" + `place`.
  const HeaderObject& object(const std::string& prefix, const std::string& place) const {
    std::string names;
    for (const auto& object : objects_) {
      if (object.name.starts_with(prefix) && object.name.ends_with("_" + place)) return object;
      names += (names.empty() ? "" : " ") + object.name;
    }
    throw Error("header-missing", "there is no object \"" + prefix + "..._" + place + "\"", params_path_,
                "objects: " + (names.empty() ? "none" : names));
  }

  std::int64_t macro(const std::string& name) const {
    const auto found = defines_.find(name);
    if (found == defines_.end()) throw Error("header-missing", "there is no integer macro " + name, config_path_);
    return found->second;
  }

  void require_macro(const std::string& name, std::int64_t wanted) const {
    if (macro(name) != wanted)
      throw Error("header-topology", name + " is " + std::to_string(macro(name)), config_path_,
                  "ResNet50 has " + std::to_string(wanted) + " there");
  }

  std::string where(const HeaderObject& object) const { return params_path_ + ":" + std::to_string(object.line); }

  std::int64_t argument(const HeaderObject& object, std::size_t index) const {
    if (index >= object.arguments.size())
      throw Error("header-syntax",
                  object.name + " has " + std::to_string(object.arguments.size()) + " template arguments",
                  where(object), "at least " + std::to_string(index + 1) + " are needed");
    return evaluate(object.arguments[index], defines_, where(object));
  }

  void require_count(const HeaderObject& object, std::int64_t wanted) const {
    if (std::ssize(object.values) != wanted)
      throw Error("header-count", object.name + " has " + std::to_string(object.values.size()) + " values",
                  where(object), "its template arguments and the network need " + std::to_string(wanted));
  }

 private:
  std::string params_path_, config_path_;
  Defines defines_;
  std::vector<HeaderObject> objects_;
};

bool is_signed_type(const std::string& type) { return type.starts_with("ap_int"); }

/// "ap_int<16>" -> 16
int bits_of_type(const std::string& type, const std::string& where) {
  const auto open = type.find('<'), close = type.rfind('>');
  if (!type.starts_with("ap_") || open == std::string::npos || close == std::string::npos)
    throw Error("header-unsupported", "\"" + type + "\" is not an integer type", where, "legal: ap_int<n>, ap_uint<n>");
  const std::int64_t bits = evaluate(type.substr(open + 1, close - open - 1), {}, where);
  if (bits < 1 || bits > 32)
    throw Error("header-unsupported", "\"" + type + "\" has " + std::to_string(bits) + " bits", where, "legal: 1..32");
  return static_cast<int>(bits);
}

Compare compare_of(const std::string& function, const std::string& where) {
  if (function.starts_with("std::less_equal")) return Compare::LessEqual;
  if (function.starts_with("std::less")) return Compare::Less;
  throw Error("header-unsupported", "thresholds compare by \"" + function + "\"", where,
              "legal: std::less, std::less_equal");
}

/// ThresholdsActivation<NF, PE, N, acc type, out type, offset, compare>, values [pe][nf][k]; channel = nf * PE + pe.
struct ThresholdTable {
  Tensor values;
  int PE = 1, offset = 0;
  Compare compare = Compare::LessEqual;
};

ThresholdTable read_thresholds(const Headers& headers, const HeaderObject& object, std::int64_t channels, int levels) {
  const std::int64_t NF = headers.argument(object, 0), PE = headers.argument(object, 1),
                     N = headers.argument(object, 2);
  const std::string where = headers.where(object);
  if (NF < 1 || PE < 1 || NF * PE != channels || N != levels)
    throw Error("header-topology",
                object.name + " has " + std::to_string(NF * PE) + " channels of " + std::to_string(N) + " thresholds",
                where, "the layer has " + std::to_string(channels) + " of " + std::to_string(levels));
  headers.require_count(object, channels * levels);
  if (object.arguments.size() < 4) throw Error("header-syntax", object.name + " names no accumulator type", where);
  ThresholdTable table;
  table.PE = static_cast<int>(PE);
  if (object.arguments.size() > 5) table.offset = static_cast<int>(headers.argument(object, 5));
  if (object.arguments.size() > 6) table.compare = compare_of(object.arguments[6], where);
  const int bits = bits_of_type(object.arguments[3], where);
  const bool is_signed = is_signed_type(object.arguments[3]);
  table.values = Tensor({channels, N});
  for (std::int64_t i = 0; i < channels * N; ++i) {
    const std::int64_t pe = i / (NF * N), nf = i / N % NF, k = i % N;
    table.values.data[static_cast<std::size_t>((nf * PE + pe) * N + k)] =
        static_cast<std::int32_t>(object.values[static_cast<std::size_t>(i)].bits(0, bits, is_signed));
  }
  for (auto row = table.values.data.begin(); row != table.values.data.end(); row += levels)
    std::sort(row, row + levels);
  return table;
}

/// Words of SIMD lanes, [pe][tile] with tile = nf * SF + sf: row = nf * PE + pe, column = sf * SIMD + lane.
Tensor unpack_weights(const HeaderObject& object, const Mvau& m, std::int64_t PE, std::int64_t SIMD) {
  const std::int64_t SF = m.MW / SIMD, tiles = SF * (m.MH / PE);
  const int bits = m.weight.bits;
  Tensor weights({m.MH, m.MW});
  for (std::int64_t i = 0; i < PE * tiles; ++i) {
    const std::int64_t pe = i / tiles, tile = i % tiles, row = tile / SF * PE + pe;
    auto to = weights.data.begin() + row * m.MW + tile % SF * SIMD;
    for (int lane = 0; lane < SIMD; ++lane) {
      const auto code = object.values[static_cast<std::size_t>(i)].bits(lane * bits, bits, false);
      *to++ = static_cast<std::int32_t>(m.weight.decode(static_cast<std::uint32_t>(code)));
    }
  }
  return weights;
}

class Importer {
 public:
  explicit Importer(const fs::path& folder) : folder_(folder) {
    std::tie(network_, folding_) = make_resnet50("resnet50-w1a2");
  }

  FoldedNetwork import() {
    attempt([&] { read_front(); });
    for (const auto& block : resnet50_blocks()) attempt([&] { read_block(block); });
    attempt([&] { read_back(); });
    errors_.throw_if_any();
    validate(network_, errors_);
    validate(network_, folding_, errors_);
    errors_.throw_if_any();
    return {std::make_shared<const Network>(std::move(network_)), std::move(folding_)};
  }

 private:
  /// One folder after another, so that all that is wrong is told at once.
  template <class Read>
  void attempt(const Read& read) {
    try {
      read();
    } catch (const Error& e) {
      errors_.add(e);
    }
  }

  Layer& layer(const std::string& name) {
    return *std::find_if(network_.layers.begin(), network_.layers.end(),
                         [&](const Layer& l) { return l.name == name; });
  }

  void require_folding(const std::string& name, const std::string& where, std::int64_t PE, std::int64_t SIMD) {
    for (const std::int64_t value : {PE, SIMD})
      if (value < 1 || value > std::numeric_limits<int>::max())
        throw Error("header-unsupported", name + ": PE or SIMD is " + std::to_string(value), where, "legal: 1 or more");
    LayerFolding& fold = folding_.layers[name];
    fold.PE = static_cast<int>(PE);
    fold.SIMD = static_cast<int>(SIMD);
    Errors found;
    std::visit([&](const auto& k) { validate_folding(k, fold, name, found); }, layer(name).kind);
    if (!found.empty()) {
      const Error& first = found.list().front();
      throw Error(first.code, first.what_text, where, first.hint);
    }
  }

  void read_convolution(const Headers& headers, const std::string& block, const std::string& id,
                        const std::string& macros, const std::string& place) {
    const std::string name = block + "_" + id;
    Mvau& m = std::get<Mvau>(layer(name).kind);
    const std::int64_t kernel = id == "2b" ? 9 : 1;
    headers.require_macro(macros + "IFMC", m.MW / kernel);
    headers.require_macro(macros + "OFMC", m.MH);
    headers.require_macro(macros + "OFMDIM", m.num_input_vectors[0]);
    const HeaderObject& weights = headers.object("weights_", place);
    const std::int64_t SIMD = headers.argument(weights, 0), PE = headers.argument(weights, 1);
    require_folding(name, headers.where(weights), PE, SIMD);
    if (SIMD * m.weight.bits > 128)
      throw Error("header-unsupported", name + ": words of " + std::to_string(SIMD) + " weights",
                  headers.where(weights), "legal: up to 128 bits per word");
    headers.require_count(weights, m.MW * m.MH / SIMD);
    layer(name).parameters.weights = unpack_weights(weights, m, PE, SIMD);
    const ThresholdTable table = read_thresholds(headers, headers.object("thres_", place), m.MH, m.levels);
    m.compare = table.compare;
    m.act_val = table.offset;
    layer(name).parameters.thresholds = table.values;
  }

  void read_block(const std::string& block) {
    const Headers headers(folder_ / block);
    const bool is_wide = has_two_branches(block);
    Thresholding& quantiser = std::get<Thresholding>(layer(block + "_byp").kind);
    const HeaderObject& object = headers.object("thres_", is_wide ? "top0" : "br20");
    const ThresholdTable table = read_thresholds(headers, object, quantiser.channels, quantiser.levels);
    require_folding(block + "_byp", headers.where(object), table.PE, 1);
    quantiser.compare = table.compare;
    quantiser.act_val = table.offset;
    layer(block + "_byp").parameters.thresholds = table.values;
    read_convolution(headers, block, "2a", "RES_2A_", is_wide ? "br20" : "br21");
    read_convolution(headers, block, "2b", "RES_2B_", is_wide ? "br21" : "br22");
    read_convolution(headers, block, "2c", "RES_2C_", is_wide ? "br22" : "br23");
    if (is_wide) read_convolution(headers, block, "1", "RES_1_", "br10");
  }

  /// Plain arrays: a word of three channels per kernel place; thresholds side by side in one word per channel.
  void read_front() {
    const Headers headers(folder_ / "inpipe");
    const Mvau& m = std::get<Mvau>(layer("conv0").kind);
    headers.require_macro("L0_OFMC", m.MH);
    headers.require_macro("L0_IFMC", 3);
    headers.require_macro("L0_KERNELDIM", 7);
    headers.require_macro("L0_WBITS", m.weight.bits);
    const std::int64_t PE = headers.macro("L0_PE"), SIMD = headers.macro("L0_SIMD");
    const HeaderObject &weights = headers.object("weights_", "conv0"), &thresholds = headers.object("thres_", "conv0");
    require_folding("conv0", headers.where(weights), PE, SIMD);
    headers.require_count(weights, m.MW * m.MH / SIMD);
    headers.require_count(thresholds, m.MH);
    Parameters& p = layer("conv0").parameters;
    p.weights = unpack_weights(weights, m, PE, SIMD);
    p.thresholds = Tensor({m.MH, m.levels});
    const std::int64_t macbits = headers.macro("L0_MACBITS"), NF = m.MH / PE;
    if (macbits < 2 || macbits * m.levels > 96)
      throw Error("header-unsupported", "L0_MACBITS is " + std::to_string(macbits), headers.where(thresholds),
                  "legal: 2..32");
    const int bits = static_cast<int>(macbits);
    for (std::int64_t i = 0; i < m.MH; ++i) {
      const Literal& word = thresholds.values[static_cast<std::size_t>(i)];
      if (word.bits(bits * m.levels, 1, false) != 0)
        throw Error("header-unsupported", "row " + std::to_string(i) + " of " + thresholds.name + " inverts its result",
                    headers.where(thresholds), "only rows without that flag can be imported");
      const auto row = p.thresholds.data.begin() + (i % NF * PE + i / NF) * m.levels;
      for (int k = 0; k < m.levels; ++k) row[k] = static_cast<std::int32_t>(word.bits(k * bits, bits, true));
      std::sort(row, row + m.levels);
    }
  }

  void read_back() {
    const Headers headers(folder_ / "outpipe");
    const auto& bias = std::get<ChannelwiseOp>(layer("fc1000_bias").kind);
    const HeaderObject& object = headers.object("bias_", "fc1000");
    headers.require_count(object, bias.channels);
    Tensor& values = layer("fc1000_bias").parameters.bias;
    values = Tensor({bias.channels});
    std::transform(object.values.begin(), object.values.end(), values.data.begin(),
                   [](const Literal& value) { return static_cast<std::int32_t>(value.bits(0, 32, true)); });
    require_folding("fc1000", headers.where(object), headers.macro("L53_PE"), headers.macro("L53_SIMD"));
  }

  fs::path folder_;
  Network network_;
  Folding folding_;
  Errors errors_;
};

}  // namespace

bool looks_like_resnet50_headers(const fs::path& folder) {
  std::error_code status;
  return fs::is_regular_file(folder / "inpipe" / "params.h", status);
}

FoldedNetwork import_resnet50_headers(const fs::path& folder) {
  std::error_code status;
  if (!fs::is_directory(folder, status))
    throw Error("file-missing", "\"" + folder.string() + "\" is not a folder of ResNet50-PYNQ headers");
  return Importer(folder).import();
}

}  // namespace weir::golden
