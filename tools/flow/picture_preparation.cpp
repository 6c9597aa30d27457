#include "tools/flow/picture_preparation.hpp"

#include "golden/base/error.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/model/model.hpp"

namespace weir::tools {

PicturePreparation::PicturePreparation(const golden::Network& network, const std::vector<std::filesystem::path>& files,
                                       std::optional<golden::Preprocessing> preprocessing, int workers,
                                       std::size_t most_ahead, const Stopwatch& clock)
    : network_(network),
      files_(files),
      preprocessing_(preprocessing.value_or(golden::default_preprocessing(network))),
      most_ahead_(most_ahead),
      clock_(clock),
      slots_(files.size()) {
  for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

PicturePreparation::~PicturePreparation() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

PreparedPicture PicturePreparation::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return slots_[taken_].is_ready; });
  PreparedPicture picture = std::move(slots_[taken_++].picture);
  lock.unlock();
  changed_.notify_all();
  return picture;
}

void PicturePreparation::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stop_ || started_ == files_.size() || started_ < taken_ + most_ahead_; });
    if (stop_ || started_ == files_.size()) return;
    const std::size_t index = started_++;
    lock.unlock();
    PreparedPicture picture = prepare(files_[index]);
    lock.lock();
    slots_[index] = {true, std::move(picture)};
    lock.unlock();
    changed_.notify_all();
  }
}

PreparedPicture PicturePreparation::prepare(const std::filesystem::path& file) const {
  PreparedPicture picture;
  picture.start_seconds = clock_.seconds();
  try {
    const golden::Image image = golden::read_image(file);
    picture.warning = image.warning;
    const auto bytes = golden::prepare(network_, image, preprocessing_, file.string());
    picture.elements = golden::encode_input(network_, bytes);
  } catch (const Error& error) {
    picture.problem = error.what();
  }
  picture.end_seconds = clock_.seconds();
  return picture;
}

}  // namespace weir::tools
