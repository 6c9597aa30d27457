/// Pictures from files, prepared by worker threads and handed out in their order.
#pragma once
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "golden/import/preprocess.hpp"
#include "golden/network/network.hpp"

namespace weir::tools {

/// Seconds since it was made.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

struct PreparedPicture {
  Tensor elements;      ///< of the network's input stream
  std::string problem;  ///< why the file could not be read; empty: it could
  std::string warning;  ///< what its decoder minded; empty: nothing
  double start_seconds = 0, end_seconds = 0;
};

/// The pictures do not depend on the number of workers.
class PicturePreparation {
 public:
  /// Workers begin at once and never are more than `most_ahead` pictures before take(), so that memory stays bounded.
  /// `network`, `files` and `clock` must outlive this. Without `preprocessing`: as the network's family does it.
  PicturePreparation(const golden::Network& network, const std::vector<std::filesystem::path>& files,
                     std::optional<golden::Preprocessing> preprocessing, int workers, std::size_t most_ahead,
                     const Stopwatch& clock);
  /// Waits for pictures that are being prepared; others are not begun.
  ~PicturePreparation();
  PicturePreparation(const PicturePreparation&) = delete;
  PicturePreparation& operator=(const PicturePreparation&) = delete;

  /// Waits for the next picture. No more often than there are files.
  PreparedPicture take();

 private:
  struct Slot {
    bool is_ready = false;
    PreparedPicture picture;
  };
  void work();
  PreparedPicture prepare(const std::filesystem::path& file) const;

  const golden::Network& network_;
  const std::vector<std::filesystem::path>& files_;
  const golden::Preprocessing preprocessing_;
  const std::size_t most_ahead_;
  const Stopwatch& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  std::size_t started_ = 0, taken_ = 0;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace weir::tools
