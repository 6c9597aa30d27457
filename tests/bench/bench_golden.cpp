/// Images per second of the golden model's fast kernels: the bytes of pictures in, packed elements of the output out.
/// Names: <network>/<instruction set>/batch:<frames>/threads:<n>; items_per_second is images per second: of CPU time
/// on one thread, of real time on two. Choose with
/// --benchmark_filter, write JSON with --benchmark_format=json.
#include <benchmark/benchmark.h>

#include <random>

#include "golden/builtin/builtin.hpp"
#include "golden/kernels/executor.hpp"
#include "tests/bench/byte_networks.hpp"

using namespace weir::golden;

namespace {

/// Made by the first run that needs it: large networks take longer to pack than to run.
class Subject {
 public:
  Subject(std::string network, Isa isa) : name_(std::move(network)), isa_(isa) {}
  const FastExecutor& executor() {
    const std::lock_guard lock(mutex_);
    if (executor_ == nullptr) {
      network_ = is_builtin(name_) ? make_builtin(name_).network
                                   : std::make_shared<const Network>(weir::bench::make_byte_network(name_));
      executor_ = std::make_unique<FastExecutor>(*network_, isa_);
    }
    return *executor_;
  }
  const Network& network() const { return *network_; }

 private:
  std::string name_;
  Isa isa_;
  std::mutex mutex_;
  std::shared_ptr<const Network> network_;
  std::unique_ptr<FastExecutor> executor_;
};

/// What a picture of the network has: MNIST pictures are shorter than their padded stream.
std::size_t picture_bytes(const Network& network) {
  const bool is_mnist = network.input_encoding == InputEncoding::BnnPynqBinarize;
  return static_cast<std::size_t>(is_mnist ? 784
                                           : weir::element_count(network.find_stream(network.inputs.front())->shape));
}

void run_pictures(benchmark::State& state, Subject& subject, std::int64_t wanted_batch) {
  const FastExecutor& executor = subject.executor();
  const std::int64_t batch = wanted_batch > 0 ? wanted_batch : executor.batch_frames();
  const std::size_t bytes = picture_bytes(subject.network());
  std::vector<std::uint8_t> pictures(bytes * static_cast<std::size_t>(batch));
  std::mt19937 random(1);
  for (auto& byte : pictures) byte = static_cast<std::uint8_t>(random());
  Packed input, output;
  for (auto _ : state) {
    executor.encode(pictures, bytes, input);
    executor.run(input, output);
    benchmark::DoNotOptimize(output.data.data());
  }
  state.SetItemsProcessed(state.iterations() * batch);
  state.counters["frames_per_batch"] = benchmark::Counter(static_cast<double>(batch), benchmark::Counter::kAvgThreads);
}

/// The built-in networks of 1 and 2 bits, then those of 8 and 4 bits.
std::vector<std::string> subject_names() {
  std::vector<std::string> names = builtin_names();
  for (std::string& name : weir::bench::byte_network_names()) names.push_back(std::move(name));
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  for (const auto& network : subject_names())
    for (const Isa isa : supported_isas())
      for (const std::int64_t batch : {1, 0}) {
        const auto subject = std::make_shared<Subject>(network, isa);
        const std::string title = network + "/" + name(isa) + "/batch:" + (batch > 0 ? std::to_string(batch) : "best");
        const auto run = [subject, batch](benchmark::State& state) { run_pictures(state, *subject, batch); };
        benchmark::RegisterBenchmark(title.c_str(), run)->Unit(benchmark::kMillisecond);
        if (batch == 0)
          benchmark::RegisterBenchmark(title.c_str(), run)->Threads(2)->UseRealTime()->Unit(benchmark::kMillisecond);
      }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
