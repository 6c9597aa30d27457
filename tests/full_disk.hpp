/// A disk that fills up, for this process and those it starts.
#pragma once
#include <sys/resource.h>

#include <csignal>

namespace weir::test {

/// While it lives no file may grow beyond `bytes`: writes fail with EFBIG as they would with ENOSPC.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::size_t bytes) {
    before_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*before_handler_)(int) = nullptr;
};

}  // namespace weir::test
