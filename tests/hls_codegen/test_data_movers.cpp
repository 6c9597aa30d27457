/// The cores between memory and streams, compiled natively.
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/codegen/vendor.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::test;

namespace {

golden::Stream stream_of(int element_bits, std::int64_t elements_per_word, std::int64_t words) {
  golden::Stream stream;
  stream.name = "s";
  stream.type = DataType::uint(element_bits);
  stream.shape = {words, elements_per_word};
  stream.elements_per_word = elements_per_word;
  return stream;
}

/// Memory -> words -> memory for two frames; every word must be the low bits of its place in memory.
std::string round_trip(const golden::Stream& stream) {
  const hls::MemoryLayout layout = hls::memory_layout(stream);
  const auto text = [](std::int64_t value) { return std::to_string(value); };
  return hls::input_mover(stream, 0) + hls::output_mover(stream, 0) +
         "#include <cstdlib>\nint main() {\n  const int W = " + text(stream.word_bits()) +
         ", BEAT = " + text(layout.beat_bits) + ", BEATS = " + text(layout.beats) + ", N = 2 * " +
         text(stream.words_per_frame()) +
         ";\n  static ap_uint<BEAT> from[N * BEATS], to[N * BEATS];\n"
         "  for (int i = 0; i < N * BEATS; ++i) { from[i] = 0; to[i] = 0;\n"
         "    for (int b = 0; b < BEAT; ++b) if (i % BEATS * BEAT + b < W) from[i][b] = (std::rand() >> 7) & 1; }\n"
         "  hls::stream<ap_uint<W> > words, copy;\n  idma_0(from, words, 2);\n"
         "  for (int i = 0; i < N; ++i) { const ap_uint<W> word = words.read(); copy.write(word);\n"
         "    for (int b = 0; b < W; ++b) if (word[b] != from[i * BEATS + b / BEAT][b % BEAT]) return 1; }\n"
         "  if (!words.empty()) return 2;\n  odma_0(to, copy, 2);\n  if (!copy.empty()) return 3;\n"
         "  for (int i = 0; i < N * BEATS; ++i) if (to[i] != from[i]) return 4;\n  return 0;\n}\n";
}

}  // namespace

TEST_CASE("data movers carry words of any width to streams and back", "[hls][codegen]") {
  for (const auto& stream : {stream_of(1, 5, 3), stream_of(8, 3, 4), stream_of(1, 64, 13), stream_of(11, 100, 2)}) {
    const ScratchFolder folder;
    write_text_file(folder / "trip.cpp", round_trip(stream));
    const auto built = run_process({"clang++-19", "-std=c++20", "-O0", "-Wno-unknown-pragmas", "-I",
                                    hls::hls_resources().include().string(), "trip.cpp", "-o", "trip"},
                                   folder.path());
    INFO(stream.word_bits() << " bits: " << built.output);
    REQUIRE(built.exit_code == 0);
    CHECK(run_process({"./trip"}, folder.path()).exit_code == 0);
  }
}

TEST_CASE("memory words are powers of two from a byte to 512 bits", "[hls][codegen]") {
  const auto layout = [](int bits) { return hls::memory_layout(stream_of(1, bits, 1)); };
  CHECK((layout(1).beat_bits == 8 && layout(1).beats == 1));
  CHECK((layout(24).beat_bits == 32 && layout(24).beats == 1));
  CHECK((layout(512).beat_bits == 512 && layout(512).beats == 1));
  CHECK((layout(513).beat_bits == 512 && layout(513).beats == 2));
}
