#include "hls/codegen/kernel.hpp"

#include <algorithm>
#include <bit>

#include "hls/codegen/dwc.hpp"
#include "hls/codegen/elementwise.hpp"
#include "hls/codegen/label_select.hpp"
#include "hls/codegen/max_pool.hpp"
#include "hls/codegen/mvau.hpp"
#include "hls/codegen/pool.hpp"
#include "hls/codegen/sliding_window.hpp"
#include "hls/codegen/thresholding.hpp"
#include "hls/codegen/vvau.hpp"
#include "hls/codegen/word_mover.hpp"

namespace weir::hls {

namespace {

std::string declaration(const std::string& stage, const StageRom& rom) {
  const std::string banks = rom.banks == 0 ? "" : "[" + std::to_string(rom.banks) + "]";
  return "const ap_uint<" + std::to_string(rom.word_bits) + "> " + stage + "_" + rom.name + banks + "[" +
         std::to_string(rom.words) + "]";
}

/// Strings, because no C++ literal holds a wide word; short words as numbers, which compile faster and need no
/// start-up.
std::string literal(const golden::Words& words, std::int64_t index) {
  // "0x" in strings too: the vendor's header takes a leading "0b" or "0d" of the digits for a prefix.
  const std::string digits = "0x" + hex_digits(words, index);
  if (words.word_bits <= 64) return digits + (words.word_bits > 31 ? "ull" : "");
  return "ap_uint<" + std::to_string(words.word_bits) + ">(\"" + digits + "\", 16)";
}

std::string definition(const std::string& stage, const StageRom& rom, const golden::Words& words) {
  constexpr std::size_t line_length = 110;
  std::string text = declaration(stage, rom) + " = {\n";
  std::size_t line_start = text.size();
  for (std::int64_t index = 0; index < words.count(); ++index) {
    const std::string next = literal(words, index);
    if (text.size() > line_start && text.size() - line_start + next.size() > line_length) {
      text += "\n";
      line_start = text.size();
    }
    text += next + ", ";
  }
  return text + "\n};\n";
}

std::string template_arguments(const StageKernel& kernel) {
  std::string text;
  for (const auto& [name, value] : kernel.arguments) text += (text.empty() ? "" : ", ") + ("/*" + name + "*/ " + value);
  return text;
}

std::string port_type(const golden::StageGraph& graph, int stream) {
  return "hls::stream<ap_uint<" + std::to_string(graph.streams[static_cast<std::size_t>(stream)].word_bits()) + "> >&";
}

/// "in0", "in1", ..., "out0", ...
std::vector<std::string> port_names(const golden::Stage& stage) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < stage.inputs.size(); ++i) names.push_back("in" + std::to_string(i));
  for (std::size_t i = 0; i < stage.outputs.size(); ++i) names.push_back("out" + std::to_string(i));
  return names;
}

int widest_word(const golden::StageGraph& graph, const golden::Stage& stage, const StageKernel& kernel) {
  int bits = 0;
  for (const auto& rom : kernel.roms) bits = std::max(bits, rom.word_bits);
  for (const auto* side : {&stage.inputs, &stage.outputs})
    for (const int stream : *side) bits = std::max(bits, graph.streams[static_cast<std::size_t>(stream)].word_bits());
  return bits;
}

}  // namespace

std::string width_guard(int bits) {
  constexpr int kVendorDefault = 1024;
  if (bits <= kVendorDefault) return {};
  return "#ifndef AP_INT_MAX_W\n#define AP_INT_MAX_W " + std::to_string(std::bit_ceil(static_cast<unsigned>(bits))) +
         "  // the vendor's header refuses wider words otherwise\n#endif\n";
}

std::vector<std::string> kinds_with_kernel() {
  return golden::kinds_where([](const auto& kind) {
    return requires(const golden::Stage& s) { kernel_of(kind, s); };
  });
}

StageKernel kernel_of(const golden::Stage& stage) {
  return std::visit(
      [&](const auto& kind) -> StageKernel {
        if constexpr (requires { kernel_of(kind, stage); }) {
          return kernel_of(kind, stage);
        } else {
          std::string known;
          for (const std::string& name : kinds_with_kernel()) known += " " + name;
          throw Error("no-hls", "stage " + stage.name + ": there is no HLS kernel for " + kind.op_type, "",
                      "kinds with a kernel:" + known);
        }
      },
      stage.kind);
}

std::vector<golden::Words> rom_contents(const golden::StageGraph& graph, const golden::Stage& stage) {
  return std::visit(
      [&](const auto& kind) -> std::vector<golden::Words> {
        if constexpr (requires { rom_contents(kind, stage.folding, graph.parameters(stage)); }) {
          return rom_contents(kind, stage.folding, graph.parameters(stage));
        } else {
          return {};
        }
      },
      stage.kind);
}

std::string stage_signature(const golden::StageGraph& graph, const golden::Stage& stage, const std::string& name) {
  std::string ports;
  const auto add = [&](const char* direction, const std::vector<int>& streams) {
    for (std::size_t i = 0; i < streams.size(); ++i)
      ports += (ports.empty() ? "" : ", ") + port_type(graph, streams[i]) + " " + direction + std::to_string(i);
  };
  add("in", stage.inputs);
  add("out", stage.outputs);
  return "void " + name + "(" + ports + ")";
}

std::string stage_source(const golden::StageGraph& graph, const golden::Stage& stage, const std::string& name) {
  const StageKernel kernel = kernel_of(stage);
  const std::vector<std::string> ports = port_names(stage);
  std::string text = "// Generated by Weir: one frame per call.\n" + width_guard(widest_word(graph, stage, kernel)) +
                     "#include \"" + kernel.header + "\"\n";
  if (!kernel.roms.empty()) text += "#include \"" + name + ".params.h\"\n";
  text += "\n" + stage_signature(graph, stage, name) + " {\n";
  for (const auto& port : ports) text += "#pragma HLS INTERFACE axis port=" + port + "\n";
  text += "#pragma HLS INTERFACE ap_ctrl_none port=return\n";
  for (const auto& rom : kernel.roms)
    if (rom.banks > 0) text += "#pragma HLS ARRAY_PARTITION variable=" + name + "_" + rom.name + " complete dim=1\n";
  text += "  " + kernel.function + "<" + template_arguments(kernel) + ">(";
  std::string call;
  for (const auto& port : ports) call += (call.empty() ? "" : ", ") + port;
  for (const auto& rom : kernel.roms) call += ", " + name + "_" + rom.name;
  return text + call + ");\n}\n";
}

std::string stage_params(const golden::StageGraph& graph, const golden::Stage& stage) {
  const StageKernel kernel = kernel_of(stage);
  if (kernel.roms.empty()) return {};
  std::string text = "// Generated by Weir: constants of stage " + stage.name +
                     ". Weir's own compiler reads them from files instead.\n#pragma once\n" +
                     width_guard(widest_word(graph, stage, kernel)) + "#include <ap_int.h>\n\n";
  for (const auto& rom : kernel.roms) text += "extern " + declaration(stage.name, rom) + ";\n";
  text += "\n#ifndef __WEIR_HLSC__\n";
  const std::vector<golden::Words> contents = rom_contents(graph, stage);
  for (std::size_t i = 0; i < contents.size(); ++i) text += definition(stage.name, kernel.roms[i], contents[i]);
  return text + "#endif\n";
}

std::string hex_digits(const golden::Words& words, std::int64_t index) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::span<const std::uint8_t> bytes = words.word(index);
  const auto count = static_cast<std::size_t>(words.word_bits + 3) / 4;
  std::string text(count, '0');
  for (std::size_t i = 0; i < count; ++i) text[count - 1 - i] = digits[(bytes[i / 2] >> (i % 2 * 4)) & 15];
  return text;
}

}  // namespace weir::hls
