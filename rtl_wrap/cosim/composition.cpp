#include "rtl_wrap/cosim/composition.hpp"

#include <algorithm>
#include <cstring>

#include "rtl_wrap/cosim/port_finder.hpp"

namespace weir::rtl {

namespace {

bool any_bit(const Port& port) {
  return std::any_of(port.data, port.data + port.bytes(), [](std::uint8_t byte) { return byte != 0; });
}

/// Sets a one-bit signal; says whether that changed it.
bool set(std::uint8_t& signal, bool value) {
  const bool changed = signal != static_cast<std::uint8_t>(value);
  signal = value;
  return changed;
}

const std::string& module_of(const RtlFolder& rtl, const golden::Stage& stage) {
  for (const RtlFolder::Stage& known : rtl.stages)
    if (known.name == stage.name) return known.module;
  throw Error("rtl-differs", "the RTL has no stage \"" + stage.name + "\"", (rtl.folder / kManifestName).string());
}

}  // namespace

Composition::Link::Link(const golden::Stream& stream)
    : fifo(stream.word_bytes(), stream.depth_words),
      bytes(static_cast<std::size_t>(stream.word_bytes())),
      producer(stream.producer),
      consumer(stream.consumer),
      outer_data(bytes) {}

Composition::Composition(const golden::StageGraph& graph, const RtlFolder& rtl, const KernelModels& models,
                         const std::vector<std::string>& plusargs)
    : graph_(graph) {
  for (const golden::Stream& stream : graph.streams) links_.emplace_back(stream);
  std::vector<std::string> arguments = rtl::plusargs(rtl);
  arguments.insert(arguments.end(), plusargs.begin(), plusargs.end());
  Errors errors;
  kernels_.reserve(graph.stages.size());
  for (const golden::Stage& stage : graph.stages)
    add_kernel(stage, *models.by_module.at(module_of(rtl, stage)), arguments, errors);
  errors.throw_if_any();
  add_outer_ports();
}

void Composition::add_kernel(const golden::Stage& stage, const Model& model, const std::vector<std::string>& plusargs,
                             Errors& errors) {
  std::vector<std::string> arguments = plusargs;
  arguments.push_back("+weir_instance=" + stage.name);
  Kernel& kernel = kernels_.emplace_back();
  kernel.name = stage.name;
  kernel.instance = model.create(arguments);
  kernel.activity = kernel.instance->find("activity");
  PortFinder find(*kernel.instance, "the kernel of " + stage.name);
  kernel.clock = find("ap_clk", 1, true);
  kernel.reset = find("ap_rst_n", 1, true);
  for (std::size_t p = 0; p < stage.inputs.size(); ++p) {
    const auto stream = static_cast<std::size_t>(stage.inputs[p]);
    const std::string port = "in" + std::to_string(p);
    links_[stream].out_data = find(port + "_tdata", graph_.streams[stream].word_bits(), true);
    links_[stream].out_valid = find(port + "_tvalid", 1, true);
    links_[stream].out_ready = find(port + "_tready", 1, false);
  }
  for (std::size_t p = 0; p < stage.outputs.size(); ++p) {
    const auto stream = static_cast<std::size_t>(stage.outputs[p]);
    const std::string port = "out" + std::to_string(p);
    links_[stream].in_data = find(port + "_tdata", graph_.streams[stream].word_bits(), false);
    links_[stream].in_valid = find(port + "_tvalid", 1, false);
    links_[stream].take = find(port + "_take", 1, false);
    links_[stream].room = find(port + "_room", 1, true);
  }
  errors.add(find.errors);
}

void Composition::add_outer_ports() {
  ports_ = {{"ap_clk", 1, true, &clock_}, {"ap_rst_n", 1, true, &reset_n_}};
  int inputs = 0, outputs = 0;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    Link& link = links_[i];
    const int bits = 8 * static_cast<int>(link.bytes);
    if (link.producer == golden::kOutside) {
      const std::string port = "s_axis_" + std::to_string(inputs++);
      link.in_data = link.outer_data.data();
      link.in_valid = link.take = &link.written;
      link.room = &link.outer_room;
      ports_.push_back({port + "_tdata", bits, true, link.in_data});
      ports_.push_back({port + "_tvalid", 1, true, &link.offered});
      ports_.push_back({port + "_tready", 1, false, link.room});
    }
    if (link.consumer == golden::kOutside) {
      const std::string port = "m_axis_" + std::to_string(outputs++);
      link.out_data = link.outer_data.data();
      link.out_valid = &link.outer_valid;
      link.out_ready = &link.outer_ready;
      ports_.push_back({port + "_tdata", bits, false, link.out_data});
      ports_.push_back({port + "_tvalid", 1, false, link.out_valid});
      ports_.push_back({port + "_tready", 1, true, link.out_ready});
    }
    const std::string monitor = "mon_" + std::to_string(i);
    ports_.push_back({monitor + "_wvalid", 1, false, &link.written});
    ports_.push_back({monitor + "_wdata", graph_.streams[i].word_bits(), false, link.in_data});
    ports_.push_back({monitor + "_rvalid", 1, false, &link.read});
  }
}

void Composition::eval() {
  const bool rising = clock_ != 0 && last_clock_ == 0;
  last_clock_ = clock_;
  try {
    rising ? rise() : settle();
  } catch (const Error& error) {
    messages_ += error.what_text + "\n";
    throw;
  }
}

/// Both ends of a FIFO see what its registers hold.
void Composition::drive(Link& link) {
  if (set(*link.room, link.fifo.room()) && link.producer != golden::kOutside)
    kernels_[static_cast<std::size_t>(link.producer)].touched = true;
  bool changed = set(*link.out_valid, link.fifo.valid());
  if (link.new_front && link.fifo.valid()) {
    std::memcpy(link.out_data, link.fifo.front(), link.bytes);
    link.new_front = false;
    changed = true;
  }
  if (changed && link.consumer != golden::kOutside) kernels_[static_cast<std::size_t>(link.consumer)].touched = true;
}

void Composition::settle() {
  for (Link& link : links_) drive(link);
  for (Kernel& kernel : kernels_) {
    kernel.touched |= set(*kernel.reset, reset_n_ != 0);
    ++evaluations_;
    kernel.sleeps = !kernel.touched && kernel.activity != nullptr && kernel.quiet_cycles > kernel.activity->bits + 1;
    if (kernel.sleeps) {
      ++skipped_;
      continue;
    }
    *kernel.clock = 0;
    kernel.instance->eval();
    const bool moves = kernel.touched || kernel.activity == nullptr || any_bit(*kernel.activity);
    kernel.quiet_cycles = moves ? 0 : kernel.quiet_cycles + 1;
    kernel.touched = false;
  }
  for (Link& link : links_) {
    if (link.producer == golden::kOutside)
      link.written = link.offered & link.outer_room;
    else
      link.written = *link.in_valid;
    link.read = *link.out_valid & *link.out_ready;
  }
}

void Composition::rise() {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    Link& link = links_[i];
    if (reset_n_ == 0) {
      link.fifo.reset();
      link.new_front = true;
      continue;
    }
    if (*link.take == 0 && link.written == 0 && link.read == 0) continue;
    link.new_front |= link.read != 0 || !link.fifo.valid();
    link.fifo.clock(*link.take != 0, link.written != 0 ? link.in_data : nullptr, link.read != 0);
  }
  for (Kernel& kernel : kernels_) {
    if (kernel.sleeps) continue;
    *kernel.clock = 1;
    kernel.instance->eval();
  }
}

std::string Composition::messages() const {
  std::string text = messages_;
  for (const Kernel& kernel : kernels_)
    if (const std::string own = kernel.instance->messages(); !own.empty()) text += kernel.name + ": " + own;
  return text;
}

double Composition::share_skipped() const {
  return evaluations_ == 0 ? 0.0 : static_cast<double>(skipped_) / static_cast<double>(evaluations_);
}

}  // namespace weir::rtl
