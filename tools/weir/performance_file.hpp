/// rtlsim_performance.json of the commands that run RTL.
#pragma once
#include <filesystem>

#include "golden/base/file.hpp"
#include "golden/finn/python_json.hpp"
#include "tools/report/rtlsim_performance.hpp"

namespace weir::tools {

inline void write_performance(const std::filesystem::path& folder, const PerformanceRun& run,
                              const std::string& schema) {
  write_text_file(folder / "rtlsim_performance.json",
                  golden::python_json(rtlsim_performance(run, finn_schema(schema))));
}

}  // namespace weir::tools
