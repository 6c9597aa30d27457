/// Pictures from files, as the published host programs read them.
#include "golden/base/error.hpp"
#include "golden/import/cifar.hpp"
#include "golden/import/idx.hpp"
#include "golden/import/preprocess.hpp"
#include "tools/python/extension/network.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using Bytes = py::array_t<std::uint8_t>;

Bytes to_array(const std::vector<std::uint8_t>& bytes, std::vector<py::ssize_t> shape) {
  return Bytes(std::move(shape), bytes.data());
}

/// The bytes of the prepared picture, in the order in which Network.run_pictures() takes them.
Bytes prepare_file(const std::string& path, const std::string& preprocessing) {
  const golden::Preprocessing how = golden::preprocessing_named(preprocessing);
  std::vector<std::uint8_t> bytes;
  std::string warning;
  {
    const py::gil_scoped_release no_gil;
    const golden::Image image = golden::read_image(path);
    warning = image.warning;
    bytes = golden::prepare(image, how);
  }
  if (!warning.empty()) py::module_::import("warnings").attr("warn")(path + ": " + warning);
  return to_array(bytes, {static_cast<py::ssize_t>(bytes.size())});
}

/// `pixels` is [rows][columns][R, G, B].
Bytes prepare_pixels(const py::array_t<std::uint8_t, py::array::c_style>& pixels, const std::string& preprocessing) {
  if (pixels.ndim() != 3 || pixels.shape(2) != 3 || pixels.size() == 0)
    throw Error("image-size", "the picture is no array of rows, columns and R, G, B");
  golden::Image image(pixels.shape(0), pixels.shape(1));
  std::copy(pixels.data(), pixels.data() + pixels.size(), image.pixels.begin());
  const auto bytes = golden::prepare(image, golden::preprocessing_named(preprocessing));
  return to_array(bytes, {static_cast<py::ssize_t>(bytes.size())});
}

Bytes read_idx_images(const std::string& path) {
  const golden::IdxImages images = golden::read_idx_images(path);
  return to_array(images.pixels, {images.count, images.rows, images.columns});
}

Bytes read_idx_labels(const std::string& path) {
  const auto labels = golden::read_idx_labels(path);
  return to_array(labels, {static_cast<py::ssize_t>(labels.size())});
}

/// Labels, and planes R, G, B.
py::tuple read_cifar(const std::string& path) {
  const golden::CifarRecords records = golden::read_cifar(path);
  std::vector<std::uint8_t> labels, planes;
  for (std::int64_t i = 0; i < records.count(); ++i) {
    labels.push_back(static_cast<std::uint8_t>(records.label(i)));
    const auto picture = records.picture(i);
    planes.insert(planes.end(), picture.begin(), picture.end());
  }
  return py::make_tuple(to_array(labels, {records.count()}), to_array(planes, {records.count(), 3, 32, 32}));
}

}  // namespace

void add_files(py::module_& module) {
  module.def("prepare_file", &prepare_file, py::arg("path"), py::arg("preprocessing"))
      .def("prepare_pixels", &prepare_pixels, py::arg("pixels"), py::arg("preprocessing"))
      .def("read_idx_images", &read_idx_images)
      .def("read_idx_labels", &read_idx_labels)
      .def("read_cifar", &read_cifar);
}

}  // namespace weir::python
