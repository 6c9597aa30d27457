// AXI4 write master for one pointer argument: {flush, word index, word} in; after a flush, when every response has come, a word on done.
//
// Words whose indices follow each other become one burst, as in weir_axi_read. They wait in a ring of ROOM words until their burst is known.
module weir_axi_write #(
  parameter int unsigned W = 64,
  parameter int unsigned MAX_BURST = 16,
  parameter int unsigned IDLE = 4
) (
  input  logic           ap_clk,
  input  logic           ap_rst_n,
  input  logic [63:0]    base,  // byte address of word 0
  input  logic [W+32:0]  in_tdata,
  input  logic           in_tvalid,
  output logic           in_tready,
  output logic [0:0]     done_tdata,
  output logic           done_tvalid,
  input  logic           done_room,
  output logic           done_take,
  output logic [63:0]    m_axi_AWADDR,
  output logic [7:0]     m_axi_AWLEN,
  output logic [2:0]     m_axi_AWSIZE,
  output logic [1:0]     m_axi_AWBURST,
  output logic           m_axi_AWVALID,
  input  logic           m_axi_AWREADY,
  output logic [W-1:0]   m_axi_WDATA,
  output logic [W/8-1:0] m_axi_WSTRB,
  output logic           m_axi_WLAST,
  output logic           m_axi_WVALID,
  input  logic           m_axi_WREADY,
  input  logic [1:0]     m_axi_BRESP,
  input  logic           m_axi_BVALID,
  output logic           m_axi_BREADY
);
  localparam int unsigned SHIFT = $clog2(W / 8);
  localparam int unsigned ROOM = 2 * MAX_BURST;
  localparam int unsigned RW = $clog2(ROOM);
  wire logic flush = in_tdata[W+32];
  wire logic [31:0] index = in_tdata[W+31:W];

  // The burst that is being collected.
  logic [31:0] first, following;
  logic [8:0]  count;
  logic [3:0]  idle;
  wire logic [63:0] following_byte = base + {{(32 - SHIFT){1'b0}}, following, {SHIFT{1'b0}}};
  wire logic follows = index == following & count < 9'(MAX_BURST) & following_byte[11:0] != '0;
  wire logic busy;  // the burst before is not through yet
  wire logic close = count != 0 & (in_tvalid ? flush | ~follows : idle == 4'(IDLE)) & ~busy;

  // Its words, and those of the burst before.
  logic [W-1:0]  ring[0:ROOM-1];
  logic [RW-1:0] write_at, read_at;
  logic [RW:0]   words;
  wire logic full = words == (RW + 1)'(ROOM);
  logic [15:0] unanswered;  // bursts
  wire logic quiet = count == 0 & ~busy & unanswered == 0;
  assign in_tready = flush ? quiet & done_room : ~full & (count == 0 | follows | close);
  wire logic take = in_tvalid & in_tready & ~flush;
  assign done_tdata = 1'b1;
  assign done_tvalid = in_tvalid & flush & quiet & done_room;
  assign done_take = done_tvalid;

  // The burst that is being sent.
  logic [8:0] left;
  assign busy = m_axi_AWVALID | left != 0;
  assign m_axi_AWSIZE = 3'(SHIFT);
  assign m_axi_AWBURST = 2'b01;
  assign m_axi_WVALID = left != 0;
  assign m_axi_WDATA = ring[read_at];
  assign m_axi_WSTRB = '1;
  assign m_axi_WLAST = left == 9'd1;
  assign m_axi_BREADY = 1'b1;
  wire logic sent = m_axi_WVALID & m_axi_WREADY;
  always_ff @(posedge ap_clk) begin
    if (take) ring[write_at] <= in_tdata[W-1:0];
    if (!ap_rst_n) begin
      count <= '0;
      idle <= '0;
      left <= '0;
      words <= '0;
      write_at <= '0;
      read_at <= '0;
      unanswered <= '0;
      m_axi_AWVALID <= 1'b0;
    end else begin
      if (m_axi_AWREADY) m_axi_AWVALID <= 1'b0;
      if (sent) begin
        left <= left - 9'd1;
        read_at <= read_at + RW'(1);
      end
      if (close) begin
        m_axi_AWVALID <= 1'b1;
        m_axi_AWADDR <= base + {{(32 - SHIFT){1'b0}}, first, {SHIFT{1'b0}}};
        m_axi_AWLEN <= 8'(count - 9'd1);
        left <= count;
      end
      if (take) begin
        write_at <= write_at + RW'(1);
        if (count == 0 | close) first <= index;
        following <= index + 32'd1;
      end
      count <= (close ? 9'd0 : count) + 9'(take);
      words <= words + (RW + 1)'(take) - (RW + 1)'(sent);
      unanswered <= unanswered + 16'(close) - 16'(m_axi_BVALID);
      idle <= take | count == 0 ? '0 : idle == 4'(IDLE) ? idle : idle + 4'd1;
    end
  end
endmodule
