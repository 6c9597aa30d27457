#include "tests/kernels/mvau_tester.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

namespace weir::test {

using namespace golden;

namespace {

std::int32_t draw(DataType type, Fill fill, std::mt19937& random) {
  if (fill == Fill::Lowest) return static_cast<std::int32_t>(type.min());
  if (fill == Fill::Highest) return static_cast<std::int32_t>(type.max());
  const auto codes = std::uint64_t{1} << type.bits;
  return static_cast<std::int32_t>(type.decode(static_cast<std::uint32_t>(random() % codes)));
}

}  // namespace

std::string MvauTester::text() const {
  return "MW " + std::to_string(m_.MW) + " MH " + std::to_string(m_.MH) + " input " + m_.input.name() + " weight " +
         m_.weight.name() + (m_.binary_xnor ? " xnor" : "") + " output " + m_.output.name() + " levels " +
         std::to_string(m_.levels) + " vectors " + std::to_string(vectors_);
}

Parameters MvauTester::make_parameters(std::mt19937& random) const {
  Parameters p;
  p.weights = Tensor({m_.MH, m_.MW});
  for (auto& w : p.weights.data) w = draw(m_.weight, fill_, random);
  if (m_.no_activation) return p;
  // About where sums of random inputs lie, with some far out that always or never fire.
  const double deviation =
      std::sqrt(static_cast<double>(m_.MW)) * static_cast<double>(m_.input.max() * m_.weight.max());
  const double centre = m_.binary_xnor ? static_cast<double>(m_.MW) / 2 : 0;
  p.thresholds = Tensor({m_.MH, m_.levels});
  for (std::int64_t row = 0; row < m_.MH; ++row)
    place_row(&p.thresholds.data[static_cast<std::size_t>(row * m_.levels)], centre, deviation + 1, random);
  return p;
}

void MvauTester::place_row(std::int32_t* row, double centre, double deviation, std::mt19937& random) const {
  std::normal_distribution<double> around(centre, deviation);
  const double start = around(random), step = deviation * (1 + random() % 7) / m_.levels;
  for (int k = 0; k < m_.levels; ++k) {
    const double middle = k - m_.levels / 2.0;
    switch (steps_) {
      case Steps::Random: {
        const unsigned kind = random() % 16;
        row[k] = kind == 0 ? 32767 : kind == 1 ? -32768 : static_cast<std::int32_t>(std::lround(around(random)));
        break;
      }
      case Steps::Equal: row[k] = static_cast<std::int32_t>(start + std::ceil(step) * std::floor(middle)); break;
      case Steps::Rounded: row[k] = static_cast<std::int32_t>(std::ceil(start + step * middle)); break;
      case Steps::Together: row[k] = static_cast<std::int32_t>(start); break;
      case Steps::Bent: row[k] = static_cast<std::int32_t>(start + deviation * std::sqrt(k)); break;
      case Steps::Far:
        row[k] = k < m_.levels * 2 / 3 ? static_cast<std::int32_t>(start + step * middle)
                                       : std::numeric_limits<std::int32_t>::max() - m_.levels + 1 + k;
        break;
    }
  }
  std::sort(row, row + m_.levels);
}

Tensor MvauTester::make_inputs(std::mt19937& random) const {
  Tensor x({vectors_ * window_.in_pixels(), m_.MW / window_.taps()});
  for (auto& value : x.data) value = draw(m_.input, fill_, random);
  return x;
}

std::int64_t MvauTester::sum_of(const Tensor& x, const Parameters& parameters, std::int64_t vector,
                                std::int64_t row) const {
  const std::int64_t channels = x.shape[1], frame = vector / window_.out_pixels(),
                     pixel = vector % window_.out_pixels();
  const std::int64_t oy = pixel / window_.out_width, ox = pixel % window_.out_width;
  std::int64_t sum = 0, k = row * m_.MW;
  for (int ky = 0; ky < window_.kernel_height; ++ky)
    for (int kx = 0; kx < window_.kernel_width; ++kx)
      for (std::int64_t c = 0; c < channels; ++c, ++k) {
        const std::int64_t y = oy * window_.stride_height + ky * window_.dilation_height;
        const std::int64_t xx = ox * window_.stride_width + kx * window_.dilation_width;
        const std::int64_t at = ((frame * window_.in_height + y) * window_.in_width + xx) * channels + c;
        const std::int64_t a = x.data[static_cast<std::size_t>(at)],
                           w = parameters.weights.data[static_cast<std::size_t>(k)];
        sum += m_.binary_xnor ? (a == w ? 1 : 0) : a * w;
      }
  return sum;
}

std::vector<std::int32_t> MvauTester::expected(const Tensor& x, const Parameters& parameters) const {
  std::vector<std::int32_t> out;
  const std::int64_t vectors = vectors_ * window_.out_pixels();
  for (std::int64_t v = 0; v < vectors; ++v)
    for (std::int64_t row = 0; row < m_.MH; ++row) {
      const std::int64_t sum = sum_of(x, parameters, v, row);
      std::int64_t value = sum;
      if (!m_.no_activation) {
        value = m_.act_val;
        for (int k = 0; k < m_.levels; ++k) {
          const std::int64_t t = parameters.thresholds.data[static_cast<std::size_t>(row * m_.levels + k)];
          value += m_.compare == Compare::Less ? t < sum : t <= sum;
        }
        if (m_.output == BIPOLAR) value = value > 0 ? 1 : -1;
      }
      out.push_back(static_cast<std::int32_t>(value));
    }
  return out;
}

void MvauTester::test_all_isas() const {
  std::mt19937 random(seed_);
  const Parameters parameters = make_parameters(random);
  const Tensor x = make_inputs(random);
  const std::vector<std::int32_t> wanted = expected(x, parameters);
  for (const Isa isa : supported_isas()) {
    INFO(text() << " on " << name(isa));
    const KernelSet& set = kernels(isa);
    Packed in, out;
    MvauJob job{m_, parameters, window_, set};
    if (are_bytes_ && job.input == Form::Planes) job.input = Form::Bytes;
    if (are_bytes_ && job.output == Form::Planes) job.output = Form::Bytes;
    in.reset(m_.input, job.input, x.shape[0], static_cast<int>(x.shape[1]));
    pack(set, x.data, 0, in);
    Scratch scratch;
    std::vector<std::int32_t> found(wanted.size());
    REQUIRE(PackedMvau::supports(m_));
    PackedMvau(job).run(in, out, scratch);
    unpack(out, 0, found);
    REQUIRE(found == wanted);

    int methods = 0;
    for (const auto& method : {make_sliced_mvau, make_popcount_mvau, make_dot_mvau, make_winograd_mvau}) {
      const auto kernel = method(job);
      if (kernel == nullptr) continue;
      INFO("method " << ++methods);
      out.data.fill_zero();
      kernel->run(in, 0, out.vectors, out, scratch);
      unpack(out, 0, found);
      REQUIRE(found == wanted);
    }
    REQUIRE(methods > 0);
  }
}

}  // namespace weir::test
