/// How HDF5 writes: through a driver that never fails. HDF5 1.10 crashes when it closes a file that it could not write,
/// so a full disk must stay unknown to it: after the first failure the driver goes on in memory, for as long as it
/// takes to close the file, and keeps the reason for whoever asks.
#pragma once
#include <cstdint>

namespace weir::hdf5_detail {

/// Of one file; must outlive it.
struct WriteState {
  int failure = 0;  ///< errno of the first write that failed; 0 if all is in the file
};

/// File access properties (an HDF5 identifier, to be closed by H5Pclose) under which H5Fcreate writes an existing file.
/// Negative on failure.
std::int64_t checked_access(WriteState& state);

}  // namespace weir::hdf5_detail
