/// C++ around a top function, built and run on this machine: with a test bench in which a recorder stands for the top,
/// or with a main() of its own.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tools/flow/kernel_compiler.hpp"
#include "tools/flow/kernel_signature.hpp"

namespace weir::tools {

class NativeProgram {
 public:
  /// `test_bench`: empty where the recorder's source has a main(). Builds and runs in `folder`, which is there; files
  /// that the test bench names by their path from its own folder are copied there, because it may read them.
  NativeProgram(const HlsSources& sources, std::string top, std::filesystem::path test_bench,
                std::filesystem::path folder, Progress progress);

  /// Builds `recorder` (kernel_harness.hpp) with the test bench and runs it with `arguments`. Throws Error native-build
  /// for what does not build, native-run for what ends with anything but success (1 is a test bench's own verdict).
  void run(const std::string& recorder, const std::vector<std::string>& arguments);

 private:
  void build(const std::vector<std::string>& arguments, const std::string& what) const;
  void compile_test_bench() const;
  void copy_data() const;
  Tick tick(const std::string& text) const;

  const HlsSources& sources_;
  std::string top_;
  std::filesystem::path test_bench_, folder_;
  Progress progress_;
};

/// Elements of the pointers and unsized arrays of the top that nobody gave a number: as many as the test bench's own
/// objects have from there on. What only a test bench could say, and what it does not say, is left out. Throws Error
/// argument for a pointer whose object differs between the calls; native-build, native-run as above.
std::map<std::string, std::int64_t> measured_elements(const HlsSources& sources, const std::string& top,
                                                      const std::map<std::string, std::int64_t>& given,
                                                      const std::filesystem::path& test_bench,
                                                      const std::filesystem::path& folder, const Progress& progress);

}  // namespace weir::tools
