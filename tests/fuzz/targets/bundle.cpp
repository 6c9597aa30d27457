/// A network bundle: the JSON texts of /network and /folding as two parts, no parameters. HDF5's own reading of bytes
/// is HDF5's business; what a well-formed file holds is ours.
#include "golden/network/bundle.hpp"

#include "golden/network/network_json.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const auto [network, folding] = split(text_of(input));
  static const test::ScratchFolder scratch;  // HDF5 wants a file with a real path
  const auto path = scratch / "bundle.h5";
  {
    Hdf5File file = Hdf5File::create(path);
    file.write_attribute("/", "format", "weir-network");
    file.write_attribute("/", "schema_version", std::int64_t{golden::kNetworkSchemaVersion});
    file.write_text("/network", network);
    if (!folding.empty()) file.write_text("/folding", folding);
    file.write<std::int8_t>("/thresholds/quantise", {1, 3}, std::vector<std::int8_t>{1, 2, 3});
    file.finish();
  }
  golden::read_bundle(path);
}
