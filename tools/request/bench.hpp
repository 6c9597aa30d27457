/// What `weir bench` and Model.bench are asked.
#pragma once
#include "tools/flow/bench_flow.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct BenchOptions {
  NetworkRequest network;
  BenchRequest request;
  int reps = 100;
};

Form describe(BenchOptions& options);

}  // namespace weir::tools
