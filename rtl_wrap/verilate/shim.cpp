#include "rtl_wrap/verilate/shim.hpp"

#include <regex>

#include "golden/base/error.hpp"

namespace weir::rtl {

std::vector<PortDeclaration> parse_ports(const std::string& header) {
  // VL_IN8(&ap_clk,0,0);  VL_OUT16(&q,15,0);  VL_IN(&i,31,0);  VL_INW(&s_axis_0_tdata,99,0,4);
  static const std::regex port(R"(VL_(IN|OUT)(?:8|16|64|W)?\(&?(\w+),\s*(\d+),\s*(\d+)(?:,\s*\d+)?\);)");
  std::vector<PortDeclaration> ports;
  for (auto it = std::sregex_iterator(header.begin(), header.end(), port); it != std::sregex_iterator(); ++it)
    ports.push_back({(*it)[2], std::stoi((*it)[3]) - std::stoi((*it)[4]) + 1, (*it)[1] == "IN"});
  if (ports.empty()) throw Error("verilator-header", "the Verilated class has no port that can be read");
  return ports;
}

std::vector<std::string> runtime_flags() {
  return {"-std=c++17",     "-fPIC",          "-fvisibility=hidden", "-fno-gnu-unique",      "-DVM_COVERAGE=0",
          "-DVM_SC=0",      "-DVM_TRACE=0",   "-DVM_TRACE_FST=0",    "-DVM_TRACE_VCD=0",     "-DVL_USER_FINISH",
          "-DVL_USER_STOP", "-DVL_USER_WARN", "-DVL_USER_FATAL",     "-fcf-protection=none", "-w",
          "-include",       "weir_runtime.h"};
}

std::string runtime_header() {
  return R"(#pragma once
__attribute__((format(printf, 1, 2))) int weir_model_print(const char* format, ...);
#define VL_PRINTF weir_model_print
)";
}

namespace {

// @CLASS@, @PORTS@ and @ABI@ are replaced.
constexpr const char* kShim = R"shim(#include "@CLASS@.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

namespace {

struct Port {
  const char* name;
  int bits;
  int is_input;
  void* data;
};
struct Stopped {};

struct Model;
thread_local std::string* messages = nullptr;
thread_local const Model* bound = nullptr;

void note(const std::string& text) {
  constexpr std::size_t most = 65536;
  if (messages != nullptr && messages->size() < most) *messages += text;
}

std::string place(const char* file, int line) {
  return file != nullptr && *file != 0 ? std::string(file) + ":" + std::to_string(line) + ": " : std::string();
}

struct Model {
  VerilatedContext context;
  std::string log;
  std::unique_ptr<@CLASS@> top;
  std::unique_ptr<Port[]> ports;
  const char* (*find)(void*, const char*) = nullptr;  ///< the place of a file that the design reads
  void* finder = nullptr;
};

/// The run-time finds messages and context through the thread: both must be this model's.
void bind(Model& model) {
  messages = &model.log;
  bound = &model;
  Verilated::threadContextp(&model.context);
}

/// False when the design stopped itself.
template <class Action>
bool run(Model& model, Action action) {
  bind(model);
  try {
    action();
    return true;
  } catch (const Stopped&) {
  } catch (const std::exception& e) {
    note(e.what());
  }
  return false;
}

}  // namespace

// The linker sends every fopen of the design's run-time here (-Wl,--wrap=fopen).
extern "C" std::FILE* __real_fopen(const char* name, const char* mode);
extern "C" std::FILE* __wrap_fopen(const char* name, const char* mode) {
  const bool is_read = std::strchr(mode, 'r') != nullptr;
  const char* place = is_read && bound != nullptr && bound->find != nullptr ? bound->find(bound->finder, name) : name;
  return *place != 0 ? __real_fopen(place, mode) : nullptr;
}

int weir_model_print(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  char text[4096];
  const int length = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  note(text);
  return length;
}

void vl_finish(const char* file, int line, const char*) {
  note(place(file, line) + "$finish\n");
  throw Stopped();
}
void vl_stop(const char* file, int line, const char*) {
  note(place(file, line) + "$stop or $fatal\n");
  throw Stopped();
}
void vl_fatal(const char* file, int line, const char*, const char* text) {
  note(place(file, line) + text + "\n");
  throw Stopped();
}
void vl_warn(const char* file, int line, const char*, const char* text) {
  note(place(file, line) + text + "\n");
  // A ROM without its file would silently compute with zeros.
  if (std::strstr(text, "$readmem") != nullptr) throw Stopped();
}

#define WEIR_EXPORT extern "C" __attribute__((visibility("default")))

WEIR_EXPORT int weir_model_abi() { return @ABI@; }

WEIR_EXPORT void* weir_model_create(int count, const char** arguments) {
  auto model = std::make_unique<Model>();
  const bool fine = run(*model, [&] {
    model->context.threads(1);
    model->context.commandArgs(count, arguments);
    model->top = std::make_unique<@CLASS@>(&model->context, "top");
  });
  if (!fine) return nullptr;
  @CLASS@& top = *model->top;
  const Port ports[] = {
@PORTS@  };
  model->ports = std::make_unique<Port[]>(sizeof ports / sizeof *ports);
  std::memcpy(model->ports.get(), ports, sizeof ports);
  return model.release();
}

WEIR_EXPORT void weir_model_destroy(void* handle) {
  std::unique_ptr<Model> model(static_cast<Model*>(handle));
  run(*model, [&] { model->top->final(); });
  model.reset();
  messages = nullptr;
  bound = nullptr;
}

WEIR_EXPORT void weir_model_files(void* handle, const char* (*find)(void*, const char*), void* finder) {
  Model& model = *static_cast<Model*>(handle);
  model.find = find;
  model.finder = finder;
}

WEIR_EXPORT int weir_model_eval(void* handle) {
  Model& model = *static_cast<Model*>(handle);
  bind(model);
  try {
    model.top->eval();
    return 0;
  } catch (const Stopped&) {
    return 1;
  }
}

WEIR_EXPORT const char* weir_model_messages(void* handle) { return static_cast<Model*>(handle)->log.c_str(); }

WEIR_EXPORT int weir_model_ports(void* handle, const void** ports) {
  *ports = static_cast<Model*>(handle)->ports.get();
  return @COUNT@;
}
)shim";

void replace_all(std::string& text, const std::string& mark, const std::string& value) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
}

}  // namespace

std::string shim_source(const std::string& prefix, const std::vector<PortDeclaration>& ports) {
  std::string table;
  for (const PortDeclaration& port : ports)
    table += "      {\"" + port.name + "\", " + std::to_string(port.bits) + ", " + (port.input ? "1" : "0") +
             ", &top." + port.name + "},\n";
  std::string text = kShim;
  replace_all(text, "@CLASS@", prefix);
  replace_all(text, "@PORTS@", table);
  replace_all(text, "@COUNT@", std::to_string(ports.size()));
  replace_all(text, "@ABI@", std::to_string(kModelAbi));
  return text;
}

}  // namespace weir::rtl
