#include "golden/kernels/isa.hpp"

#include <algorithm>
#include <cstdlib>

#include "golden/base/error.hpp"

namespace weir::golden {

namespace {

constexpr Isa kAll[] = {Isa::Portable, Isa::Avx2, Isa::Avx512Vpopcntdq};

bool cpu_has(Isa isa) {
#if defined(__x86_64__) && defined(__GNUC__)
  switch (isa) {
    case Isa::Portable: return true;
    case Isa::Avx2: return __builtin_cpu_supports("avx2") != 0;
    case Isa::Avx512Vpopcntdq:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
             __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0;
  }
#endif
  return isa == Isa::Portable;
}

}  // namespace

const char* name(Isa isa) {
  switch (isa) {
    case Isa::Portable: return "portable";
    case Isa::Avx2: return "avx2";
    case Isa::Avx512Vpopcntdq: return "avx512-vpopcntdq";
  }
  return "";
}

Isa parse_isa(const std::string& text) {
  for (const Isa isa : kAll)
    if (text == name(isa)) return isa;
  throw Error("isa-name", "\"" + text + "\" is not an instruction set", "WEIR_ISA",
              "legal: portable, avx2, avx512-vpopcntdq");
}

std::vector<Isa> supported_isas() {
  std::vector<Isa> out;
  std::copy_if(std::begin(kAll), std::end(kAll), std::back_inserter(out), cpu_has);
  return out;
}

Isa best_isa() {
  const char* wanted = std::getenv("WEIR_ISA");
  if (wanted == nullptr || *wanted == '\0') return supported_isas().back();
  const Isa isa = parse_isa(wanted);
  if (!cpu_has(isa))
    throw Error("isa-unsupported", std::string("this CPU cannot run ") + name(isa), "WEIR_ISA",
                std::string("use ") + name(supported_isas().back()) + " or unset WEIR_ISA");
  return isa;
}

}  // namespace weir::golden
