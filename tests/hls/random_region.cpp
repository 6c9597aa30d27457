// Random DATAFLOW regions: two random kernels, and functions with local streams of structures between them.
#include <algorithm>

#include "tests/hls/random_kernel.hpp"

namespace weir::test {

namespace {

std::string digits(std::int64_t value) { return std::to_string(value); }

/// Functions and local streams around two kernels.
class RegionGenerator {
 public:
  RegionGenerator(const std::string& name, std::uint64_t seed)
      : random_(seed),
        first_(random_kernel(name + "_first", 2 * seed + 1, {"a", "x", false})),
        second_(random_kernel(name + "_second", 2 * seed, {"b", "y", false})) {
    whole_.name = name;
    whole_.word_seed = first_.word_seed;
    whole_.delay_budget = first_.delay_budget;
    whole_.fifo_depth = 2;  // of an output of the top
  }

  RandomKernel make() {
    from_ = first_.outputs[random_() % first_.outputs.size()];
    to_ = second_.inputs[random_() % second_.inputs.size()];
    items_ = between(1, 60);
    whole_.prologue = first_.prologue;
    append_loops(first_);
    add_behind(first_.epilogue + word_type() + pack() + unpack() + second_.prologue);
    append_loops(second_);
    whole_.epilogue = second_.epilogue + top();
    describe();
    return std::move(whole_);
  }

 private:
  int between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::string item_type() const { return whole_.name + "_item"; }
  std::string local() const { return whole_.name + "_items"; }

  void append_loops(const RandomKernel& kernel) {
    whole_.loops.insert(whole_.loops.end(), kernel.loops.begin(), kernel.loops.end());
  }
  void add_behind(const std::string& text) { whole_.loops.back().tail += text; }

  std::string word_type() {
    head_bits_ = between(1, 30);
    tail_bits_ = between(1, 30);
    return "struct " + item_type() + " {\n  ap_uint<" + digits(head_bits_) + "> head;\n  ap_int<" + digits(tail_bits_) +
           "> tail;\n  bool odd;\n};\n";
  }

  /// As many words in and out as the kernels at its ends move, whatever those numbers are.
  static std::string converter(const std::string& head, int reads, int writes, const std::string& read,
                               const std::string& write) {
    const std::string pragma = "#pragma HLS PIPELINE II = 1\n";
    return head + "  for (int i = 0; i < " + digits(std::max(reads, writes)) + "; ++i) {\n" + pragma + "    if (i < " +
           digits(reads) + ") " + read + "\n    if (i < " + digits(writes) + ") {\n" + write + "    }\n  }\n}\n";
  }

  std::string pack() const {
    const std::string word = "ap_uint<" + digits(from_.bits) + ">";
    return converter("void " + whole_.name + "_pack(hls::stream<" + word + ">& " + from_.name + ", hls::stream<" +
                         item_type() + ">& " + local() + ") {\n  " + word + " last = 0;\n",
                     from_.words, items_, "last = " + from_.name + ".read();",
                     "      " + item_type() + " item;\n      item.head = last;\n      item.tail = last * 3 - i;\n" +
                         "      item.odd = last[0];\n      " + local() + ".write(item);\n");
  }

  std::string unpack() const {
    const std::string word = "ap_uint<" + digits(to_.bits) + ">";
    return converter("void " + whole_.name + "_unpack(hls::stream<" + item_type() + ">& " + local() + ", hls::stream<" +
                         word + ">& " + to_.name + ") {\n  " + item_type() + " last = {1, -1, true};\n",
                     items_, to_.words, "last = " + local() + ".read();",
                     "      ap_uint<" + digits(to_.bits) + "> out = last.odd ? ap_uint<" + digits(to_.bits) +
                         ">(last.head) : ap_uint<" + digits(to_.bits) + ">(last.tail);\n      " + to_.name +
                         ".write(out + i);\n");
  }

  static std::string argument(const PortShape& p) { return "hls::stream<ap_uint<" + digits(p.bits) + ">>& " + p.name; }
  static std::string declared(const std::string& type, const std::string& name, int depth) {
    return "  hls::stream<" + type + "> " + name + ";\n" +
           (depth == 2 ? "" : "#pragma HLS STREAM variable = " + name + " depth = " + digits(depth) + "\n");
  }

  std::string top() {
    std::string ports, body;
    for (const RandomKernel* kernel : {&first_, &second_}) {
      std::string names;
      for (const auto* side : {&kernel->inputs, &kernel->outputs})
        for (const PortShape& p : *side) {
          names += (names.empty() ? "" : ", ") + p.name;
          if (p.name == from_.name || p.name == to_.name) continue;
          (side == &kernel->inputs ? whole_.inputs : whole_.outputs).push_back(p);
        }
      body += "  " + kernel->name + "(" + names + ");\n";
      if (kernel == &first_)
        body += "  " + whole_.name + "_pack(" + from_.name + ", " + local() + ");\n  " + whole_.name + "_unpack(" +
                local() + ", " + to_.name + ");\n";
    }
    for (const auto* side : {&whole_.inputs, &whole_.outputs})
      for (const PortShape& p : *side) ports += (ports.empty() ? "" : ", ") + argument(p);
    return "void " + whole_.name + "(" + ports + ") {\n#pragma HLS DATAFLOW\n" +
           declared("ap_uint<" + digits(from_.bits) + ">", from_.name, between(2, 5)) +
           declared(item_type(), local(), between(2, 5)) +
           declared("ap_uint<" + digits(to_.bits) + ">", to_.name, between(2, 5)) + body + "}\n";
  }

  static ProcessCase process_of(const RandomKernel& kernel) {
    ProcessCase process{kernel.name, {}, {}};
    for (const PortShape& p : kernel.inputs) process.inputs.push_back({p.name, p.bits, {}});
    for (const PortShape& p : kernel.outputs) process.outputs.push_back({p.name, p.bits, {}});
    return process;
  }

  void describe() {
    const Port from{from_.name, from_.bits, {}}, to{to_.name, to_.bits, {}};
    const Port items{local(), head_bits_ + tail_bits_ + 1, {}, item_type()};
    whole_.processes = {process_of(first_),
                        {whole_.name + "_pack", {from}, {items}},
                        {whole_.name + "_unpack", {items}, {to}},
                        process_of(second_)};
  }

  RandomBits random_;
  RandomKernel first_, second_, whole_;
  PortShape from_, to_;
  int items_ = 1, head_bits_ = 1, tail_bits_ = 1;
};

}  // namespace

RandomKernel random_region(const std::string& name, std::uint64_t seed) { return RegionGenerator(name, seed).make(); }

}  // namespace weir::test
