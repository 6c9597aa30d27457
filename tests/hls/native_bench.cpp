// The native C simulation of kernels under test.
#include <algorithm>
#include <ostream>
#include <set>
#include <sstream>

#include "golden/base/file.hpp"
#include "tests/hls/bench.hpp"
#include "tests/paths.hpp"

namespace weir::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* native_words = R"(
#include <ap_int.h>
#include <hls_stream.h>
#include <fstream>
#include <string>
template <class T> void fill(hls::stream<T>& s, const char* path) {
  constexpr int W = weir_ap::word_width<T>();
  std::ifstream in(path); std::string w;
  while (in >> w) { T x; weir_ap::unpack<T, W>(x, ap_uint<W>(w.c_str(), 16).bits, 0); s.write(x); }
}
template <class T> void drain(hls::stream<T>& s, const char* path, bool stays = false) {
  constexpr int W = weir_ap::word_width<T>();
  std::ofstream out(path);
  for (std::size_t left = s.size(); left > 0; --left) {
    T x = s.read(); std::string w;
    const ap_uint<W> y = ap_uint<W>::from(weir_ap::pack(x).v);
    for (int at = 0; at < W; at += 4) {
      int d = (int)(unsigned long long)y.range(at + 3 < W ? at + 3 : W - 1, at);
      w.insert(w.begin(), "0123456789abcdef"[d]);
    }
    out << w << '\n';
    if (stays) s.write(x);
  }
}
)";

std::string file_of(const KernelCase& k, const Port& p, const fs::path& folder) {
  return "\"" + (folder / (k.name + "." + p.name + ".hex")).string() + "\"";
}

/// Declares the ports not yet `declared`; returns them as arguments.
template <class Function>
std::string arguments_of(const Function& k, std::ostream& text, std::set<std::string>& declared) {
  std::string arguments;
  for (const auto* side : {&k.inputs, &k.outputs})
    for (const Port& p : *side) {
      if (declared.insert(p.name).second)
        text << "    hls::stream<" << (p.type.empty() ? "ap_uint<" + std::to_string(p.bits) + ">" : p.type) << "> "
             << p.name << ";\n";
      arguments += (arguments.empty() ? "" : ", ") + p.name;
    }
  return arguments;
}

/// All frames through one function of a region after the other; what the local streams hold meanwhile is written down.
void call_processes(const KernelCase& k, const fs::path& folder, std::ostream& text) {
  std::set<std::string> declared;
  for (const ProcessCase& process : k.processes) {
    const std::string arguments = arguments_of(process, text, declared);
    for (const Port& p : process.inputs)
      if (std::any_of(k.inputs.begin(), k.inputs.end(), [&](const Port& own) { return own.name == p.name; }))
        text << "    fill(" << p.name << ", " << file_of(k, p, folder) << ");\n";
    text << "    for (int f = 0; f < " << k.frames << "; ++f) " << process.name << "(" << arguments << ");\n";
    for (const Port& p : process.outputs)
      if (std::none_of(k.outputs.begin(), k.outputs.end(), [&](const Port& own) { return own.name == p.name; }))
        text << "    drain(" << p.name << ", " << file_of(k, p, folder) << ", true);\n";
  }
}

/// Reads hex words, calls every kernel once per frame, writes hex words.
std::string native_main(const std::vector<KernelCase>& cases, const fs::path& folder) {
  std::ostringstream text;
  text << native_words;
  for (const KernelCase& k : cases) text << "#include \"" << k.name << ".cpp\"\n";
  text << "int main() {\n";
  for (const KernelCase& k : cases) {
    text << "  {\n";
    std::set<std::string> declared;
    const std::string arguments = arguments_of(k, text, declared);
    for (const Port& p : k.inputs) text << "    fill(" << p.name << ", " << file_of(k, p, folder) << ");\n";
    text << "    for (int f = 0; f < " << k.frames << "; ++f) " << k.name << "(" << arguments << ");\n";
    for (const Port& p : k.outputs) text << "    drain(" << p.name << ", " << file_of(k, p, folder) << ");\n";
    text << "  }\n  {\n";
    call_processes(k, folder, text);
    text << "  }\n";
  }
  text << "}\n";
  return text.str();
}

}  // namespace

std::map<std::string, std::vector<std::string>> simulate_natively(const std::vector<KernelCase>& cases,
                                                                  const fs::path& folder) {
  const std::string hls_folder = weir::test::source_folder().string() + "/hls";
  const fs::path dir = folder / "native";
  fs::create_directories(dir);
  for (const KernelCase& k : cases) {
    write_text_file(dir / (k.name + ".cpp"), k.source);
    for (const Port& p : k.inputs) write_text_file(dir / (k.name + "." + p.name + ".hex"), lines(p.words));
  }
  write_text_file(dir / "main.cpp", native_main(cases, dir));
  run_command("clang++-19 -std=c++20 -O1 -Wno-unknown-pragmas -I " + hls_folder + "/include -I " + hls_folder +
                  "/kernels " + (dir / "main.cpp").string() + " -o " + (dir / "csim").string(),
              dir / "build.log");
  run_command((dir / "csim").string(), dir / "run.log");
  std::map<std::string, std::vector<std::string>> outputs;
  for (const KernelCase& k : cases) {
    const auto keep = [&](const Port& p) {
      std::vector<std::string> own;
      std::istringstream in(read_text_file(dir / (k.name + "." + p.name + ".hex")));
      for (std::string word; in >> word;) own.push_back(word);
      if (!own.empty()) outputs[k.name + "." + p.name] = std::move(own);
    };
    for (const Port& p : k.outputs) keep(p);
    for (const ProcessCase& process : k.processes)
      for (const Port& p : process.outputs) keep(p);
  }
  return outputs;
}

}  // namespace weir::test
