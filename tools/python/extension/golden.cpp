/// The golden model on numpy arrays: pictures are read and outputs written where numpy keeps them.
#include "golden/network/frame.hpp"
#include "tools/python/extension/interrupt.hpp"
#include "tools/python/extension/network.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using Int32Array = py::array_t<std::int32_t, py::array::c_style>;
using PictureArray = py::array_t<std::uint8_t, py::array::c_style>;

golden::RunOptions options_of(int threads, bool reference, const std::atomic<bool>& stop) {
  golden::RunOptions options;
  options.threads = threads;
  options.reference = reference;
  options.stop = &stop;
  return options;
}

std::vector<py::ssize_t> batch_shape(py::ssize_t frames, const Shape& shape) {
  std::vector<py::ssize_t> batch{frames};
  batch.insert(batch.end(), shape.begin(), shape.end());
  return batch;
}

const Shape& output_shape(const golden::Network& network) {
  return network.find_stream(network.outputs.front())->shape;
}

/// `pictures` is [frames][bytes].
Int32Array run_pictures(const Network& self, const PictureArray& pictures, int threads, bool reference) {
  const auto frames = pictures.shape(0);
  const auto bytes = static_cast<std::size_t>(pictures.shape(1));
  Int32Array outputs(batch_shape(frames, output_shape(self.network())));
  const std::span from(pictures.data(), static_cast<std::size_t>(pictures.size()));
  const std::span to(outputs.mutable_data(), static_cast<std::size_t>(outputs.size()));
  std::atomic<bool> stop{false};
  const golden::RunOptions options = options_of(threads, reference, stop);
  if (frames > 0) interruptible(stop, [&] { self.model().run_pictures(from, bytes, to, options); });
  return outputs;
}

Int32Array collect(const std::vector<golden::FrameResult>& results, const Shape& shape, const auto& tensor_of) {
  Int32Array all(batch_shape(std::ssize(results), shape));
  std::int32_t* to = all.mutable_data();
  for (const golden::FrameResult& result : results) {
    const Tensor& tensor = tensor_of(result);
    to = std::copy(tensor.data.begin(), tensor.data.end(), to);
  }
  return all;
}

/// `elements` is [frames][elements of the input stream]. Returns outputs and taps.
py::tuple run_elements(const Network& self, const Int32Array& elements, const std::set<std::string>& taps, int threads,
                       bool reference) {
  const auto frames = static_cast<std::size_t>(elements.shape(0)), size = static_cast<std::size_t>(elements.shape(1));
  std::vector<Tensor> tensors;
  for (std::size_t f = 0; f < frames; ++f) {
    const std::int32_t* from = elements.data() + f * size;
    tensors.emplace_back(Shape{static_cast<std::int64_t>(size)}, std::vector<std::int32_t>(from, from + size));
  }
  std::atomic<bool> stop{false};
  golden::RunOptions options = options_of(threads, reference, stop);
  options.taps = taps;
  const auto results = interruptible(stop, [&] { return self.model().run(tensors, options); });
  py::dict tapped;
  if (!results.empty())
    for (const auto& [name, tensor] : results.front().taps)
      tapped[py::str(name)] = collect(
          results,
          tensor.shape, [&name = name](const golden::FrameResult& r) -> const auto& { return r.taps.at(name); });
  const Int32Array outputs = collect(
      results, output_shape(self.network()), [](const golden::FrameResult& r) -> const auto& { return r.output; });
  return py::make_tuple(outputs, tapped);
}

/// Elements of the input streams for each of `pictures`.
Int32Array encode(const Network& self, const PictureArray& pictures) {
  const golden::Network& network = self.network();
  const Shape shape = golden::frame_shape(network);
  Int32Array elements(batch_shape(pictures.shape(0), shape));
  std::int32_t* to = elements.mutable_data();
  const auto bytes = static_cast<std::size_t>(pictures.shape(1));
  for (py::ssize_t f = 0; f < pictures.shape(0); ++f) {
    const Tensor frame = golden::encode_input(network, std::span(pictures.data(f, 0), bytes));
    to = std::copy(frame.data.begin(), frame.data.end(), to);
  }
  return elements;
}

/// `outputs` is [frames][elements of the output stream].
Int32Array decode(const Network& self, const Int32Array& outputs) {
  Int32Array classes(outputs.shape(0));
  std::int32_t* to = classes.mutable_data();
  const auto size = static_cast<std::size_t>(outputs.shape(1));
  for (py::ssize_t f = 0; f < outputs.shape(0); ++f) {
    const std::int32_t* from = outputs.data(f, 0);
    to[f] = golden::decode_class(self.network(), Tensor(output_shape(self.network()), {from, from + size}));
  }
  return classes;
}

Int32Array random_frames(const Network& self, int frames, std::uint64_t seed) {
  const golden::Network& network = self.network();
  const auto tensors = golden::random_frames(network, frames, seed);
  Int32Array all(batch_shape(frames, golden::frame_shape(network)));
  std::int32_t* to = all.mutable_data();
  for (const Tensor& tensor : tensors) to = std::copy(tensor.data.begin(), tensor.data.end(), to);
  return all;
}

}  // namespace

void add_golden(PyNetwork& network) {
  network.def("run_pictures", &run_pictures, py::arg("pictures").noconvert(), py::arg("threads"), py::arg("reference"))
      .def("run_elements", &run_elements, py::arg("elements").noconvert(), py::arg("taps"), py::arg("threads"),
           py::arg("reference"))
      .def("encode", &encode, py::arg("pictures").noconvert())
      .def("decode", &decode, py::arg("outputs").noconvert())
      .def("random_frames", &random_frames, py::arg("frames"), py::arg("seed"));
}

}  // namespace weir::python
