#include <catch2/catch.hpp>
#include <deque>
#include <random>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/cosim/fifo_model.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

struct Shape {
  int width_bits, depth_words;
  int bytes() const { return (width_bits + 7) / 8; }
};

/// All counters' corners, both memories, every kind of Verilator port.
const std::vector<Shape> kShapes{{1, 1},  {8, 1},   {4, 2},   {13, 3},  {33, 4},  {64, 5},
                                 {65, 7}, {8, 255}, {8, 256}, {8, 257}, {70, 300}};

/// Every shape side by side in one model; ports end in the shape's index.
std::shared_ptr<const rtl::Model> verilated_fifos() {
  std::string ports = "input logic ap_clk, input logic ap_rst_n", body;
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    const std::string k = "_" + std::to_string(i), bits = "[" + std::to_string(kShapes[i].width_bits - 1) + ":0] ";
    ports += ", output logic room" + k + ", input logic take" + k + ", input logic " + bits + "in_tdata" + k +
             ", input logic in_tvalid" + k + ", output logic " + bits + "out_tdata" + k + ", output logic out_tvalid" +
             k + ", input logic out_tready" + k;
    body += "  weir_fifo #(.W(" + std::to_string(kShapes[i].width_bits) + "), .DEPTH(" +
            std::to_string(kShapes[i].depth_words) + ")) fifo" + k + " (.ap_clk, .ap_rst_n";
    for (const char* port : {"room", "take", "in_tdata", "in_tvalid", "out_tdata", "out_tvalid", "out_tready"})
      body += std::string(", .") + port + "(" + port + k + ")";
    body += ");\n";
  }
  const ScratchFolder scratch;
  write_text_file(scratch / "fifos.sv", "module fifos (" + ports + ");\n" + body + "endmodule\n");
  write_text_file(scratch / "weir_fifo.sv",
                  read_text_file(weir::test::source_folder() / "hls" / "rtl" / "weir_fifo.sv"));
  return build(rtl::rtl_folder_of_sources(scratch.path(), "fifos")).model;
}

/// A FIFO of the Verilated model and its C++ twin, driven alike.
class Twins {
 public:
  Twins(const rtl::Design& rtl, std::size_t index)
      : shape_(kShapes[index]), model_(shape_.bytes(), shape_.depth_words), random_(index), word_(8 * 16) {
    const std::string k = "_" + std::to_string(index);
    const auto port = [&](const char* name) { return rtl.find(name + k)->data; };
    room_ = port("room");
    take_ = port("take");
    in_data_ = port("in_tdata");
    in_valid_ = port("in_tvalid");
    out_data_ = port("out_tdata");
    out_valid_ = port("out_tvalid");
    out_ready_ = port("out_tready");
  }

  /// What both see after the last edge; `open_*` of 100.
  void compare_and_drive(unsigned open_take, unsigned open_write, unsigned open_read) {
    CHECK(static_cast<bool>(*room_) == model_.room());
    CHECK(static_cast<bool>(*out_valid_) == model_.valid());
    if (model_.valid()) CHECK(std::equal(out_data_, out_data_ + shape_.bytes(), model_.front()));
    *take_ = model_.room() && random_() % 100 < open_take;
    *in_valid_ = promised_ + *take_ > 0 && random_() % 100 < open_write;
    *out_ready_ = random_() % 100 < open_read;
    for (int bit = 0; bit < 8 * shape_.bytes(); ++bit) {
      if (bit % 8 == 0) word_[static_cast<std::size_t>(bit / 8)] = 0;
      if (bit < shape_.width_bits)
        word_[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>((random_() & 1) << bit % 8);
    }
    std::copy_n(word_.begin(), shape_.bytes(), in_data_);
    promised_ += *take_ - *in_valid_;
  }
  void rise(bool in_reset) {
    if (in_reset) {
      model_.reset();
      promised_ = 0;
      return;
    }
    const bool read = model_.valid() && *out_ready_ != 0;
    words_read += read;
    model_.clock(*take_ != 0, *in_valid_ != 0 ? word_.data() : nullptr, read);
  }
  std::int64_t words_read = 0;

 private:
  Shape shape_;
  rtl::FifoModel model_;
  std::mt19937_64 random_;
  std::vector<std::uint8_t> word_;
  int promised_ = 0;
  std::uint8_t *room_, *take_, *in_data_, *in_valid_, *out_data_, *out_valid_, *out_ready_;
};

void cycle(rtl::Design& rtl, bool reset) {
  *rtl.find("ap_rst_n")->data = !reset;
  for (const std::uint8_t level : {0, 1}) {
    *rtl.find("ap_clk")->data = level;
    rtl.eval();
  }
}

}  // namespace

TEST_CASE("the FIFO of the composition equals weir_fifo.sv in every cycle, for every depth, filling and draining") {
  const auto instance = verilated_fifos()->create();
  std::deque<Twins> twins;
  for (std::size_t i = 0; i < kShapes.size(); ++i) twins.emplace_back(*instance, i);
  cycle(*instance, true);
  // Balanced, filling up, draining, late words behind early promises, one at a time; with a reset in the middle.
  struct Phase {
    unsigned take, write, read;
  };
  for (const Phase phase :
       {Phase{50, 50, 50}, {100, 100, 10}, {10, 100, 100}, {100, 20, 100}, {100, 100, 100}, {5, 5, 90}}) {
    for (int i = 0; i < 1500; ++i) {
      const bool reset = i == 700;
      for (Twins& twin : twins) twin.compare_and_drive(phase.take, phase.write, phase.read);
      cycle(*instance, reset);
      for (Twins& twin : twins) twin.rise(reset);
    }
  }
  for (const Twins& twin : twins) CHECK(twin.words_read > 1000);
}

TEST_CASE("the FIFO of the composition stops where weir_fifo.sv stops") {
  const std::uint8_t word[1] = {0};
  rtl::FifoModel model(1, 1);
  model.clock(true, nullptr, false);
  CHECK_THROWS_AS(model.clock(true, nullptr, false), Error);
  model.clock(false, word, false);
  CHECK_THROWS_AS(model.clock(false, word, false), Error);
  const auto model_of_rtl = verilated_fifos();
  for (const bool second_credit : {true, false}) {
    const auto instance = model_of_rtl->create();
    const auto drive = [&](int take, int valid) {
      *instance->find("take_1")->data = static_cast<std::uint8_t>(take);
      *instance->find("in_tvalid_1")->data = static_cast<std::uint8_t>(valid);
      cycle(*instance, false);
    };
    cycle(*instance, true);
    drive(1, 0);
    if (!second_credit) drive(0, 1);
    CHECK_THROWS_AS(drive(second_credit, !second_credit), Error);
  }
}
