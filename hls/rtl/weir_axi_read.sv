// AXI4 read master for one pointer argument: word indices in, words out, in order.
//
// Indices that follow each other become one burst of up to MAX_BURST words that crosses no 4 KiB border; a burst is sent when it is full, when
// the next index does not follow, or when no index has come for IDLE cycles. The data channel is as willing as the FIFO behind it.
module weir_axi_read #(
  parameter int unsigned W = 64,
  parameter int unsigned MAX_BURST = 16,
  parameter int unsigned IDLE = 4
) (
  input  logic         ap_clk,
  input  logic         ap_rst_n,
  input  logic [63:0]  base,  // byte address of word 0
  input  logic [31:0]  index_tdata,
  input  logic         index_tvalid,
  output logic         index_tready,
  output logic [W-1:0] out_tdata,
  output logic         out_tvalid,
  input  logic         out_room,
  output logic         out_take,
  output logic [63:0]  m_axi_ARADDR,
  output logic [7:0]   m_axi_ARLEN,
  output logic [2:0]   m_axi_ARSIZE,
  output logic [1:0]   m_axi_ARBURST,
  output logic         m_axi_ARVALID,
  input  logic         m_axi_ARREADY,
  input  logic [W-1:0] m_axi_RDATA,
  input  logic [1:0]   m_axi_RRESP,
  input  logic         m_axi_RLAST,
  input  logic         m_axi_RVALID,
  output logic         m_axi_RREADY
);
  localparam int unsigned SHIFT = $clog2(W / 8);
  logic [31:0] first, following;  // of the burst that is being collected
  logic [8:0]  count;
  logic [3:0]  idle;
  wire logic [63:0] following_byte = base + {{(32 - SHIFT){1'b0}}, following, {SHIFT{1'b0}}};
  wire logic follows = index_tdata == following & count < 9'(MAX_BURST) & following_byte[11:0] != '0;
  wire logic waits = m_axi_ARVALID & ~m_axi_ARREADY;
  wire logic send = count != 0 & (index_tvalid ? ~follows : idle == 4'(IDLE)) & ~waits;
  assign index_tready = count == 0 | follows | send;
  wire logic take = index_tvalid & index_tready;
  assign m_axi_ARSIZE = 3'(SHIFT);
  assign m_axi_ARBURST = 2'b01;
  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) begin
      count <= '0;
      idle <= '0;
      m_axi_ARVALID <= 1'b0;
    end else begin
      if (m_axi_ARREADY) m_axi_ARVALID <= 1'b0;
      if (send) begin
        m_axi_ARVALID <= 1'b1;
        m_axi_ARADDR <= base + {{(32 - SHIFT){1'b0}}, first, {SHIFT{1'b0}}};
        m_axi_ARLEN <= 8'(count - 9'd1);
      end
      if (take) begin
        if (count == 0 | send) first <= index_tdata;
        following <= index_tdata + 32'd1;
      end
      count <= (send ? 9'd0 : count) + 9'(take);
      idle <= take | count == 0 ? '0 : idle == 4'(IDLE) ? idle : idle + 4'd1;
    end
  end
  assign m_axi_RREADY = out_room;
  assign out_tvalid = m_axi_RVALID & out_room;
  assign out_take = out_tvalid;
  assign out_tdata = m_axi_RDATA;
endmodule
