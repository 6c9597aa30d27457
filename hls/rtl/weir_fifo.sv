// Registered FIFO with credits: the one element between two kernels.
//
// The producer asks for a place before it has the word: `room` says that a credit is free, `take` consumes one, the word follows any number
// of cycles later on in_tdata/in_tvalid and is never refused. A word is readable one cycle after its write (F = 1); a read gives its credit
// back one cycle later (B = 1), so a full FIFO does not accept in the cycle of a read. Holds exactly DEPTH words (or promises of words).
// `room` and `out_tvalid` come from registers. Up to LUT_DEPTH words lie in LUT RAM or SRLs (asynchronous read), more in block RAM
// (synchronous read of the next word, with a bypass for the word that is just being written). Under WEIR_PEAKS `peak` tells the most words
// that were in it at once.
module weir_fifo #(
  parameter int unsigned W = 8,
  parameter int unsigned DEPTH = 2,
  parameter int unsigned LUT_DEPTH = 256
) (
  input  logic         ap_clk,
  input  logic         ap_rst_n,
  output logic         room,
  input  logic         take,
  input  logic [W-1:0] in_tdata,
  input  logic         in_tvalid,
  output logic [W-1:0] out_tdata,
  output logic         out_tvalid,
  input  logic         out_tready
`ifdef WEIR_PEAKS
  , output logic [31:0] peak
`endif
);
  localparam int unsigned CW = $clog2(DEPTH + 1);  // counters 0..DEPTH
  localparam logic [CW-1:0] FULL = CW'(DEPTH);
  localparam logic [CW-1:0] ONE = CW'(1);

  logic [CW-1:0] credits;  // places neither promised nor filled
  logic [CW-1:0] words;    // written and not yet read
  wire logic read = out_tvalid & out_tready;

  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) begin
      credits <= FULL;
      room <= 1'b1;
      words <= '0;
      out_tvalid <= 1'b0;
    end else begin
      if (take & ~read) credits <= credits - ONE;
      if (read & ~take) credits <= credits + ONE;
      room <= read | ((credits != '0) & ~((credits == ONE) & take));
      if (in_tvalid & ~read) words <= words + ONE;
      if (read & ~in_tvalid) words <= words - ONE;
      out_tvalid <= in_tvalid | ((words != '0) & ~((words == ONE) & read));
    end
  end

  generate
    if (DEPTH == 1) begin : g_one
      always_ff @(posedge ap_clk) if (in_tvalid) out_tdata <= in_tdata;
    end else begin : g_many
      localparam int unsigned AW = $clog2(DEPTH);
      localparam logic [AW-1:0] END = AW'(DEPTH - 1);
      logic [AW-1:0] write_at, read_at;
      wire logic [AW-1:0] read_next = read_at == END ? '0 : read_at + AW'(1);
      logic [W-1:0] mem[0:DEPTH-1];
      always_ff @(posedge ap_clk) begin
        if (in_tvalid) begin
          mem[write_at] <= in_tdata;
          write_at <= write_at == END ? '0 : write_at + AW'(1);
        end
        if (read) read_at <= read_next;
        if (!ap_rst_n) begin
          write_at <= '0;
          read_at <= '0;
        end
      end
      if (DEPTH <= LUT_DEPTH) begin : g_lut
        assign out_tdata = mem[read_at];
      end else begin : g_block
        logic [W-1:0] from_mem, from_input;
        logic bypass;
        wire logic [AW-1:0] fetch_at = read ? read_next : read_at;
        always_ff @(posedge ap_clk) from_mem <= mem[fetch_at];
        always_ff @(posedge ap_clk) begin
          from_input <= in_tdata;
          bypass <= in_tvalid & (write_at == fetch_at);
        end
        assign out_tdata = bypass ? from_input : from_mem;
      end
    end
  endgenerate

`ifdef WEIR_PEAKS
  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) peak <= '0;
    else if (32'(words) > peak) peak <= 32'(words);
  end
`endif

`ifdef VERILATOR
  always_ff @(posedge ap_clk) begin
    if (ap_rst_n & take & ~room) $fatal(1, "weir_fifo: a credit is taken that is not there");
    if (ap_rst_n & in_tvalid & (words == FULL)) $fatal(1, "weir_fifo: a word without a place");
  end
`endif
endmodule
