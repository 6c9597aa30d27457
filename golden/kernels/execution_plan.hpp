/// What the fast executor does for a network: which layers run on which kernels, and where their streams lie.
#pragma once
#include <map>

#include "golden/kernels/fast_layer.hpp"

namespace weir::golden {

/// Where the elements of a stream are. Streams that hold what another one holds share its buffer.
struct StreamPlace {
  int buffer = -1;
  std::optional<Window> window;  ///< the buffer holds pixels; the stream is the windows over them
};

struct PlannedLayer {
  std::unique_ptr<FastLayer> kernel;  ///< null where nothing is to be done
  std::vector<int> inputs, outputs;   ///< buffers
};

struct ExecutionPlan {
  StreamForms forms;
  std::map<std::string, StreamPlace> places;  ///< by stream name
  std::vector<PlannedLayer> layers;           ///< as network.layers
  int buffer_count = 0;
  bool passes_input_through = false;          ///< the first output holds just what the input holds
  std::vector<std::string> reference_layers;  ///< names of the layers that run the plain reference
  std::int64_t batch_frames = 1;              ///< fills the registers best within a bound on memory
};

ExecutionPlan make_execution_plan(const Network& network, const KernelSet& kernels);

}  // namespace weir::golden
