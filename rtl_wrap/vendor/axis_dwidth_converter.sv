// Behavioural model of the AXI4-Stream Data Width Converter (PG085). Up: words are gathered, a whole one leaves the edge
// after its last part came, or, where TLAST ends it early, an edge later; a next part may be taken meanwhile. Down: the
// parts of a word leave one per edge, the next word is taken with the last part; parts behind the last one with a TKEEP
// bit are left out. Behind a reset it takes words after two edges.
// The vendor's module bears a version (axis_dwidth_converter_v1_1_26_axis_dwidth_converter).
module axis_dwidth_converter_axis_dwidth_converter #(
  parameter C_FAMILY = "virtex7", parameter int C_S_AXIS_TDATA_WIDTH = 32, parameter int C_M_AXIS_TDATA_WIDTH = 32,
  parameter int C_AXIS_TID_WIDTH = 1, parameter int C_AXIS_TDEST_WIDTH = 1, parameter int C_S_AXIS_TUSER_WIDTH = 1,
  parameter int C_M_AXIS_TUSER_WIDTH = 1, parameter logic [31:0] C_AXIS_SIGNAL_SET = 32'hFF
) (
  input logic aclk, input logic aresetn, input logic aclken,
  input logic s_axis_tvalid, output logic s_axis_tready, input logic [C_S_AXIS_TDATA_WIDTH-1:0] s_axis_tdata,
  input logic [C_S_AXIS_TDATA_WIDTH/8-1:0] s_axis_tstrb, input logic [C_S_AXIS_TDATA_WIDTH/8-1:0] s_axis_tkeep,
  input logic s_axis_tlast, input logic [C_AXIS_TID_WIDTH-1:0] s_axis_tid,
  input logic [C_AXIS_TDEST_WIDTH-1:0] s_axis_tdest, input logic [C_S_AXIS_TUSER_WIDTH-1:0] s_axis_tuser,
  output logic m_axis_tvalid, input logic m_axis_tready, output logic [C_M_AXIS_TDATA_WIDTH-1:0] m_axis_tdata,
  output logic [C_M_AXIS_TDATA_WIDTH/8-1:0] m_axis_tstrb, output logic [C_M_AXIS_TDATA_WIDTH/8-1:0] m_axis_tkeep,
  output logic m_axis_tlast, output logic [C_AXIS_TID_WIDTH-1:0] m_axis_tid,
  output logic [C_AXIS_TDEST_WIDTH-1:0] m_axis_tdest, output logic [C_M_AXIS_TUSER_WIDTH-1:0] m_axis_tuser
);
  function automatic int divisor(input int a, input int b);
    int x, y, rest;
    x = a;
    y = b;
    while (y != 0) begin
      rest = x % y;
      x = y;
      y = rest;
    end
    return x;
  endfunction
  localparam int S_BYTES = C_S_AXIS_TDATA_WIDTH / 8, M_BYTES = C_M_AXIS_TDATA_WIDTH / 8;
  localparam int COMMON = divisor(S_BYTES, M_BYTES);
  localparam int UP = M_BYTES / COMMON, DOWN = S_BYTES / COMMON, W_BYTES = S_BYTES * UP;
  localparam int S_WIDTH = 10 * S_BYTES, W_WIDTH = 10 * W_BYTES, M_WIDTH = 10 * M_BYTES;
  if (C_AXIS_SIGNAL_SET[5] || C_AXIS_SIGNAL_SET[6] || C_AXIS_SIGNAL_SET[7])
    initial $fatal(1, "weir: no model of axis_dwidth_converter with TID, TDEST or TUSER: %m");
  assign m_axis_tid = 0, m_axis_tdest = 0, m_axis_tuser = 0;

  logic [1:0] hold = '1;
  always_ff @(posedge aclk) if (!aresetn) hold <= '1; else if (aclken) hold <= {hold[0], 1'b0};
  wire closed = hold[1];
  localparam bit HAS_KEEP = C_AXIS_SIGNAL_SET[3] | C_AXIS_SIGNAL_SET[4];  // TLAST needs it

  // A byte with its TSTRB and TKEEP is ten bits.
  logic [S_WIDTH-1:0] in;
  for (genvar b = 0; b < S_BYTES; b++)
    assign in[10*b +: 10] = {C_AXIS_SIGNAL_SET[3] ? s_axis_tkeep[b] : 1'b1, s_axis_tstrb[b], s_axis_tdata[8*b +: 8]};
  wire in_last = C_AXIS_SIGNAL_SET[4] & s_axis_tlast;

  logic [W_WIDTH-1:0] wide;
  logic wide_valid, wide_ready, wide_last;
  if (UP == 1) begin : as_wide
    assign wide = in, wide_valid = s_axis_tvalid, s_axis_tready = wide_ready, wide_last = in_last;
  end else begin : up
    logic [S_WIDTH-1:0] part;
    logic part_valid, part_last;
    int unsigned parts;  // of the word that is gathered
    assign s_axis_tready = !closed & !(wide_valid & part_valid);
    wire takes = s_axis_tvalid & s_axis_tready;
    always_ff @(posedge aclk)
      if (!aresetn) begin
        part_valid <= 0; wide_valid <= 0; parts <= 0;
      end else if (aclken) begin
        if (takes) begin
          part <= in;
          part_last <= in_last;
        end
        if (wide_valid) begin
          if (wide_ready) begin
            wide_valid <= 0;
            parts <= 0;
          end
          part_valid <= part_valid | takes;
        end else begin
          if (part_valid) begin
            if (parts == 0) wide <= W_WIDTH'(part);
            else wide[S_WIDTH*parts +: S_WIDTH] <= part;
            parts <= parts + 1;
          end
          if (part_valid & part_last) begin
            wide_valid <= 1;
            wide_last <= 1;
            part_valid <= takes;
          end else if (takes & parts + {31'b0, part_valid} == UP - 1) begin
            wide[S_WIDTH*(UP-1) +: S_WIDTH] <= in;
            wide_valid <= 1;
            wide_last <= in_last;
            part_valid <= 0;
          end else part_valid <= takes;
        end
      end
  end

  logic [M_WIDTH-1:0] out;
  for (genvar b = 0; b < M_BYTES; b++) begin : out_byte
    assign m_axis_tdata[8*b +: 8] = out[10*b +: 8];
    assign m_axis_tstrb[b] = out[10*b + 8], m_axis_tkeep[b] = out[10*b + 9];
  end
  wire out_ready = C_AXIS_SIGNAL_SET[0] ? m_axis_tready : 1'b1;
  if (DOWN == 1) begin : as_out
    assign out = wide, m_axis_tvalid = wide_valid, wide_ready = out_ready, m_axis_tlast = wide_last;
  end else begin : down
    logic [W_WIDTH-1:0] word, next;
    logic word_valid, next_valid, word_last, next_last;
    int unsigned at, ends, next_ends;  // the part that leaves, the last that does
    function automatic int unsigned last_part(input logic [W_WIDTH-1:0] of);
      last_part = 0;
      for (int p = 0; p < DOWN; p++)
        for (int b = 0; b < M_BYTES; b++)
          if (of[M_WIDTH*p + 10*b + 9] | !HAS_KEEP) last_part = p;
    endfunction
    wire is_end = at == ends;
    // A word of one part holds its register until it has left.
    assign wide_ready = !closed & (!word_valid | (is_end & at != 0 & !next_valid));
    assign m_axis_tvalid = word_valid, m_axis_tlast = word_last & is_end, out = word[M_WIDTH*at +: M_WIDTH];
    wire takes = wide_valid & wide_ready, gives = word_valid & out_ready;
    always_ff @(posedge aclk)
      if (!aresetn) begin
        word_valid <= 0; next_valid <= 0; at <= 0;
      end else if (aclken) begin
        if (!word_valid | (gives & is_end)) begin
          at <= 0;
          word_valid <= next_valid | takes;
          next_valid <= 0;
          word <= next_valid ? next : wide;
          word_last <= next_valid ? next_last : wide_last;
          ends <= next_valid ? next_ends : last_part(wide);
        end else begin
          if (gives) at <= at + 1;
          if (takes) begin
            next <= wide;
            next_last <= wide_last;
            next_ends <= last_part(wide);
            next_valid <= 1;
          end
        end
      end
  end
endmodule
