/// rtlsim_performance.json of the commands that run RTL, and the option that says whose keys it has.
#pragma once
#include <CLI/CLI.hpp>

#include "golden/base/file.hpp"
#include "golden/finn/python_json.hpp"
#include "tools/report/rtlsim_performance.hpp"

namespace weir::tools {

inline void add_finn_schema(CLI::App& command, std::string& schema) {
  command
      .add_option("--finn-schema", schema,
                  "keys and stable throughput of rtlsim_performance.json: FINN v0.10's, or dev's")
      ->check(CLI::IsMember({"v0.10", "dev"}));
}

inline void write_performance(const std::filesystem::path& folder, const PerformanceRun& run,
                              const std::string& schema) {
  write_text_file(folder / "rtlsim_performance.json",
                  golden::python_json(rtlsim_performance(run, finn_schema(schema))));
}

}  // namespace weir::tools
