// Whole designs in the styles that others write: do they run as they are, and does what cannot run end with its reason?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "rtl_wrap/foreign/foreign_design.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

constexpr int kDesignFrames = 3;

/// Frames of 40 words of 16 bits that leave as they came.
golden::StageGraph pass_through() {
  golden::StageGraph graph;
  add_chain(graph, {{4, 4}, {0}, {2, 2}});
  return graph;
}

class Folder {
 public:
  explicit Folder(const std::string& name) : path_(shared_cache() / "foreign" / ("style-" + name)) {
    fs::remove_all(path_);
  }
  Folder& file(const std::string& name, const std::string& text) {
    fs::create_directories((path_ / name).parent_path());
    write_text_file(path_ / name, text);
    return *this;
  }
  rtl::CosimResult run(double stalls = 0, const std::vector<rtl::RegisterWrite>& writes = {}) const {
    const auto rtl = rtl::adopt_foreign_rtl(path_, "kernel", path_.string() + ".copy");
    const auto design = rtl::start_foreign(*build(rtl.rtl).model, rtl, std::make_shared<rtl::MemoryFiles>(path_));
    const auto graph = pass_through();
    rtl::CosimOptions options;
    options.frames = kDesignFrames;
    options.is_foreign = true;
    options.stalls = {stalls, 5};
    options.register_writes = writes;
    return rtl::cosimulate(*design, graph, random_words(graph, kDesignFrames, 7), options);
  }
  std::string error() const {
    try {
      return rtl::render(run());
    } catch (const Errors& errors) {
      std::string all;
      for (const auto& each : errors.list()) all += each.text() + "\n";
      return all;
    } catch (const Error& error) {
      return error.text();
    }
  }

 private:
  fs::path path_;
};

void require_equal(const rtl::CosimResult& result) {
  INFO(rtl::render(result));
  CHECK(result.equal());
  CHECK(result.frames_equal == kDesignFrames);
  CHECK(result.words_compared == 2 * kDesignFrames * pass_through().streams[0].words_per_frame());
}

std::string axi_top(const std::string& body, const std::string& extra_ports = "") {
  return "module kernel(input ap_clk, input ap_rst_n" + extra_ports +
         ",\n  input [15:0] in_r_TDATA, input in_r_TVALID, output in_r_TREADY,\n"
         "  output [15:0] out_r_TDATA, output out_r_TVALID, input out_r_TREADY);\n" +
         body + "endmodule\n";
}

const std::string kWires = "  assign out_r_TVALID = in_r_TVALID, in_r_TREADY = out_r_TREADY;\n";

/// An AXI-lite slave with registers 0 and 4; `control` holds what was written to 0.
const std::string kSlave =
    "  reg [7:0] control, address; reg [31:0] key; reg have_address, answer;\n"
    "  assign s_axi_NAME_AWREADY = !have_address & !answer, s_axi_NAME_WREADY = have_address, s_axi_NAME_BVALID = "
    "answer;\n"
    "  always @(posedge ap_clk) if (!ap_rst_n) begin control <= 0; key <= 0; have_address <= 0; answer <= 0; end else "
    "begin\n"
    "    if (s_axi_NAME_AWVALID & s_axi_NAME_AWREADY) begin have_address <= 1; address <= s_axi_NAME_AWADDR; end\n"
    "    if (s_axi_NAME_WVALID & s_axi_NAME_WREADY) begin have_address <= 0; answer <= 1;\n"
    "      if (address == 0) control <= s_axi_NAME_WDATA[7:0]; if (address == 4) key <= s_axi_NAME_WDATA; end\n"
    "    if (answer & s_axi_NAME_BREADY) answer <= 0;\n  end\n";
const std::string kSlavePorts =
    ", input s_axi_NAME_AWVALID, input [7:0] s_axi_NAME_AWADDR, output s_axi_NAME_AWREADY, input s_axi_NAME_WVALID, "
    "input "
    "[31:0] s_axi_NAME_WDATA, output s_axi_NAME_WREADY, output s_axi_NAME_BVALID, input s_axi_NAME_BREADY";

std::string named(std::string text, const std::string& name) {
  for (auto at = text.find("NAME"); at != std::string::npos; at = text.find("NAME")) text.replace(at, 4, name);
  return text;
}

}  // namespace

TEST_CASE("packages behind their users, recursion, structs and functions where Verilator takes none run as they are",
          "[styles]") {
  Folder folder("sources");
  folder
      .file("a_kernel.sv",
            axi_top(
                "  import z_pkg::*;\n"
                "  function int unsigned gcd(input int unsigned  a, input int unsigned  b);\n"
                "    return (b == 0)? a : gcd(b, a % b);\n  endfunction\n"
                "  function automatic integer f_gcd (input integer a, input integer b);\n    begin : main\n"
                "      if (a == 0) begin f_gcd = b; end else if (b == 0) begin f_gcd = a; end\n"
                "      else if (a > b) begin f_gcd = f_gcd(a % b, b); end else begin f_gcd = f_gcd(a, b % a); end\n"
                "    end\n  endfunction\n"
                "  // gcd(48, 36) = 12, f_gcd(35, 21) = 7\n"
                "  localparam NOTED = 0;\n  localparam int unsigned FLIP = gcd(48, 36) * 256 + f_gcd(35, 21);\n"
                "  logic [7:0] srl[3]; always_ff @(posedge ap_clk) srl <= {8'd12, srl[0:1]};\n"
                "  typedef struct { int unsigned lo; int unsigned hi; } pair_t;\n"
                "  function pair_t halves(); automatic pair_t p = '{ lo: FLIP % 256, hi: 0 };\n"
                "    if (p.lo == 7) p.hi = FLIP / 256;\n    return p;\n  endfunction\n"
                "  localparam pair_t HALVES = halves();\n"
                "  // 1 + 2 + 4 + 8\n"
                "  function int sum(); automatic int all = 0;\n"
                "    for (int k = 1, left = 4; left > 0; k <<= 1, left--) all += k;\n    return all;\n  endfunction\n"
                "  int total = NOTED ? $fopen(\"note.txt\", \"w\") : sum();\n"
                "  reg [7:0] all15 [200];\n"
                "  always_ff @(posedge ap_clk) if (!ap_rst_n) for (int k = 0; k < 200; k++) all15[k] <= 15;\n"
                "  if (1) begin : part\n    function automatic int both(input int hi, input int lo); return hi * 256 + "
                "lo; endfunction\n    localparam int WHOLE = both(HALVES.hi, HALVES.lo);\n"
                "    assign out_r_TDATA = in_r_TDATA ^ WHOLE[15:0] ^ {srl[2], KEY[7:0]} ^ total[15:0] ^ {8'd0, "
                "all15[in_r_TDATA[6:0]]};\n  end\n"
                "  initial if (FLIP == 0) $error(\"%m: FLIP is %0d.\");\n"
                "  always_ff @(posedge ap_clk iff in_r_TVALID) assert (in_r_TDATA !== 16'hx);\n" +
                kWires))
      .file("z_pkg.sv", "package z_pkg;\n  localparam bit [15:0] KEY = 16'h0c07;\nendpackage\n");
  require_equal(folder.run());
}

TEST_CASE("memories whose names the design puts together are found", "[styles]") {
  // 16'h0f00 ^ 16'h00f0 ^ 16'h5005 ^ 16'h5ff5 = 0.
  Folder folder("memories");
  folder
      .file("kernel.sv",
            axi_top(
                "  rom #(\"/home/x/code_gen_A_1/\", \"w.dat\", 0) a1(.q(q[0]));\n"
                "  rom #(\"/home/x/code_gen_A_2/\", \"w.dat\", 0) a2(.q(q[1]));\n"
                "  rom #(\"./\", \"\", 3) f(.q(q[2]));\n  rom #(\"./\", \"\", 12) g(.q(q[3]));\n  wire [15:0] q [4];\n"
                "  assign out_r_TDATA = in_r_TDATA ^ q[0] ^ q[1] ^ q[2] ^ q[3];\n" +
                kWires))
      .file("rom.sv",
            "module rom #(parameter PLACE = \"\", parameter FILE = \"\", parameter int INDEX = 0) (output [15:0] q);\n"
            "  reg [15:0] words [0:0];\n  assign q = words[0];\n"
            "  if (FILE != \"\") initial $readmemh({PLACE, FILE}, words);\n"
            "  else initial $readmemh($sformatf(\"%spart_%0d.dat\", PLACE, INDEX), words);\nendmodule\n")
      .file("ip/design_A_1_0/w.dat", "0f00\n")
      .file("ip/design_A_2_0/w.dat", "00f0\n")
      .file("ip/part_3.dat", "5005\n")
      .file("ip/part_12.dat", "5ff5\n");
  require_equal(folder.run());
  folder.file("ip/part_12.dat", "5ff4\n");
  CHECK_FALSE(folder.run().equal());
  Folder gone("memories-gone");
  gone.file("kernel.sv", axi_top("  reg [15:0] m [0:0]; initial $readmemh(\"/home/x/gone.dat\", m);\n" + kWires));
  CHECK_THAT(gone.error(), Catch::Contains("error[rtl-memory]") && Catch::Contains("/home/x/gone.dat"));
}

TEST_CASE("inner modules of Vitis HLS with ports of FIFOs are driven, stalled too", "[styles]") {
  Folder folder("ap_fifo");
  folder.file("kernel.v",
              "module kernel(input ap_clk, input ap_rst, input ap_start, input start_full_n, output start_write,\n"
              "  input [15:0] in_V_dout, input in_V_empty_n, output in_V_read, input [2:0] in_V_num_data_valid,\n"
              "  output [15:0] out_V_din, input out_V_full_n, output out_V_write);\n"
              "  wire go = ap_start & start_full_n & !ap_rst & in_V_empty_n & out_V_full_n;\n"
              "  assign start_write = 0, in_V_read = go, out_V_write = go, out_V_din = in_V_dout;\nendmodule\n");
  require_equal(folder.run());
  require_equal(folder.run(0.4));
}

TEST_CASE("a FIFO itself is driven by its write and read ports", "[styles]") {
  Folder folder("fifo");
  folder.file(
      "kernel.v",
      "module kernel(input clk, input reset, input [15:0] if_din, input if_write, output if_full_n,\n"
      "  output [15:0] if_dout, input if_read, output if_empty_n);\n  reg [15:0] word; reg full;\n"
      "  assign if_full_n = !full, if_empty_n = full, if_dout = word;\n  always @(posedge clk) if (reset) full <= "
      "0; else if (!full) begin full <= if_write; word <= if_din; end else if (if_read) full <= 0;\nendmodule\n");
  require_equal(folder.run(0.3));
}

TEST_CASE("a design that is started by a register runs, and registers are written first", "[styles]") {
  Folder folder("axi-lite");
  folder.file("kernel.v", axi_top(named(kSlave, "control") +
                                      "  wire go = control == 8'h81;\n"
                                      "  assign out_r_TVALID = in_r_TVALID & go, in_r_TREADY = out_r_TREADY & go;\n"
                                      "  assign out_r_TDATA = in_r_TDATA ^ key[15:0] ^ 16'h1234;\n",
                                  named(kSlavePorts, "control")));
  require_equal(folder.run(0, {{"s_axi_control", 4, 0x1234}}));
  const auto result = folder.run();
  CHECK_FALSE(result.equal());
  CHECK(result.mismatches == kDesignFrames * pass_through().streams[0].words_per_frame());
  try {
    folder.run(0, {{"s_axi_weights", 4, 1}});
    FAIL("no error");
  } catch (const Errors& errors) {
    CHECK_THAT(errors.list().front().text(),
               Catch::Contains("error[rtl-axi-lite]") && Catch::Contains("s_axi_control"));
  }
}

TEST_CASE("a slave for weights is not written unasked, and one that never answers is given up", "[styles]") {
  Folder folder("axi-lite-weights");
  folder.file("kernel.v",
              axi_top(named(kSlave, "weights") + "  assign out_r_TDATA = in_r_TDATA ^ {8'd0, control};\n" + kWires,
                      named(kSlavePorts, "weights")));
  require_equal(folder.run());
  Folder mute("axi-lite-mute");
  mute.file("kernel.v",
            axi_top("  assign s_axi_control_AWREADY = 0, s_axi_control_WREADY = 0, s_axi_control_BVALID = 0;\n"
                    "  assign out_r_TDATA = in_r_TDATA;\n" +
                        kWires,
                    named(kSlavePorts, "control")));
  CHECK_THAT(mute.error(), Catch::Contains("error[rtl-axi-lite]") && Catch::Contains("1000 cycles"));
}

TEST_CASE("a second clock runs at twice the rate, and TLAST comes with the last word of each frame", "[styles]") {
  Folder folder("clk2x");
  // Every word needs two edges of the fast clock for each of the other; the frame's last word must bear TLAST, no
  // other.
  folder.file(
      "kernel.v",
      axi_top("  reg [1:0] fast; reg [1:0] seen; reg [5:0] k; reg was_wrong;\n"
              "  always @(posedge ap_clk2x) if (!ap_rst_n) fast <= 0; else fast <= fast + 1;\n"
              "  always @(posedge ap_clk) seen <= fast;\n"
              "  wire two = fast - seen == 2'd2;\n"
              "  wire take = in_r_TVALID & in_r_TREADY, wrong = in_r_TLAST != (k == 39);\n"
              "  always @(posedge ap_clk) if (!ap_rst_n) begin k <= 0; was_wrong <= 0; end else begin\n"
              "    if (take) k <= k == 39 ? 0 : k + 1;\n    was_wrong <= was_wrong | (take & wrong) | !two & k > 2;\n  "
              "end\n  assign out_r_TDATA = in_r_TDATA ^ {16{was_wrong | wrong}};\n" +
                  kWires,
              ", input ap_clk2x, input in_r_TLAST"));
  require_equal(folder.run());
}

TEST_CASE("registers are read back and compared", "[styles]") {
  // Reads answer what was written: register 0 control, all others key.
  const std::string reads =
      "  reg read_answer; reg [7:0] read_address;\n"
      "  assign s_axi_NAME_ARREADY = !read_answer, s_axi_NAME_RVALID = read_answer;\n"
      "  assign s_axi_NAME_RDATA = read_address == 0 ? {24'd0, control} : key;\n"
      "  always @(posedge ap_clk) if (!ap_rst_n) read_answer <= 0; else if (s_axi_NAME_ARVALID & !read_answer) begin\n"
      "    read_answer <= 1; read_address <= s_axi_NAME_ARADDR; end else if (s_axi_NAME_RREADY) read_answer <= 0;\n";
  const std::string read_ports =
      ", input s_axi_NAME_ARVALID, input [7:0] s_axi_NAME_ARADDR, output s_axi_NAME_ARREADY, output s_axi_NAME_RVALID, "
      "output [31:0] s_axi_NAME_RDATA, input s_axi_NAME_RREADY";
  Folder folder("axi-lite-read");
  folder.file("kernel.v", axi_top(named(kSlave + reads, "weights") + "  assign out_r_TDATA = in_r_TDATA;\n" + kWires,
                                  named(kSlavePorts + read_ports, "weights")));
  require_equal(folder.run(0, {{"s_axi_weights", 4, 0xabcd1234}, {"s_axi_weights", 4, 0xabcd1234, true}}));
  const auto result = folder.run(0, {{"s_axi_weights", 4, 7}, {"s_axi_weights", 4, 8, true}});
  CHECK_FALSE(result.equal());
  CHECK(result.mismatches == 0);
  CHECK_THAT(rtl::render(result), Catch::Contains("register 4 of s_axi_weights reads 7, expected 8"));
  Folder mute("axi-lite-write-only");
  mute.file("kernel.v", axi_top(named(kSlave, "weights") + "  assign out_r_TDATA = in_r_TDATA;\n" + kWires,
                                named(kSlavePorts, "weights")));
  CHECK_THROWS_AS(mute.run(0, {{"s_axi_weights", 4, 8, true}}), Errors);
}

TEST_CASE("TLAST of an output is compared: with each frame's last word, inside as in the first frame", "[styles]") {
  // `last`: of word k (0 to 39) in frame f.
  const auto run = [](const std::string& name, const std::string& last) {
    Folder folder("tlast-" + name);
    folder.file(
        "kernel.v",
        axi_top("  reg [5:0] k; reg [7:0] f;\n  always @(posedge ap_clk) if (!ap_rst_n) begin k <= 0; f <= 0; end\n"
                "    else if (in_r_TVALID & in_r_TREADY) begin k <= k == 39 ? 0 : k + 1; if (k == 39) f <= f + 1; "
                "end\n  assign out_r_TDATA = in_r_TDATA, out_r_TLAST = " +
                    last + ";\n" + kWires,
                ", output out_r_TLAST"));
    return folder.run(0.3);
  };
  require_equal(run("right", "k == 39"));
  require_equal(run("rows", "k % 8 == 7"));
  const auto never = run("never", "0");
  require_equal(never);
  CHECK(never.outputs_without_last == std::vector<std::string>{"out"});
  const auto late = run("late", "k == 38");
  CHECK_FALSE(late.equal());
  CHECK(late.mismatches == 0);
  CHECK(late.last_differences == kDesignFrames);
  REQUIRE(late.first_last_difference);
  CHECK(late.first_last_difference->word == 39);
  CHECK_FALSE(late.first_last_difference->got);
  const auto once = run("once", "k == 39 & f != 1");
  REQUIRE(once.first_last_difference);
  CHECK(once.first_last_difference->frame == 1);
  CHECK(once.last_differences == 1);
  CHECK_THAT(rtl::render(once), Catch::Contains("TLAST of out does not come with word 39 of 40 in frame 1"));
  const auto inside = run("inside", "k == 39 | f == 2 & k == 5");
  REQUIRE(inside.first_last_difference);
  CHECK(inside.first_last_difference->got);
}

TEST_CASE("what can never run ends with its reason", "[styles]") {
  // A ring of logic that never settles.
  Folder ring("ring");
  ring.file("kernel.v", axi_top("  wire a = !(a & in_r_TVALID & !in_r_TDATA[0]);\n"
                                "  assign out_r_TDATA = in_r_TDATA ^ {16{!a}};\n" +
                                kWires));
  const std::string told = ring.error();
  INFO(told);
  CHECK_FALSE(told.starts_with("equal"));
  CHECK_THAT(told, Catch::Contains("converge"));
  // One that waits for a start that no port gives.
  Folder asleep("asleep");
  asleep.file("kernel.v",
              axi_top("  reg awake; always @(posedge ap_clk) if (!ap_rst_n) awake <= 0; else awake <= awake;\n"
                      "  assign out_r_TDATA = in_r_TDATA, out_r_TVALID = in_r_TVALID & awake;\n"
                      "  assign in_r_TREADY = out_r_TREADY & awake;\n"));
  CHECK_THAT(asleep.error(), Catch::Contains("word 0 of 40 never came"));
  // Clocks of its own, made of delays.
  for (const char* clock : {"always #5 own = ~own;", "initial forever #5 own = ~own;"}) {
    Folder delays("delays");
    delays.file("kernel.v", axi_top("  reg own, awake; " + std::string(clock) +
                                    "\n  initial begin own = 0; awake = 0; end\n"
                                    "  always @(posedge own) awake <= 1;\n"
                                    "  assign out_r_TDATA = in_r_TDATA, out_r_TVALID = in_r_TVALID & awake;\n"
                                    "  assign in_r_TREADY = out_r_TREADY & awake;\n"));
    CHECK_THAT(delays.error(), Catch::Contains("word 0 of 40 never came"));
  }
  // A register that no reset sets and no initial value: its first value is random, so the design may or may not answer;
  // it must end either way.
  Folder unset("unset");
  unset.file("kernel.v", axi_top("  reg state; always @(posedge ap_clk) if (in_r_TVALID) state <= state;\n"
                                 "  assign out_r_TDATA = in_r_TDATA, out_r_TVALID = in_r_TVALID & (state === 1'b1);\n"
                                 "  assign in_r_TREADY = out_r_TREADY & (state === 1'b1);\n"));
  CHECK_THAT(unset.error(), Catch::Contains("never came"));
}

TEST_CASE("modules that nobody defines are named with their instances, unless no branch takes them", "[styles]") {
  const std::string body =
      "  if (USE == 1) begin : gen BLACK_BOX #(.W(16)) box (.I(in_r_TDATA), .O(out_r_TDATA)); OTHER other (ap_clk); "
      "end\n"
      "  else begin assign out_r_TDATA = in_r_TDATA; end\n" +
      kWires;
  Folder taken("missing-taken");
  taken.file("kernel.v", axi_top("  localparam USE = 1;\n" + body));
  CHECK_THAT(taken.error(), Catch::Contains("error[rtl-module-missing]: the design needs the module \"BLACK_BOX\"") &&
                                Catch::Contains("gen.box") && Catch::Contains("\"OTHER\"") &&
                                Catch::Contains("gen.other"));
  Folder dead("missing-dead");
  dead.file("kernel.v", axi_top("  localparam USE = 0;\n" + body));
  require_equal(dead.run());
}

TEST_CASE("two thousand sources go through", "[styles]") {
  Folder folder("many");
  constexpr int kModules = 2000;
  const std::string deep = "a_folder_whose_name_makes_the_command_line_longer_than_a_system_allows/";
  for (int k = 0; k < kModules; ++k) {
    const std::string name = "m" + std::to_string(k), next = "m" + std::to_string(k + 1);
    folder.file(deep + name + ".v",
                "module " + name + "(input [15:0] a, output [15:0] q);\n" +
                    (k + 1 < kModules && k % 50 != 49 ? "  " + next + " u(a, q);\n" : "  assign q = a;\n") +
                    "endmodule\n");
  }
  std::string body = "  wire [15:0] w [" + std::to_string(kModules / 50 + 1) + "];\n  assign w[0] = in_r_TDATA;\n";
  for (int k = 0; k < kModules / 50; ++k)
    body += "  m" + std::to_string(50 * k) + " u" + std::to_string(k) + "(w[" + std::to_string(k) + "], w[" +
            std::to_string(k + 1) + "]);\n";
  folder.file("kernel.v",
              axi_top(body + "  assign out_r_TDATA = w[" + std::to_string(kModules / 50) + "];\n" + kWires));
  require_equal(folder.run());
}
