// Behavioural model of the AXI4-Stream Data FIFO (PG085), one clock: the macro xpm_fifo_axis behind its ports, or a wire.
// The vendor's module bears a version (axis_data_fifo_v2_0_11_top): this stands for every one of 2.0.
module axis_data_fifo_top #(
  parameter C_FAMILY = "virtex7", parameter int C_AXIS_TDATA_WIDTH = 8, parameter int C_AXIS_TID_WIDTH = 1,
  parameter int C_AXIS_TDEST_WIDTH = 1, parameter int C_AXIS_TUSER_WIDTH = 1,
  parameter logic [31:0] C_AXIS_SIGNAL_SET = 32'h03, parameter int C_FIFO_DEPTH = 512, parameter int C_FIFO_MODE = 1,
  parameter int C_IS_ACLK_ASYNC = 0, parameter int C_SYNCHRONIZER_STAGE = 2, parameter int C_ACLKEN_CONV_MODE = 0,
  parameter C_ECC_MODE = 0, parameter C_FIFO_MEMORY_TYPE = "auto", parameter C_USE_ADV_FEATURES = "1000",
  parameter int C_PROG_EMPTY_THRESH = 5, parameter int C_PROG_FULL_THRESH = 11
) (
  input logic s_axis_aclk, input logic s_axis_aresetn, input logic s_axis_aclken,
  input logic s_axis_tvalid, output logic s_axis_tready, input logic [C_AXIS_TDATA_WIDTH-1:0] s_axis_tdata,
  input logic [C_AXIS_TDATA_WIDTH/8-1:0] s_axis_tstrb, input logic [C_AXIS_TDATA_WIDTH/8-1:0] s_axis_tkeep,
  input logic s_axis_tlast, input logic [C_AXIS_TID_WIDTH-1:0] s_axis_tid,
  input logic [C_AXIS_TDEST_WIDTH-1:0] s_axis_tdest, input logic [C_AXIS_TUSER_WIDTH-1:0] s_axis_tuser,
  output logic almost_full, output logic prog_full, output logic [31:0] axis_wr_data_count,
  input logic injectsbiterr, input logic injectdbiterr,
  input logic m_axis_aclk, input logic m_axis_aclken,
  output logic m_axis_tvalid, input logic m_axis_tready, output logic [C_AXIS_TDATA_WIDTH-1:0] m_axis_tdata,
  output logic [C_AXIS_TDATA_WIDTH/8-1:0] m_axis_tstrb, output logic [C_AXIS_TDATA_WIDTH/8-1:0] m_axis_tkeep,
  output logic m_axis_tlast, output logic [C_AXIS_TID_WIDTH-1:0] m_axis_tid,
  output logic [C_AXIS_TDEST_WIDTH-1:0] m_axis_tdest, output logic [C_AXIS_TUSER_WIDTH-1:0] m_axis_tuser,
  output logic almost_empty, output logic prog_empty, output logic [31:0] axis_rd_data_count,
  output logic sbiterr, output logic dbiterr
);
  if (C_IS_ACLK_ASYNC != 0) initial $fatal(1, "weir: no model of axis_data_fifo with independent clocks: %m");
  if (C_ACLKEN_CONV_MODE != 0) initial $fatal(1, "weir: no model of axis_data_fifo with clock enables: %m");
  if (C_ECC_MODE != 0) initial $fatal(1, "weir: no model of axis_data_fifo with error correction: %m");
  wire ready = C_AXIS_SIGNAL_SET[0] ? m_axis_tready : 1'b1;
  if (C_FIFO_MODE == 0) begin : wires
    assign m_axis_tvalid = s_axis_tvalid, s_axis_tready = ready, m_axis_tdata = s_axis_tdata;
    assign m_axis_tstrb = s_axis_tstrb, m_axis_tkeep = s_axis_tkeep, m_axis_tlast = s_axis_tlast;
    assign m_axis_tid = s_axis_tid, m_axis_tdest = s_axis_tdest, m_axis_tuser = s_axis_tuser;
    assign almost_full = 0, prog_full = 0, almost_empty = 0, prog_empty = 0, sbiterr = 0, dbiterr = 0;
    assign axis_wr_data_count = 0, axis_rd_data_count = 0;
  end else begin : fifo
    xpm_fifo_axis #(.FIFO_DEPTH(C_FIFO_DEPTH), .TDATA_WIDTH(C_AXIS_TDATA_WIDTH), .TID_WIDTH(C_AXIS_TID_WIDTH),
      .TDEST_WIDTH(C_AXIS_TDEST_WIDTH), .TUSER_WIDTH(C_AXIS_TUSER_WIDTH), .USE_ADV_FEATURES(C_USE_ADV_FEATURES),
      .PACKET_FIFO(C_FIFO_MODE == 2 ? "true" : "false"), .PROG_EMPTY_THRESH(C_PROG_EMPTY_THRESH),
      .PROG_FULL_THRESH(C_PROG_FULL_THRESH), .RD_DATA_COUNT_WIDTH(32), .WR_DATA_COUNT_WIDTH(32)) macro (
      .s_aclk(s_axis_aclk), .m_aclk(s_axis_aclk), .s_aresetn(s_axis_aresetn),
      .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready), .s_axis_tdata(s_axis_tdata),
      .s_axis_tstrb(s_axis_tstrb), .s_axis_tkeep(s_axis_tkeep), .s_axis_tlast(s_axis_tlast), .s_axis_tid(s_axis_tid),
      .s_axis_tdest(s_axis_tdest), .s_axis_tuser(s_axis_tuser),
      .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(ready), .m_axis_tdata(m_axis_tdata), .m_axis_tstrb(m_axis_tstrb),
      .m_axis_tkeep(m_axis_tkeep), .m_axis_tlast(m_axis_tlast), .m_axis_tid(m_axis_tid), .m_axis_tdest(m_axis_tdest),
      .m_axis_tuser(m_axis_tuser), .almost_empty_axis(almost_empty), .almost_full_axis(almost_full),
      .prog_empty_axis(prog_empty), .prog_full_axis(prog_full), .rd_data_count_axis(axis_rd_data_count),
      .wr_data_count_axis(axis_wr_data_count), .injectdbiterr_axis(injectdbiterr), .injectsbiterr_axis(injectsbiterr),
      .dbiterr_axis(dbiterr), .sbiterr_axis(sbiterr));
  end
endmodule
