// Behavioural models of the FIFOs of Xilinx Parameterized Macros (UG974), written from their documented behaviour: one
// clock, no error correction. First-word-fall-through holds two words behind the memory, so that a word may leave three
// cycles after it was written, and FIFO_WRITE_DEPTH + 2 words fit; in standard mode a word comes FIFO_READ_LATENCY cycles
// after rd_en. Behind a reset the FIFO stays closed: the AXI form for eight edges (four registers that synchronise the
// reset, three of the reset itself, one of the full flag), the plain one for three.

// The reset as the FIFO sees it: `EDGES` edges longer.
module weir_xpm_reset #(parameter int EDGES = 3) (input logic clk, input logic rst, output logic busy);
  logic [EDGES-1:0] hold = '1;
  always_ff @(posedge clk) hold <= rst ? '1 : EDGES'({hold, 1'b0});
  assign busy = rst | hold[EDGES-1];
endmodule

// The memory and the two registers behind it.
module weir_xpm_fwft #(parameter int WIDTH = 8, parameter int DEPTH = 16) (
  input logic clk, input logic rst,
  input logic wr_en, input logic [WIDTH-1:0] din, output logic full,
  input logic rd_en, output logic [WIDTH-1:0] dout, output logic valid,
  output int unsigned count
);
  logic [WIDTH-1:0] memory [DEPTH];
  logic [$clog2(DEPTH > 1 ? DEPTH : 2)-1:0] wr_at, rd_at;
  int unsigned stored;
  logic first_valid;
  logic [WIDTH-1:0] first;
  wire write = wr_en & !full;
  wire to_second = first_valid & (!valid | rd_en);
  wire to_first = stored != 0 & (!first_valid | to_second);
  assign full = rst | stored == DEPTH;
  assign count = stored + {31'b0, first_valid} + {31'b0, valid};
  always_ff @(posedge clk) begin
    if (write) memory[wr_at] <= din;
    if (to_first) first <= memory[rd_at];
    if (to_second) dout <= first;
    if (rst) begin
      wr_at <= 0; rd_at <= 0; stored <= 0; first_valid <= 0; valid <= 0;
    end else begin
      if (write) wr_at <= 32'(wr_at) == DEPTH - 1 ? 0 : wr_at + 1;
      if (to_first) rd_at <= 32'(rd_at) == DEPTH - 1 ? 0 : rd_at + 1;
      stored <= stored + {31'b0, write} - {31'b0, to_first};
      first_valid <= to_first | (first_valid & !to_second);
      valid <= to_second | (valid & !rd_en);
    end
  end
endmodule

module xpm_fifo_axis #(
  parameter int CASCADE_HEIGHT = 0, parameter int CDC_SYNC_STAGES = 2, parameter CLOCKING_MODE = "common_clock",
  parameter ECC_MODE = "no_ecc", parameter int FIFO_DEPTH = 2048, parameter FIFO_MEMORY_TYPE = "auto",
  parameter PACKET_FIFO = "false", parameter int PROG_EMPTY_THRESH = 10, parameter int PROG_FULL_THRESH = 10,
  parameter int RD_DATA_COUNT_WIDTH = 1, parameter int RELATED_CLOCKS = 0, parameter int SIM_ASSERT_CHK = 0,
  parameter EN_SIM_ASSERT_ERR = "warning", parameter int TDATA_WIDTH = 32, parameter int TDEST_WIDTH = 1,
  parameter int TID_WIDTH = 1, parameter int TUSER_WIDTH = 1, parameter USE_ADV_FEATURES = "1000",
  parameter int WR_DATA_COUNT_WIDTH = 1
) (
  input logic s_aclk, input logic m_aclk, input logic s_aresetn,
  input logic s_axis_tvalid, output logic s_axis_tready, input logic [TDATA_WIDTH-1:0] s_axis_tdata,
  input logic [TDATA_WIDTH/8-1:0] s_axis_tstrb, input logic [TDATA_WIDTH/8-1:0] s_axis_tkeep, input logic s_axis_tlast,
  input logic [TID_WIDTH-1:0] s_axis_tid, input logic [TDEST_WIDTH-1:0] s_axis_tdest,
  input logic [TUSER_WIDTH-1:0] s_axis_tuser,
  output logic m_axis_tvalid, input logic m_axis_tready, output logic [TDATA_WIDTH-1:0] m_axis_tdata,
  output logic [TDATA_WIDTH/8-1:0] m_axis_tstrb, output logic [TDATA_WIDTH/8-1:0] m_axis_tkeep,
  output logic m_axis_tlast, output logic [TID_WIDTH-1:0] m_axis_tid, output logic [TDEST_WIDTH-1:0] m_axis_tdest,
  output logic [TUSER_WIDTH-1:0] m_axis_tuser,
  output logic almost_empty_axis, output logic almost_full_axis, output logic prog_empty_axis,
  output logic prog_full_axis, output logic [RD_DATA_COUNT_WIDTH-1:0] rd_data_count_axis,
  output logic [WR_DATA_COUNT_WIDTH-1:0] wr_data_count_axis,
  input logic injectdbiterr_axis, input logic injectsbiterr_axis, output logic dbiterr_axis, output logic sbiterr_axis
);
  localparam int WIDTH = TDATA_WIDTH + 2 * (TDATA_WIDTH / 8) + 1 + TID_WIDTH + TDEST_WIDTH + TUSER_WIDTH;
  if (CLOCKING_MODE != "common_clock")
    initial $fatal(1, "weir: no model of xpm_fifo_axis with independent clocks: %m");
  logic full, valid, may_leave, busy;
  int unsigned count, packets;
  weir_xpm_reset #(.EDGES(8)) reset (.clk(s_aclk), .rst(!s_aresetn), .busy(busy));
  weir_xpm_fwft #(.WIDTH(WIDTH), .DEPTH(FIFO_DEPTH)) fifo (
    .clk(s_aclk), .rst(busy), .wr_en(s_axis_tvalid),
    .din({s_axis_tdata, s_axis_tstrb, s_axis_tkeep, s_axis_tlast, s_axis_tid, s_axis_tdest, s_axis_tuser}),
    .full(full), .rd_en(m_axis_tready & may_leave), .valid(valid), .count(count),
    .dout({m_axis_tdata, m_axis_tstrb, m_axis_tkeep, m_axis_tlast, m_axis_tid, m_axis_tdest, m_axis_tuser}));
  assign s_axis_tready = !full;
  // A packet leaves once it is there as a whole, or when it fills the FIFO.
  assign may_leave = PACKET_FIFO != "true" | packets != 0 | full;
  assign m_axis_tvalid = valid & may_leave;
  wire last_in = s_axis_tvalid & s_axis_tready & s_axis_tlast;
  wire last_out = m_axis_tvalid & m_axis_tready & m_axis_tlast;
  always_ff @(posedge s_aclk)
    if (busy) packets <= 0;
    else packets <= packets + {31'b0, last_in} - {31'b0, last_out};
  assign almost_empty_axis = count <= 1;
  assign almost_full_axis = count >= FIFO_DEPTH - 1;
  assign prog_empty_axis = count <= PROG_EMPTY_THRESH;
  assign prog_full_axis = count >= PROG_FULL_THRESH;
  assign rd_data_count_axis = RD_DATA_COUNT_WIDTH'(count);
  assign wr_data_count_axis = WR_DATA_COUNT_WIDTH'(count);
  assign dbiterr_axis = 0;
  assign sbiterr_axis = 0;
endmodule

module xpm_fifo_sync #(
  parameter int CASCADE_HEIGHT = 0, parameter DOUT_RESET_VALUE = "0", parameter ECC_MODE = "no_ecc",
  parameter EN_SIM_ASSERT_ERR = "warning", parameter FIFO_MEMORY_TYPE = "auto", parameter int FIFO_READ_LATENCY = 1,
  parameter int FIFO_WRITE_DEPTH = 2048, parameter int FULL_RESET_VALUE = 0, parameter int PROG_EMPTY_THRESH = 10,
  parameter int PROG_FULL_THRESH = 10, parameter int RD_DATA_COUNT_WIDTH = 1, parameter int READ_DATA_WIDTH = 32,
  parameter READ_MODE = "std", parameter int SIM_ASSERT_CHK = 0, parameter USE_ADV_FEATURES = "0707",
  parameter int WAKEUP_TIME = 0, parameter int WR_DATA_COUNT_WIDTH = 1, parameter int WRITE_DATA_WIDTH = 32
) (
  input logic sleep, input logic rst, input logic wr_clk, input logic wr_en, input logic [WRITE_DATA_WIDTH-1:0] din,
  output logic full, output logic prog_full, output logic [WR_DATA_COUNT_WIDTH-1:0] wr_data_count,
  output logic overflow, output logic wr_rst_busy, output logic almost_full, output logic wr_ack,
  input logic rd_en, output logic [READ_DATA_WIDTH-1:0] dout, output logic empty, output logic prog_empty,
  output logic [RD_DATA_COUNT_WIDTH-1:0] rd_data_count, output logic underflow, output logic rd_rst_busy,
  output logic almost_empty, output logic data_valid, input logic injectsbiterr, input logic injectdbiterr,
  output logic sbiterr, output logic dbiterr
);
  localparam int WIDTH = WRITE_DATA_WIDTH, DEPTH = FIFO_WRITE_DEPTH;
  if (READ_DATA_WIDTH != WRITE_DATA_WIDTH)
    initial $fatal(1, "weir: no model of xpm_fifo_sync with words of %0d and %0d bits: %m", WRITE_DATA_WIDTH,
                   READ_DATA_WIDTH);
  int unsigned count;
  logic busy, is_full;
  weir_xpm_reset #(.EDGES(3)) reset (.clk(wr_clk), .rst(rst), .busy(busy));
  assign full = busy ? FULL_RESET_VALUE != 0 : is_full;
  wire write = wr_en & !busy & !is_full, read = rd_en & !empty;
  if (READ_MODE == "fwft") begin : fall_through
    logic valid;
    weir_xpm_fwft #(.WIDTH(WIDTH), .DEPTH(DEPTH)) fifo (
      .clk(wr_clk), .rst(busy), .wr_en(wr_en), .din(din), .full(is_full), .rd_en(rd_en), .dout(dout), .valid(valid),
      .count(count));
    assign empty = !valid;
    assign data_valid = valid;
  end else begin : standard
    localparam int STEPS = FIFO_READ_LATENCY < 1 ? 1 : FIFO_READ_LATENCY;
    logic [WIDTH-1:0] memory [DEPTH], step [STEPS];
    logic [STEPS-1:0] step_valid;
    int unsigned wr_at, rd_at;
    logic is_empty;
    assign is_full = count == DEPTH;
    assign empty = busy | is_empty;
    assign dout = step[STEPS-1];
    assign data_valid = step_valid[STEPS-1];
    always_ff @(posedge wr_clk) begin
      if (write) memory[wr_at] <= din;
      if (read) step[0] <= memory[rd_at];
      for (int k = 1; k < STEPS; k++) if (step_valid[k-1]) step[k] <= step[k-1];
      if (busy) begin
        wr_at <= 0; rd_at <= 0; count <= 0; step_valid <= 0; is_empty <= 1;
      end else begin
        if (write) wr_at <= wr_at == DEPTH - 1 ? 0 : wr_at + 1;
        if (read) rd_at <= rd_at == DEPTH - 1 ? 0 : rd_at + 1;
        count <= count + {31'b0, write} - {31'b0, read};
        is_empty <= count + {31'b0, write} == {31'b0, read};
        step_valid <= STEPS'({step_valid, read});
      end
    end
  end
  always_ff @(posedge wr_clk) begin
    wr_ack <= write;
    overflow <= wr_en & is_full & !busy;
    underflow <= rd_en & empty & !busy;
  end
  assign almost_full = count >= DEPTH - 1;
  assign almost_empty = count <= 1;
  assign prog_full = count >= PROG_FULL_THRESH;
  assign prog_empty = count <= PROG_EMPTY_THRESH;
  assign wr_data_count = WR_DATA_COUNT_WIDTH'(count);
  assign rd_data_count = RD_DATA_COUNT_WIDTH'(count);
  assign wr_rst_busy = busy;
  assign rd_rst_busy = busy;
  assign sbiterr = 0;
  assign dbiterr = 0;
endmodule
