#include "tests/hls/cases.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/hls/words.hpp"
#include "tests/paths.hpp"

namespace weir::test {

namespace {

int pick(RandomBits& random, const std::vector<int>& choices) { return choices[random() % choices.size()]; }

/// Smallest and largest value of a coding (XNOR: of the bit).
std::pair<std::int64_t, std::int64_t> range(const std::string& coding, int bits) {
  if (coding == "BIPOLAR") return {-1, 1};
  if (coding == "XNOR") return {0, 1};
  if (coding == "UINT") return {0, (std::int64_t{1} << bits) - 1};
  return {-(std::int64_t{1} << (bits - 1)), (std::int64_t{1} << (bits - 1)) - 1};
}

/// Bits of a value in a stream word.
std::int64_t encode(const std::string& coding, std::int64_t value) { return coding == "BIPOLAR" ? value > 0 : value; }

std::int64_t draw(const std::string& coding, int bits, RandomBits& random) {
  const auto [low, high] = range(coding, bits);
  if (coding == "BIPOLAR") return random() % 2 ? 1 : -1;
  return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
}

std::pair<std::int64_t, std::int64_t> accumulator_range(const MvauShape& s) {
  if (s.input_coding == "XNOR") return {0, s.MW};
  const auto a = range(s.input_coding, s.IB), b = range(s.weight_coding, s.WB);
  const auto [low, high] =
      std::minmax({a.first * b.first, a.first * b.second, a.second * b.first, a.second * b.second});
  return {low * s.MW, high * s.MW};
}

int signed_bits(std::int64_t low, std::int64_t high) {
  int bits = 1;
  while (low < -(std::int64_t{1} << (bits - 1)) || high >= (std::int64_t{1} << (bits - 1))) ++bits;
  return bits;
}

struct MvauData {
  std::vector<std::vector<std::int64_t>> weights, thresholds;  // [MH][MW], [MH][levels]
};

MvauData random_data(const MvauShape& s, RandomBits& random) {
  MvauData d;
  const auto [low, high] = accumulator_range(s);
  // Around the middle, where sums fall; the spread of a sum grows with its square root.
  const std::int64_t middle = (low + high) / 2, spread = std::max<std::int64_t>(2, (high - low) / 6);
  for (int row = 0; row < s.MH; ++row) {
    std::vector<std::int64_t> w, t;
    for (int c = 0; c < s.MW; ++c) w.push_back(draw(s.weight_coding, s.WB, random));
    for (int k = 0; k < s.levels; ++k) {
      t.push_back(std::clamp(
          middle - spread + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * spread)), low, high));
    }
    std::sort(t.begin(), t.end());
    d.weights.push_back(w);
    d.thresholds.push_back(t);
  }
  return d;
}

/// The definition, one product at a time.
std::int64_t reference_row(const MvauShape& s, const MvauData& d, const std::vector<std::int64_t>& x, int row) {
  std::int64_t acc = 0;
  for (int c = 0; c < s.MW; ++c) {
    const auto k = static_cast<std::size_t>(c);
    const std::int64_t w = d.weights[static_cast<std::size_t>(row)][k];
    acc += s.input_coding == "XNOR" ? (x[k] == w) : x[k] * w;
  }
  if (s.levels == 0) return acc;
  std::int64_t fired = s.act_val;
  for (std::int64_t t : d.thresholds[static_cast<std::size_t>(row)]) fired += s.strict ? t < acc : t <= acc;
  return fired;
}

std::pair<std::string, std::string> pack_tables(const MvauShape& s, const MvauData& d) {
  std::vector<std::string> weights, thresholds;
  const int SF = s.MW / s.SIMD, NF = s.MH / s.PE;
  for (int nf = 0; nf < NF; ++nf) {
    for (int sf = 0; sf < SF; ++sf) {
      Word word;
      for (int pe = 0; pe < s.PE; ++pe) {
        for (int lane = 0; lane < s.SIMD; ++lane) {
          const auto row = static_cast<std::size_t>(nf * s.PE + pe),
                     column = static_cast<std::size_t>(sf * s.SIMD + lane);
          word.append(encode(s.weight_coding, d.weights[row][column]), s.WB);
        }
      }
      weights.push_back(word.hex());
    }
    Word word;
    for (int pe = 0; pe < s.PE; ++pe) {
      for (std::int64_t t : d.thresholds[static_cast<std::size_t>(nf * s.PE + pe)]) word.append(t, s.TB);
    }
    if (s.levels) thresholds.push_back(word.hex());
  }
  return {lines(weights), lines(thresholds)};
}

/// Table definitions for the C simulation, as codegen writes them.
std::string definition(const std::string& name, int bits, const std::string& hex_lines) {
  std::istringstream in(hex_lines);
  std::string line, text;
  int words = 0;
  for (; in >> line; ++words) text += "  ap_uint<" + std::to_string(bits) + ">(\"0x" + line + "\", 16),\n";
  return "const ap_uint<" + std::to_string(bits) + "> " + name + "[" + std::to_string(words) + "] = {\n" + text +
         "};\n";
}

}  // namespace

std::string lines(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += w + "\n";
  return text;
}

std::string MvauShape::arguments() const {
  std::ostringstream text;
  text << MW << ", " << MH << ", " << SIMD << ", " << PE << ", " << vectors << ", 1, weir::" << input_coding << ", "
       << IB << ", weir::" << weight_coding << ", " << WB << ", " << levels << ", " << TB << ", " << OB << ", "
       << act_val << ", " << (strict ? "true" : "false") << ", " << acc_bits;
  return text.str();
}

std::string MvauShape::declarations(const std::string& prefix) const {
  std::ostringstream text;
  text << "extern const ap_uint<" << PE * SIMD * WB << "> " << prefix << "weights[" << (MW / SIMD) * (MH / PE)
       << "];\n";
  if (levels)
    text << "extern const ap_uint<" << PE * levels * TB << "> " << prefix << "thresholds[" << MH / PE << "];\n";
  return text.str();
}

MvauShape random_mvau(RandomBits& random, int limit) {
  static const std::vector<std::string> codings = {"BIPOLAR", "UINT", "INT"};
  for (;;) {
    MvauShape s;
    const bool xnor = random() % 4 == 0;
    s.input_coding = xnor ? "XNOR" : codings[random() % 3];
    s.weight_coding = xnor ? "XNOR" : codings[random() % 3];
    const auto bits = [&](const std::string& coding) {
      return coding == "UINT" ? pick(random, {1, 2, 3, 4, 5, 8}) : coding == "INT" ? pick(random, {2, 3, 4, 5, 8}) : 1;
    };
    s.IB = bits(s.input_coding);
    s.WB = bits(s.weight_coding);
    s.SIMD = pick(random, {1, 2, 3, 4, 5, 8, 9, 16, 18, 27, 32, 50, 64});
    s.PE = pick(random, {1, 2, 3, 4, 8, 16});
    s.MW = s.SIMD * pick(random, {1, 2, 3, 9});
    s.MH = s.PE * pick(random, {1, 2, 4, 7});
    s.vectors = pick(random, {1, 2, 5});
    s.levels = pick(random, {0, 1, 1, 3, 7});
    s.strict = random() % 2;
    const auto [low, high] = accumulator_range(s);
    s.acc_bits = signed_bits(low, high);
    s.TB = s.levels ? s.acc_bits : 1;
    s.OB = s.levels ? (s.levels == 1 ? 1 : s.levels == 3 ? 2 : 3) : s.acc_bits;
    s.act_val = s.levels > 1 && random() % 2 ? -(s.levels + 1) / 2 : 0;
    if (s.SIMD * s.PE * s.IB * s.WB <= limit) return s;
  }
}

KernelCase mvau_case(const std::string& name, const MvauShape& s, int frames, RandomBits& random) {
  const MvauData d = random_data(s, random);
  const auto [weights, thresholds] = pack_tables(s, d);
  KernelCase k;
  k.name = name;
  k.frames = frames;
  k.tables = {{"weights", weights}};
  if (s.levels) k.tables.push_back({"thresholds", thresholds});
  Port in{"in0", s.SIMD * s.IB, {}}, out{"out0", s.PE * s.OB, {}};
  for (int vector = 0; vector < frames * s.vectors; ++vector) {
    std::vector<std::int64_t> x;
    for (int c = 0; c < s.MW; ++c) x.push_back(draw(s.input_coding, s.IB, random));
    for (int at = 0; at < s.MW; at += s.SIMD) {
      Word word;
      for (int lane = 0; lane < s.SIMD; ++lane)
        word.append(encode(s.input_coding, x[static_cast<std::size_t>(at + lane)]), s.IB);
      in.words.push_back(word.hex());
    }
    for (int at = 0; at < s.MH; at += s.PE) {
      Word word;
      for (int pe = 0; pe < s.PE; ++pe) word.append(reference_row(s, d, x, at + pe), s.OB);
      out.words.push_back(word.hex());
    }
  }
  k.inputs = {in};
  k.outputs = {out};
  const std::string prefix = name + "_";
  std::ostringstream text;
  text << "#include <ap_int.h>\n#include <hls_stream.h>\n#include \"mvau.hpp\"\n"
       << s.declarations(prefix) << "#ifndef __WEIR_HLSC__\n"
       << definition(prefix + "weights", s.PE * s.SIMD * s.WB, weights);
  if (s.levels) text << definition(prefix + "thresholds", s.PE * s.levels * s.TB, thresholds);
  text << "#endif\nvoid " << name << "(hls::stream<ap_uint<" << in.bits << ">>& in0, hls::stream<ap_uint<" << out.bits
       << ">>& out0) {\n"
       << "#pragma HLS INTERFACE axis port=in0\n#pragma HLS INTERFACE axis port=out0\n#pragma HLS INTERFACE "
          "ap_ctrl_none port=return\n"
       << "  weir::mvau<" << s.arguments() << ", weir::mvau_latency(" << s.SIMD << ", weir::" << s.input_coding << ", "
       << s.IB << ", weir::" << s.weight_coding << ", " << s.WB << ", " << s.levels << ", " << s.TB << ", " << s.OB
       << ", " << s.act_val << ", " << s.acc_bits << ")>(in0, out0, " << prefix << "weights"
       << (s.levels ? ", " + prefix + "thresholds" : "") << ");\n}\n";
  k.source = text.str();
  return k;
}

KernelCase dwc_case(const std::string& name, int in_bits, int out_bits, int words, int frames, RandomBits& random) {
  KernelCase k;
  k.name = name;
  k.frames = frames;
  Word all;
  Port in{"in0", in_bits, {}}, out{"out0", out_bits, {}};
  for (int w = 0; w < words * frames; ++w) {
    Word word;
    for (int b = 0; b < in_bits; ++b) word.append(static_cast<std::int64_t>(random() & 1), 1);
    in.words.push_back(word.hex());
    all.append(word);
  }
  for (int at = 0; at < all.width(); at += out_bits) out.words.push_back(all.slice(at, out_bits).hex());
  k.inputs = {in};
  k.outputs = {out};
  std::ostringstream text;
  text << "#include \"dwc.hpp\"\nvoid " << name << "(hls::stream<ap_uint<" << in_bits << ">>& in0, hls::stream<ap_uint<"
       << out_bits << ">>& out0) {\n  weir::dwc<" << in_bits << ", " << out_bits << ", " << words
       << ", weir::dwc_latency()>(in0, out0);\n}\n";
  k.source = text.str();
  return k;
}

KernelCase file_case(const std::string& name, const std::vector<PortShape>& inputs,
                     const std::vector<PortShape>& outputs, int frames, RandomBits& random) {
  KernelCase k;
  k.name = name;
  k.frames = frames;
  std::ifstream in(weir::test::source_folder().string() + "/tests/hls/kernels/" + name + ".cpp");
  std::ostringstream text;
  text << in.rdbuf();
  k.source = text.str();
  for (const PortShape& p : inputs) {
    Port port{p.name, p.bits, {}};
    for (int w = 0; w < p.words * frames; ++w) {
      Word word;
      for (int b = 0; b < p.bits; ++b) word.append(static_cast<std::int64_t>(random() & 1), 1);
      port.words.push_back(word.hex());
    }
    k.inputs.push_back(port);
  }
  for (const PortShape& p : outputs) k.outputs.push_back({p.name, p.bits, {}});
  return k;
}

}  // namespace weir::test
