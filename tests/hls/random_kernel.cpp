#include "tests/hls/random_kernel.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/hls/words.hpp"

namespace weir::test {

namespace {

constexpr int kMaxBits = 72;

std::string number(std::int64_t value) { return std::to_string(value); }

struct Value {
  std::string name;
  int bits = 1;
  bool is_signed = false;
  std::string type() const { return (is_signed ? "ap_int<" : "ap_uint<") + number(bits) + ">"; }
};

/// A condition on the loop's counters and the number of iterations per frame in which it holds.
struct Condition {
  std::string text;
  int times = 0;
};

class Generator {
 public:
  /// Every fourth seed has an II of 2, 3 or 4.
  Generator(const std::string& name, std::uint64_t seed, const KernelForm& form = {})
      : random_(seed),
        form_(form),
        ii_(seed % 4 == 0 ? static_cast<int>(2 + seed / 4 % 3) : 1),
        has_choice_(form.may_choose && seed % 9 == 5) {
    kernel_.name = name;
  }

  RandomKernel make() {
    shape_ = between(0, 3);  // 0, 1: one loop; 2: a nest; 3: two loops
    period_ = between(2, 5);
    has_ram_ = between(0, 2) == 0;
    has_table_ = between(0, 2) == 0;
    has_array_ = between(0, 2) == 0;
    has_structure_ = between(0, 2) == 0;
    for (int p = between(1, 2), k = 0; k < p; ++k) kernel_.inputs.push_back({port(form_.input, k), between(1, 40), 0});
    for (int p = between(1, 2), k = 0; k < p; ++k)
      kernel_.outputs.push_back({port(form_.output, k), between(1, 48), 0});
    for (int k = between(1, 3); k > 0; --k) states_.push_back(random_value("s" + number(k)));
    if (has_structure_)
      for (const char* member : {"pair.low", "pair.high"}) states_.push_back(random_value(member));
    add_loops();
    add_frame();
    add_ends();
    kernel_.word_seed = random_();
    kernel_.fifo_depth = between(1, 9);
    kernel_.delay_budget = pick<double>({4, 8, 16});
    return std::move(kernel_);
  }

 private:
  int between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  template <class T>
  T pick(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(between(0, static_cast<int>(choices.size()) - 1))];
  }
  /// Every fifth loop has no pragma; the II is the largest of all loops.
  std::string pipeline() { return between(0, 4) == 0 ? "" : "#pragma HLS PIPELINE II = " + number(ii_) + "\n"; }
  static std::string port(const char* side, int index) { return side + number(index); }
  Value random_value(const std::string& name) { return {name, between(1, kMaxBits), between(0, 1) == 1}; }

  void add_loops() {
    const int count = shape_ == 3 ? 2 : 1;
    if (has_ram_) {
      ram_ = {"", between(2, 40), false};
      ram_address_bits_ = between(1, 4);
      RandomKernel::Loop clear;
      clear.head = "  for (int d = 0; d < " + number(1 << ram_address_bits_) + "; ++d) {\n" + pipeline();
      clear.body.push_back({"    ram[d] = 0;\n", "", ""});
      clear.tail = "  }\n";
      kernel_.loops.push_back(clear);
    }
    for (int loop = 0; loop < count; ++loop) {
      outer_ = shape_ == 2 ? between(2, 4) : 1;
      inner_ = between(3, 24);
      RandomKernel::Loop made;
      if (outer_ > 1) made.head = "  for (int o = 0; o < " + number(outer_) + "; ++o) {\n" + between_loops();
      made.head += "  for (int i = 0; i < " + number(inner_) + "; ++i) {\n" + pipeline();
      add_body(made.body);
      made.tail = "    c = c == " + number(period_ - 1) + " ? 0 : c + 1;\n  }\n";
      if (outer_ > 1) made.tail += between_loops() + "  }\n";
      made.tail += between_loops();
      kernel_.loops.push_back(std::move(made));
    }
  }

  /// What an imperfect nest does outside its innermost loop.
  std::string between_loops() {
    if (between(0, 2) != 0) return {};
    const Value& state = states_[static_cast<std::size_t>(between(0, static_cast<int>(states_.size()) - 1))];
    const std::string step = "  " + state.name + " += " + number(between(-7, 7)) + ";\n";
    return has_array_ && between(0, 1) == 0
               ? step + "  array[" + number(between(0, array_size_ - 1)) + "] ^= " + state.name + ";\n"
               : step;
  }

  /// Words before the first and behind the last loop.
  void add_ends() {
    for (std::string* place : {&kernel_.prologue, &kernel_.epilogue}) {
      if (between(0, 3) != 0) continue;
      PortShape& out = pick_port(kernel_.outputs);
      ++out.words;
      const std::string text =
          "  " + out.name + ".write(ap_uint<" + number(out.bits) + ">(" + states_.front().name + "));\n";
      *place = place == &kernel_.prologue ? kernel_.prologue + text : text + kernel_.epilogue;
    }
  }

  PortShape& pick_port(std::vector<PortShape>& ports) {
    return ports[static_cast<std::size_t>(between(0, static_cast<int>(ports.size()) - 1))];
  }

  Condition random_condition() {
    const int iterations = outer_ * inner_;
    const int bound = between(1, inner_ - 1), phase = between(0, period_ - 1);
    int below = outer_ * bound, hits = 0;
    for (int n = 0; n < iterations; ++n, counter_ = (counter_ + 1) % period_) hits += counter_ == phase ? 1 : 0;
    counter_ = (counter_ + period_ * iterations - iterations) % period_;  // as it was when the loop began
    switch (between(0, 4)) {
      case 0: return {"i < " + number(bound), below};
      case 1: return {"i >= " + number(bound), iterations - below};
      case 2:
        if (hits > 0) return {"c == " + number(phase), hits};
        break;
      default: break;
    }
    return {"", iterations};
  }

  static std::string guarded(const Condition& condition, const std::string& statement) {
    return condition.text.empty() ? "    " + statement + "\n" : "    if (" + condition.text + ") " + statement + "\n";
  }

  void add_body(std::vector<KernelLine>& body) {
    values_ = states_;
    for (PortShape& in : kernel_.inputs) {
      const Condition when = random_condition();
      in.words += when.times;
      const std::string held = "h_" + in.name;
      body.push_back({guarded(when, held + " = " + in.name + ".read();"), "", ""});
      if (between(0, 9) == 0) {  // the iteration takes another cycle
        in.words += when.times;
        body.push_back({guarded(when, held + " ^= " + in.name + ".read();"), "", ""});
      }
      values_.push_back({held, in.bits, false});
    }
    if (has_ram_) add_ram_access(body);
    if (has_array_) add_array_access(body);
    if (has_structure_) add_structure(body);
    for (int k = between(4, 20); k > 0; --k) add_definition(body);
    for (const Value& state : states_) {
      const Condition when = random_condition();
      body.push_back({guarded(when, state.name + " = " + any().name + ";"), "", ""});
    }
    for (PortShape& out : kernel_.outputs) {
      const Condition when = random_condition();
      out.words += when.times;  // at most, where data decide
      const std::string word = "ap_uint<" + number(out.bits) + ">(" + latest().name + ")";
      const std::string chosen = has_choice_ ? "if (h_" + kernel_.inputs.front().name + "[0]) " : "";
      body.push_back({guarded(when, chosen + out.name + ".write(" + word + ");"), "", ""});
    }
    counter_ = (counter_ + outer_ * inner_) % period_;
  }

  const Value& any() { return values_[static_cast<std::size_t>(between(0, static_cast<int>(values_.size()) - 1))]; }
  /// One of the last few, so that long chains arise.
  const Value& latest() {
    const int size = static_cast<int>(values_.size());
    return values_[static_cast<std::size_t>(between(std::max(0, size - 5), size - 1))];
  }

  void define(std::vector<KernelLine>& body, Value made, const std::string& statements) {
    body.push_back({"    " + statements + "\n", made.name, "    const " + made.type() + " " + made.name + " = 0;\n"});
    values_.push_back(std::move(made));
  }

  void add_ram_access(std::vector<KernelLine>& body) {
    const std::string address = "static_cast<int>(ap_uint<" + number(ram_address_bits_) + ">(" + any().name + "))";
    Value old{"old" + number(unique_++), ram_.bits, false};
    const std::string at = "at" + number(unique_++);
    body.push_back({"    const int " + at + " = " + address + ";\n", at, "    const int " + at + " = 0;\n"});
    define(body, old, "const " + old.type() + " " + old.name + " = ram[" + at + "];");
    body.push_back({"    ram[" + at + "] = " + old.name + " + " + any().name + ";\n", "", ""});
  }

  /// An array with contents, partitioned, at an index that data choose.
  void add_array_access(std::vector<KernelLine>& body) {
    const std::string at = "static_cast<int>(ap_uint<6>(" + any().name + ") % " + number(array_size_) + ")";
    Value old{"old" + number(unique_++), array_bits_, false};
    define(body, old, "const " + old.type() + " " + old.name + " = array[" + at + "];");
    body.push_back({guarded(random_condition(), "array[" + at + "] += " + any().name + ";"), "", ""});
  }

  std::string pair_type() const { return kernel_.name + "_pair"; }
  const Value& member(bool high) const { return states_[states_.size() - (high ? 1 : 2)]; }

  /// A structure as a value: made, and copied as a whole into one that the loop carries.
  void add_structure(std::vector<KernelLine>& body) {
    const std::string made = "p" + number(unique_++), type = pair_type();
    body.push_back({"    " + type + " " + made + " = {" + any().name + ", " + any().name + "};\n", made,
                    "    " + type + " " + made + " = {0, 0};\n"});
    body.push_back({guarded(random_condition(), "pair = " + made + ";"), "", ""});
    values_.push_back({made + ".low", member(false).bits, member(false).is_signed});
  }

  std::string quotient(const Value& a, const Value& b) {
    const auto cut = [&](const Value& x, int bits) {
      return (between(0, 1) == 1 ? "ap_int<" : "ap_uint<") + number(bits) + ">(" + x.name + ")";
    };
    const std::string divisor =
        between(0, 2) == 0 ? number(pick<int>({-9, 3, 7, 10, 24})) : "(" + cut(b, between(2, 9)) + " | 1)";
    return cut(a, between(2, 14)) + (between(0, 1) == 1 ? " / " : " % ") + divisor;
  }

  std::string fixed_point(const Value& made, const Value& a, const std::string& name) {
    const std::string rounding = pick<std::string>(
        {"AP_TRN", "AP_TRN_ZERO", "AP_RND", "AP_RND_ZERO", "AP_RND_INF", "AP_RND_MIN_INF", "AP_RND_CONV"});
    const std::string overflow = pick<std::string>({"AP_WRAP", "AP_SAT", "AP_SAT_ZERO", "AP_SAT_SYM"});
    const int bits = between(2, 14), to = between(2, 12);
    const std::string kind = between(0, 1) == 1 ? "ap_fixed<" : "ap_ufixed<";
    return kind + number(bits) + ", " + number(between(1, bits)) + "> f" + name + "; f" + name + ".range(" +
           number(bits - 1) + ", 0) = " + a.name + "; const " + made.type() + " " + name + " = ap_fixed<" + number(to) +
           ", " + number(between(1, to)) + ", " + rounding + ", " + overflow + ">(f" + name + ").range(" +
           number(to - 1) + ", 0);";
  }

  std::string shift(const Value& a, const Value& b) {
    int amount_bits = 0;
    while ((2 << amount_bits) <= a.bits && amount_bits < b.bits) ++amount_bits;
    const std::string direction = between(0, 1) == 1 ? " << " : " >> ";
    if (amount_bits == 0 || between(0, 1) == 1) return a.name + direction + number(between(0, a.bits - 1));
    return a.name + direction + "static_cast<int>(ap_uint<" + number(amount_bits) + ">(" + b.name + "))";
  }

  std::string bit(const Value& a) { return a.name + "[" + number(between(0, a.bits - 1)) + "]"; }

  std::string expression(const Value& made, const Value& a, const Value& b) {
    const std::string ab = a.name + pick<std::string>({" + ", " - ", " & ", " | ", " ^ "}) + b.name;
    switch (between(0, 15)) {
      case 12: return quotient(a, b);
      case 13: return "ap_uint<" + number(a.bits + b.bits) + ">((" + a.name + ", " + b.name + "))";
      case 14: return a.name + pick<std::string>({".xor_reduce()", ".or_reduce()", ".and_reduce()"});
      case 15:
        return a.name + pick<std::string>({" << ", " >> "}) + "ap_uint<" + number(between(1, 6)) + ">(" + b.name + ")";
      case 0: return "~" + a.name;
      case 1: return "-" + a.name;
      case 2: return shift(a, b);
      case 3: {
        const int low = between(0, a.bits - 1);
        return a.name + ".range(" + number(between(low, a.bits - 1)) + ", " + number(low) + ")";
      }
      case 4: return bit(a) + " ? " + made.type() + "(" + b.name + ") : " + made.type() + "(" + any().name + ")";
      case 5: return "weir::popcount<" + number(a.bits) + ">(ap_uint<" + number(a.bits) + ">(" + a.name + "))";
      case 6:
        return a.name + pick<std::string>({" + ", " - ", " * ", " ^ "}) + pick<std::string>({"i", "c", "13", "-5"});
      case 7: return a.name + " * " + b.name;
      case 8: return a.name + pick<std::string>({" < ", " <= ", " > ", " >= ", " == ", " != "}) + b.name;
      default: return ab;
    }
  }

  void add_definition(std::vector<KernelLine>& body) {
    const Value made = random_value("t" + number(unique_++));
    const Value a = latest(), b = any();
    const std::string declared = made.type() + " " + made.name + " = ";
    const int form = between(0, 9);
    if (form == 0) {
      const int low = between(0, made.bits - 1);
      return define(body, made,
                    declared + a.name + "; " + made.name + ".range(" + number(between(low, made.bits - 1)) + ", " +
                        number(low) + ") = " + b.name + ";");
    }
    if (form == 1)
      return define(body, made, declared + a.name + "; " + bit(made) + " = " + b.name + " < " + any().name + ";");
    if (form == 2)
      return define(body, made,
                    declared + "0; for (int k = 0; k < " + number(std::min(a.bits, 12)) +
                        "; ++k) {\n#pragma HLS UNROLL\n      if (" + a.name + "[k]) " + made.name + " += " + b.name +
                        "; }");
    if (form == 3 && has_table_)
      return define(body, made,
                    "const " + declared + kernel_.name + "_table[static_cast<int>(ap_uint<3>(" + a.name + "))];");
    if (form == 4) return define(body, made, fixed_point(made, a, made.name));
    define(body, made, "const " + declared + expression(made, a, b) + ";");
  }

  void add_frame() {
    std::string text = "#include <ap_int.h>\n#include <hls_stream.h>\n#include \"popcount.hpp\"\n";
    if (has_table_) {
      const int bits = between(2, 60);
      text += "const ap_uint<" + number(bits) + "> " + kernel_.name + "_table[8] = {";
      for (int k = 0; k < 8; ++k) text += std::to_string(random_() >> (64 - bits)) + "ull, ";
      text += "};\n";
    }
    if (has_structure_)
      text += "struct " + pair_type() + " {\n  " + member(false).type() + " low;\n  " + member(true).type() +
              " high;\n};\n";
    std::string ports;
    for (const auto* side : {&kernel_.inputs, &kernel_.outputs})
      for (const PortShape& p : *side)
        ports += (ports.empty() ? "" : ", ") + ("hls::stream<ap_uint<" + number(p.bits) + ">>& " + p.name);
    text += "void " + kernel_.name + "(" + ports + ") {\n";
    if (has_structure_) {
      text += "  " + pair_type() + " pair = {" + number(between(-9, 9)) + ", " + number(between(-9, 9)) + "};\n";
    }
    for (const Value& s : states_)
      if (s.name.find('.') == std::string::npos)
        text += "  " + s.type() + " " + s.name + " = " + number(between(-9, 9)) + ";\n";
    for (const PortShape& p : kernel_.inputs) text += "  ap_uint<" + number(p.bits) + "> h_" + p.name + " = 0;\n";
    if (has_ram_) text += "  ap_uint<" + number(ram_.bits) + "> ram[" + number(1 << ram_address_bits_) + "];\n";
    if (has_array_) {
      text += "  ap_uint<" + number(array_bits_) + "> array[" + number(array_size_) + "] = {";
      for (int k = 0; k < array_size_; ++k) text += number(between(0, 99)) + ", ";
      text += "};\n#pragma HLS ARRAY_PARTITION variable = array complete\n";
    }
    kernel_.prologue = text + "  int c = 0;\n";
    kernel_.epilogue = "}\n";
  }

  RandomBits random_;
  KernelForm form_;
  int ii_;
  RandomKernel kernel_;
  std::vector<Value> states_, values_;
  Value ram_;
  int ram_address_bits_ = 1;
  int shape_ = 0, period_ = 2, outer_ = 1, inner_ = 1;
  int counter_ = 0;  ///< what `c` is where the present loop begins
  bool has_ram_ = false, has_table_ = false, has_array_ = false, has_structure_ = false;
  bool has_choice_;  ///< data decide about the writes: no static schedule
  int array_bits_ = 11, array_size_ = 5;
  int unique_ = 100;  ///< three digits: no name begins another
};

Port filled(const PortShape& shape, int frames, RandomBits& random) {
  Port port{shape.name, shape.bits, {}};
  for (int w = 0; w < shape.words * frames; ++w) {
    Word word;
    for (int b = 0; b < shape.bits; ++b) word.append(static_cast<std::int64_t>(random() & 1), 1);
    port.words.push_back(word.hex());
  }
  return port;
}

bool uses(const RandomKernel& kernel, const KernelLine& definition) {
  for (const auto& loop : kernel.loops)
    for (const KernelLine& line : loop.body)
      if (&line != &definition && line.text.find(definition.defines) != std::string::npos) return true;
  return false;
}

}  // namespace

std::string RandomKernel::source() const {
  std::string text = prologue;
  for (const Loop& loop : loops) {
    text += loop.head;
    for (const KernelLine& line : loop.body) text += line.text;
    text += loop.tail;
  }
  return text + epilogue;
}

RandomKernel random_kernel(const std::string& name, std::uint64_t seed, const KernelForm& form) {
  return Generator(name, seed, form).make();
}

KernelCase case_of(const RandomKernel& kernel) {
  KernelCase k;
  k.name = kernel.name;
  k.source = kernel.source();
  k.frames = kernel.frames;
  k.fifo_depth = kernel.fifo_depth;
  k.delay_budget = kernel.delay_budget;
  k.processes = kernel.processes;
  RandomBits random(kernel.word_seed);
  for (const PortShape& p : kernel.inputs) k.inputs.push_back(filled(p, kernel.frames, random));
  for (const PortShape& p : kernel.outputs) k.outputs.push_back({p.name, p.bits, {}});
  return k;
}

RandomKernel minimised(RandomKernel kernel, const std::function<bool(const RandomKernel&)>& fails) {
  const auto keep_if_fails = [&](RandomKernel smaller) {
    if (!fails(smaller)) return false;
    kernel = std::move(smaller);
    return true;
  };
  for (bool shrank = true; shrank;) {
    shrank = false;
    for (std::size_t l = 0; l < kernel.loops.size(); ++l)
      for (std::size_t at = kernel.loops[l].body.size(); at-- > 0;) {
        RandomKernel smaller = kernel;
        auto& body = smaller.loops[l].body;
        if (body[at].defines.empty() || !uses(smaller, body[at]))
          body.erase(body.begin() + static_cast<std::ptrdiff_t>(at));
        else if (body[at].text != body[at].zero)
          body[at].text = body[at].zero;
        else
          continue;
        shrank |= keep_if_fails(std::move(smaller));
      }
  }
  return kernel;
}

std::string to_regression(const RandomKernel& kernel) {
  std::ostringstream text;
  text << "// " << kernel.name << ' ' << kernel.word_seed << ' ' << kernel.frames << ' ' << kernel.fifo_depth << ' '
       << kernel.delay_budget;
  for (const auto* side : {&kernel.inputs, &kernel.outputs})
    for (const PortShape& p : *side)
      text << (side == &kernel.inputs ? " in " : " out ") << p.name << ' ' << p.bits << ' ' << p.words;
  for (const ProcessCase& process : kernel.processes) {
    text << " process " << process.name;
    for (const auto* side : {&process.inputs, &process.outputs})
      for (const Port& p : *side)
        text << (side == &process.inputs ? " takes " : " gives ") << p.name << ' ' << p.bits << ' '
             << (p.type.empty() ? "-" : p.type);
  }
  return text.str() + "\n" + kernel.source();
}

KernelCase read_regression(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string first, slashes, side;
  std::getline(in, first);
  std::istringstream words(first);
  RandomKernel kernel;
  words >> slashes >> kernel.name >> kernel.word_seed >> kernel.frames >> kernel.fifo_depth >> kernel.delay_budget;
  for (std::string name, type; words >> side >> name;) {
    int bits = 0, count = 0;
    if (side == "process") {
      kernel.processes.push_back({name, {}, {}});
    } else if (side == "in" || side == "out") {
      words >> bits >> count;
      (side == "in" ? kernel.inputs : kernel.outputs).push_back({name, bits, count});
    } else {
      words >> bits >> type;
      auto& process = kernel.processes.back();
      (side == "takes" ? process.inputs : process.outputs).push_back({name, bits, {}, type == "-" ? "" : type});
    }
  }
  std::ostringstream rest;
  rest << in.rdbuf();
  kernel.prologue = rest.str();
  return case_of(kernel);
}

}  // namespace weir::test
