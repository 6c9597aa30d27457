#include "rtl_wrap/verilate/compiler_check.hpp"

#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/process.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

constexpr const char* kHead = R"check(
namespace {

template <class In, class Out>
struct State {
  In x;
  Out r;
};

// One comparison with a constant, as Verilator writes it.
#define LT(x, k) ((unsigned)(k) < (unsigned)(x))
#define LE(x, k) ((unsigned)(k) <= (unsigned)(x))
#define GT(x, k) ((unsigned)(k) > (unsigned)(x))
#define EQ(x, k) ((unsigned)(k) == (unsigned)(x))
#define LTS(x, k) ((int)(k) < (int)(x))
#define GES(x, k) ((int)(k) >= (int)(x))

// Sums of them: plain (P), in trees with masks (T), masks of them (M).
#define P4(C, x, b) C(x, b) + C(x, b + 1) + C(x, b + 2) + C(x, b + 3)
#define P8(C, x, b) P4(C, x, b) + P4(C, x, b + 4)
#define P9(C, x, b) P8(C, x, b) + C(x, b + 8)
#define P12(C, x, b) P8(C, x, b) + P4(C, x, b + 8)
#define P15(C, x, b) P12(C, x, b) + C(x, b + 12) + C(x, b + 13) + C(x, b + 14)
#define P16(C, x, b) P8(C, x, b) + P8(C, x, b + 8)
#define P31(C, x, b) P16(C, x, b) + P15(C, x, b + 16)
#define T2(C, x, b) (3U & (C(x, b + 1) + C(x, b)))
#define T4(C, x, b) (7U & (T2(C, x, b + 2) + T2(C, x, b)))
#define T8(C, x, b) (15U & (T4(C, x, b + 4) + T4(C, x, b)))
#define T16(C, x, b) (31U & (T8(C, x, b + 8) + T8(C, x, b)))
#define M4(C, x, b) (C(x, b) << 3 | C(x, b + 1) << 2 | C(x, b + 2) << 1 | C(x, b + 3))
#define M8(C, x, b) __builtin_popcount(M4(C, x, b) << 4 | M4(C, x, b + 4))
#define M16(C, x, b) (M8(C, x, b) + M8(C, x, b + 8))

const int kFirst = 23;

struct Tally {
  int wrong;
  const char* first;
};

template <class In, class Out>
void check(Tally& tally, const char* name, void (*compiled)(State<In, Out>*), int (*one)(int, int), int count, int from,
           int to) {
  State<In, Out> state;
  for (int x = from; x < to; ++x) {
    state.x = (In)x;
    state.r = 0;
    compiled(&state);
    volatile int sum = 0;
    for (volatile int k = 0; k < count; k = k + 1) sum = sum + one(x, kFirst + k);
    if (state.r == (Out)sum) continue;
    if (tally.wrong++ == 0) tally.first = name;
    return;
  }
}
)check";

struct Operand {
  const char *type, *name;
  int from, to;
  std::vector<const char*> comparisons;
};

const std::vector<Operand>& operands() {
  static const std::vector<Operand> list{{"unsigned char", "u8", 0, 256, {"LT", "LE", "GT", "EQ"}},
                                         {"signed char", "i8", -128, 128, {"LTS", "GES"}},
                                         {"unsigned short", "u16", 0, 300, {"LT", "EQ"}}};
  return list;
}

constexpr std::pair<const char*, int> kShapes[]{{"P8", 8},   {"P9", 9}, {"P12", 12}, {"P15", 15}, {"P16", 16},
                                                {"P31", 31}, {"T8", 8}, {"T16", 16}, {"M8", 8},   {"M16", 16}};
constexpr std::pair<const char*, const char*> kResults[]{
    {"unsigned char", "8"}, {"unsigned short", "16"}, {"unsigned int", "32"}};

}  // namespace

std::string compiler_check_source(const std::string& function) {
  std::ostringstream functions, calls;
  for (const Operand& operand : operands())
    for (const char* comparison : operand.comparisons) {
      const std::string one = std::string(comparison) + "_" + operand.name;
      functions << "int " << one << "(int x, int k) { return " << comparison << "(x, k); }\n";
      for (const auto& [shape, count] : kShapes)
        for (const auto& [type, bits] : kResults) {
          const std::string name = std::string(shape) + "_" + one + "_" + bits;
          functions << "__attribute__((noinline)) void " << name << "(State<" << operand.type << ", " << type
                    << ">* s) { s->r = " << shape << "(" << comparison << ", s->x, kFirst); }\n";
          calls << "  check(tally, \"" << name << "\", " << name << ", " << one << ", " << count << ", " << operand.from
                << ", " << operand.to << ");\n";
        }
    }
  return kHead + functions.str() + "\n}  // namespace\n\nextern \"C\" int " + function +
         "(const char** first) {\n  Tally tally = {0, \"\"};\n" + calls.str() +
         "  *first = tally.first;\n  return tally.wrong;\n}\n";
}

int compiler_check_count() {
  std::size_t comparisons = 0;
  for (const Operand& operand : operands()) comparisons += operand.comparisons.size();
  return static_cast<int>(comparisons * std::size(kShapes) * std::size(kResults));
}

std::vector<CompilerCheck> check_compiler(const Toolchain& toolchain, const std::vector<std::string>& levels,
                                          const std::vector<std::string>& flags, const fs::path& work) {
  create_output_folder(work);
  write_text_file(work / "check.cc",
                  compiler_check_source("weir_check") +
                      "#include <cstdio>\nint main() {\n  const char* first = \"\";\n  const int wrong "
                      "= weir_check(&first);\n  std::printf(\"%d %s\", wrong, first);\n}\n");
  std::vector<CompilerCheck> checks;
  for (const std::string& level : levels) {
    std::vector<std::string> command{toolchain.compiler, level, "-w", "-o", "check", "check.cc"};
    command.insert(command.end(), flags.begin(), flags.end());
    const ProcessResult built = run_process(command, work);
    if (built.exit_code != 0) throw Error("cxx-failed", "the compiler check cannot be built: " + built.output);
    const ProcessResult run = run_process({"./check"}, work);
    CompilerCheck& check = checks.emplace_back(CompilerCheck{level, 0, ""});
    std::istringstream said(run.output);
    if (run.exit_code != 0 || !(said >> check.wrong))
      throw Error("cxx-failed", "the compiler check does not run: " + run.output);
    said >> check.first;
  }
  fs::remove_all(work);
  return checks;
}

}  // namespace weir::rtl
