// A serial line (8N1, lowest bit first) to and from the two AXI-Streams of a network: the host link of boards that have no other.
//
// Bytes that arrive fill a word from its lowest byte on; a whole word waits at net_in until the network takes it. A word at net_out leaves as
// its bytes, lowest first. Of words of a frame there is no mark: their number is known on both sides. A line that stays low for a whole
// character and its stop bit (a break) sets `line_break` for one cycle; the board's top resets everything with it, so that host and board
// agree again where a word begins. `overrun` stays set when a byte came while its place was taken: the host sends faster than the network.
module weir_uart_link #(
  parameter int unsigned CYCLES_PER_BIT = 100,
  parameter int unsigned IN_BYTES = 1,
  parameter int unsigned OUT_BYTES = 1
) (
  input  logic                   ap_clk,
  input  logic                   ap_rst_n,
  input  logic                   rxd,
  output logic                   txd,
  output logic                   line_break,
  output logic                   overrun,
  output logic [8*IN_BYTES-1:0]  net_in_tdata,
  output logic                   net_in_tvalid,
  input  logic                   net_in_tready,
  input  logic [8*OUT_BYTES-1:0] net_out_tdata,
  input  logic                   net_out_tvalid,
  output logic                   net_out_tready
);
  localparam int unsigned CW = $clog2(CYCLES_PER_BIT + 1);
  localparam logic [CW-1:0] BIT = CW'(CYCLES_PER_BIT - 1);
  localparam logic [CW-1:0] HALF = CW'(CYCLES_PER_BIT / 2);
  localparam int unsigned IW = $clog2(IN_BYTES + 1);
  localparam int unsigned OW = $clog2(OUT_BYTES + 1);

  // Receiver: the line through two registers; bits are taken in their middle.
  logic [1:0] sync;
  logic       receiving;
  logic [CW-1:0] rx_wait;
  logic [3:0] rx_bits;  // 0: start, 1..8: data, 9: stop
  logic [7:0] rx_byte;
  logic       rx_done;
  wire logic  line = sync[1];

  always_ff @(posedge ap_clk) begin
    sync <= {sync[0], rxd};
    rx_done <= 1'b0;
    line_break <= 1'b0;
    if (!receiving) begin
      rx_wait <= HALF;
      rx_bits <= 4'd0;
      if (!line) receiving <= 1'b1;
    end else if (rx_wait != '0) begin
      rx_wait <= rx_wait - CW'(1);
    end else begin
      rx_wait <= BIT;
      rx_bits <= rx_bits + 4'd1;
      if (rx_bits == 4'd0) begin
        if (line) receiving <= 1'b0;  // a glitch
      end else if (rx_bits <= 4'd8) begin
        rx_byte <= {line, rx_byte[7:1]};
      end else if (line) begin
        receiving <= 1'b0;
        rx_done <= rx_bits == 4'd9;
      end else begin
        rx_bits <= 4'd10;  // low where the stop bit belongs: wait for a high line, it is no byte
        line_break <= rx_bits == 4'd9;
      end
    end
    if (!ap_rst_n) begin
      sync <= 2'b11;
      receiving <= 1'b0;
      rx_done <= 1'b0;
      line_break <= 1'b0;
    end
  end

  // Bytes to a word.
  logic [IW-1:0] in_count;
  always_ff @(posedge ap_clk) begin
    if (net_in_tvalid & net_in_tready) net_in_tvalid <= 1'b0;
    if (rx_done) begin
      if (net_in_tvalid & ~net_in_tready) begin
        overrun <= 1'b1;
      end else begin
        if (IN_BYTES == 1) net_in_tdata <= rx_byte;
        else net_in_tdata <= {rx_byte, net_in_tdata[8*IN_BYTES-1:(IN_BYTES == 1 ? 0 : 8)]};
        in_count <= in_count == IW'(IN_BYTES - 1) ? '0 : in_count + IW'(1);
        net_in_tvalid <= in_count == IW'(IN_BYTES - 1);
      end
    end
    if (!ap_rst_n) begin
      in_count <= '0;
      net_in_tvalid <= 1'b0;
      overrun <= 1'b0;
    end
  end

  // A word to bytes, a byte to ten bits.
  logic [8*OUT_BYTES-1:0] out_word;
  logic [OW-1:0] out_count;  // bytes of the word that are still to be sent
  logic [9:0] tx_shift;
  logic [3:0] tx_bits;
  logic [CW-1:0] tx_wait;
  assign net_out_tready = out_count == '0;
  assign txd = tx_shift[0];
  always_ff @(posedge ap_clk) begin
    if (net_out_tvalid & net_out_tready) begin
      out_word <= net_out_tdata;
      out_count <= OW'(OUT_BYTES);
    end
    if (tx_bits == 4'd0) begin
      if (out_count != '0) begin
        tx_shift <= {1'b1, out_word[7:0], 1'b0};
        tx_bits <= 4'd10;
        tx_wait <= BIT;
        out_word <= out_word >> 8;
        out_count <= out_count - OW'(1);
      end
    end else if (tx_wait != '0) begin
      tx_wait <= tx_wait - CW'(1);
    end else begin
      tx_wait <= BIT;
      tx_bits <= tx_bits - 4'd1;
      tx_shift <= {1'b1, tx_shift[9:1]};
    end
    if (!ap_rst_n) begin
      out_count <= '0;
      tx_bits <= 4'd0;
      tx_shift <= '1;
    end
  end
endmodule
