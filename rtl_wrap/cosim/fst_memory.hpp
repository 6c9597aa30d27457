/// GTKWave's writer of FST files keeps temporary files in /tmp, does not look whether they take what it writes, and
/// maps them into memory: on a full disk the process would end with SIGBUS, or the waveform would be wrong. Its calls
/// of mmap(), fwrite() and fflush() come here instead.
#pragma once

namespace weir::rtl {

/// Since the last call in this thread: an errno if a write of the writer failed, so that its file means nothing; else
/// 0.
int take_fst_failure();

}  // namespace weir::rtl
