#include "golden/import/netpbm.hpp"

#include "golden/base/error.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kMaxNumber = 1 << 28, kMaxSample = 65535;

bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class NetpbmReader {
 public:
  NetpbmReader(std::span<const std::uint8_t> bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  Image read() {
    const char form = static_cast<char>(bytes_[1]);
    if (form == '1' || form == '4')
      throw Error("image-format", std::string("P") + form + " is a bitmap", where_,
                  "legal: PGM and PPM (P2, P3, P5, P6), PNG, JPEG");
    at_ = 2;
    const bool is_colour = form == '3' || form == '6', is_text = form == '2' || form == '3';
    const std::int64_t width = number(), height = number();
    maximum_ = number();
    if (width < 1 || height < 1 || maximum_ < 1 || maximum_ > kMaxSample)
      throw corrupt("width, height and maximum are " + std::to_string(width) + ", " + std::to_string(height) + " and " +
                    std::to_string(maximum_));
    if (!is_text && (at_ == bytes_.size() || !is_space(bytes_[at_++]))) throw corrupt("no space behind the maximum");
    const std::int64_t samples_per_pixel = is_colour ? 3 : 1;
    // Text has a digit and a space a sample, but the last.
    const std::int64_t bytes_per_sample = is_text || maximum_ > 255 ? 2 : 1;
    const auto left = static_cast<std::int64_t>(bytes_.size() - at_) + (is_text ? 1 : 0);
    if (height > left / (width * samples_per_pixel * bytes_per_sample)) throw corrupt("the file ends too early");
    Image image(height, width);
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
      for (std::size_t c = 0; c < 3; ++c)
        image.pixels[i + c] = is_colour || c == 0 ? (is_text ? text_sample() : binary_sample()) : image.pixels[i];
    while (at_ < bytes_.size() && is_space(bytes_[at_])) ++at_;
    if (at_ != bytes_.size()) throw corrupt(std::to_string(bytes_.size() - at_) + " bytes follow the picture");
    return image;
  }

 private:
  Error corrupt(const std::string& what) const { return {"image-corrupt", "damaged PPM or PGM: " + what, where_}; }

  void skip_space() {
    while (at_ < bytes_.size() && (is_space(bytes_[at_]) || bytes_[at_] == '#'))
      if (bytes_[at_++] == '#')
        while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
  }

  std::int64_t number() {
    skip_space();
    const std::size_t first = at_;
    std::int64_t value = 0;
    for (; at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '9'; ++at_) {
      value = value * 10 + (bytes_[at_] - '0');
      if (value > kMaxNumber) throw corrupt("a number is too large");
    }
    if (at_ == first) throw corrupt(at_ == bytes_.size() ? "the file ends too early" : "a number is missing");
    return value;
  }

  std::uint8_t scaled(std::int64_t sample) const {
    if (sample > maximum_)
      throw corrupt("a sample is " + std::to_string(sample) + ", the maximum " + std::to_string(maximum_));
    return static_cast<std::uint8_t>((sample * 255 + maximum_ / 2) / maximum_);
  }
  std::uint8_t text_sample() { return scaled(number()); }
  std::uint8_t binary_sample() {
    std::int64_t sample = bytes_[at_++];
    if (maximum_ > 255) sample = sample << 8 | bytes_[at_++];
    return scaled(sample);
  }

  std::span<const std::uint8_t> bytes_;
  const std::string& where_;
  std::size_t at_ = 0;
  std::int64_t maximum_ = 255;
};

}  // namespace

bool starts_as_netpbm(std::span<const std::uint8_t> bytes) {
  // More than the two letters, which raw pixels may start with by chance.
  return bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && is_space(bytes[2]) &&
         (is_space(bytes[3]) || bytes[3] == '#' || (bytes[3] >= '0' && bytes[3] <= '9'));
}

Image decode_netpbm(std::span<const std::uint8_t> bytes, const std::string& where) {
  return NetpbmReader(bytes, where).read();
}

}  // namespace weir::golden
