#include "hls/compiler/frontend.hpp"

#include <fstream>
#include <optional>
#include <sstream>

#include "golden/base/file.hpp"
#include "hls/compiler/pragmas.hpp"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SourceMgr.h"

namespace weir::hls {

namespace {

namespace fs = std::filesystem;

/// A folder of its own in the system's temporary folder, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    llvm::SmallString<128> name;
    if (llvm::sys::fs::createUniqueDirectory("weir-hlsc", name)) {
      throw Error("scratch", "cannot make a temporary folder", fs::temp_directory_path().string());
    }
    path_ = std::string(name);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Of clang itself, whatever the source: the statuses of a driver whose compiler crashed, and of a program that a
/// signal ended.
bool has_died(int status) { return status == -2 || status >= 128; }

Error death_of(const CompileOptions& options, const std::string& source) {
  return Error("clang-died", options.clang + " died while it compiled the source", source,
               "a fault of the compiler or too little memory, not of the source: another PE, SIMD or width may help, "
               "or another clang (--clang)");
}

/// The first error line "file:line:column: error: message" of clang's output as an Error.
Error clang_error(const std::string& output, const std::string& source) {
  std::istringstream in(output);
  std::string line;
  while (std::getline(in, line)) {
    for (const char* mark : {": fatal error: ", ": error: "}) {
      if (const auto at = line.find(mark); at != std::string::npos) {
        return Error("clang", line.substr(at + std::string(mark).size()), line.substr(0, at), output);
      }
    }
  }
  return Error("clang", "clang failed", source, output);
}

void run_clang(const CompileOptions& options, const std::vector<std::string>& arguments, const ScratchFolder& scratch) {
  const auto program = llvm::sys::findProgramByName(options.clang);
  if (!program) throw Error("clang-missing", options.clang + " was not found", "PATH", "install clang-19");
  std::vector<llvm::StringRef> list{*program};
  list.insert(list.end(), arguments.begin(), arguments.end());
  const std::string messages = scratch.file("messages");
  const llvm::StringRef empty, sink = messages;
  const std::optional<llvm::StringRef> redirects[] = {empty, empty, sink};
  std::string failure;
  const int status = llvm::sys::ExecuteAndWait(*program, list, std::nullopt, redirects, 0, 0, &failure);
  if (has_died(status)) throw death_of(options, options.source.string());
  if (!failure.empty()) throw Error("clang", failure, options.source.string());
  if (status != 0) throw clang_error(read_text(messages), options.source.string());
}

/// The source itself, or one that includes all.
std::string one_source(const std::vector<fs::path>& sources, const ScratchFolder& scratch) {
  if (sources.size() == 1) return sources.front().string();
  const std::string all = scratch.file("all.cpp");
  std::string text;
  for (const fs::path& source : sources) text += "#include \"" + fs::absolute(source).string() + "\"\n";
  write_text_file(all, text);
  return all;
}

}  // namespace

std::unique_ptr<llvm::Module> parse_source(const CompileOptions& options, llvm::LLVMContext& context) {
  std::vector<fs::path> sources{options.source};
  sources.insert(sources.end(), options.more_sources.begin(), options.more_sources.end());
  for (const fs::path& source : sources)
    if (!fs::exists(source)) throw Error("hls-source", "the source file does not exist", source.string());
  const ScratchFolder scratch;
  const std::string plain = scratch.file("plain.ii"), rewritten = scratch.file("rewritten.ii"),
                    bitcode = scratch.file("kernel.bc");

  // __SYNTHESIS__ as of Vitis HLS: what is for simulation alone stands behind it.
  std::vector<std::string> preprocess = {"-E", "-x", "c++", "-std=c++20", "-D__WEIR_HLSC__", "-D__SYNTHESIS__"};
  // Words of C that C++ has under another name.
  if (options.source.extension() == ".c")
    preprocess.insert(preprocess.end(), {"-D_Bool=bool", "-Drestrict=__restrict"});
  for (const std::string& define : options.defines) preprocess.push_back("-D" + define);
  for (const fs::path& folder : options.include_dirs) preprocess.insert(preprocess.end(), {"-I", folder.string()});
  preprocess.insert(preprocess.end(), {one_source(sources, scratch), "-o", plain});
  run_clang(options, preprocess, scratch);

  write_text_file(rewritten, rewrite_pragmas(read_text(plain)));

  // Value names make the SystemVerilog readable; line tables give every error its place.
  run_clang(options,
            {"-x", "c++-cpp-output", "-std=c++20", "-O1", "-Xclang", "-disable-llvm-passes", "-fno-discard-value-names",
             "-gline-tables-only", "-fno-exceptions", "-fno-threadsafe-statics", "-fno-crash-diagnostics",
             "-fconstexpr-steps=100000000", "-Wno-unknown-pragmas", "-w", "-c", "-emit-llvm", rewritten, "-o", bitcode},
            scratch);
  llvm::SMDiagnostic problem;
  auto module = llvm::parseIRFile(bitcode, problem, context);
  if (!module) throw Error("clang", problem.getMessage().str(), options.source.string());
  return module;
}

}  // namespace weir::hls
