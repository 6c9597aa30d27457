// Behavioural model of the AXI4-Stream Register Slice (PG085): a wire (C_REG_CONFIG 0), two registers between which
// neither side waits (1, 8), or one that nobody stops (10). Behind a reset it takes words after two edges, config 8
// after three. The vendor's module bears a version (axis_register_slice_v1_1_27_axis_register_slice).
module axis_register_slice_axis_register_slice #(
  parameter C_FAMILY = "virtex6", parameter int C_AXIS_TDATA_WIDTH = 8, parameter int C_AXIS_TID_WIDTH = 1,
  parameter int C_AXIS_TDEST_WIDTH = 1, parameter int C_AXIS_TUSER_WIDTH = 1,
  parameter logic [31:0] C_AXIS_SIGNAL_SET = 32'h3, parameter int C_REG_CONFIG = 1,
  parameter int C_NUM_SLR_CROSSINGS = 0, parameter int C_PIPELINES_MASTER = 0, parameter int C_PIPELINES_SLAVE = 0,
  parameter int C_PIPELINES_MIDDLE = 0
) (
  input logic aclk, input logic aclk2x, input logic aresetn, input logic aclken,
  input logic s_axis_tvalid, output logic s_axis_tready, input logic [C_AXIS_TDATA_WIDTH-1:0] s_axis_tdata,
  input logic [C_AXIS_TDATA_WIDTH/8-1:0] s_axis_tstrb, input logic [C_AXIS_TDATA_WIDTH/8-1:0] s_axis_tkeep,
  input logic s_axis_tlast, input logic [C_AXIS_TID_WIDTH-1:0] s_axis_tid,
  input logic [C_AXIS_TDEST_WIDTH-1:0] s_axis_tdest, input logic [C_AXIS_TUSER_WIDTH-1:0] s_axis_tuser,
  output logic m_axis_tvalid, input logic m_axis_tready, output logic [C_AXIS_TDATA_WIDTH-1:0] m_axis_tdata,
  output logic [C_AXIS_TDATA_WIDTH/8-1:0] m_axis_tstrb, output logic [C_AXIS_TDATA_WIDTH/8-1:0] m_axis_tkeep,
  output logic m_axis_tlast, output logic [C_AXIS_TID_WIDTH-1:0] m_axis_tid,
  output logic [C_AXIS_TDEST_WIDTH-1:0] m_axis_tdest, output logic [C_AXIS_TUSER_WIDTH-1:0] m_axis_tuser
);
  localparam int WIDTH = C_AXIS_TDATA_WIDTH + 2 * (C_AXIS_TDATA_WIDTH / 8) + 1 + C_AXIS_TID_WIDTH +
                         C_AXIS_TDEST_WIDTH + C_AXIS_TUSER_WIDTH;
  localparam int EDGES = C_REG_CONFIG == 8 ? 3 : 2;
  wire [WIDTH-1:0] in = {s_axis_tdata, s_axis_tstrb, s_axis_tkeep, s_axis_tlast, s_axis_tid, s_axis_tdest,
                         s_axis_tuser};
  logic [WIDTH-1:0] out;
  assign {m_axis_tdata, m_axis_tstrb, m_axis_tkeep, m_axis_tlast, m_axis_tid, m_axis_tdest, m_axis_tuser} = out;
  wire ready = C_AXIS_SIGNAL_SET[0] ? m_axis_tready : 1'b1;
  if (C_REG_CONFIG == 0) begin : wires
    assign out = in, m_axis_tvalid = s_axis_tvalid, s_axis_tready = ready;
  end else if (C_REG_CONFIG == 10) begin : free
    assign s_axis_tready = 1;
    always_ff @(posedge aclk) if (aclken) begin
      out <= in;
      m_axis_tvalid <= s_axis_tvalid;
    end
  end else if (C_REG_CONFIG == 1 || C_REG_CONFIG == 8) begin : two
    logic [WIDTH-1:0] second;
    logic [1:0] words;
    logic [EDGES-1:0] hold = '1;
    wire is_open = !hold[EDGES-1];
    assign s_axis_tready = is_open & words != 2, m_axis_tvalid = words != 0;
    wire takes = s_axis_tvalid & s_axis_tready, gives = m_axis_tvalid & ready;
    always_ff @(posedge aclk)
      if (!aresetn) begin
        words <= 0;
        hold <= '1;
      end else if (aclken) begin
        hold <= EDGES'({hold, 1'b0});
        words <= words + {1'b0, takes} - {1'b0, gives};
        if (takes) second <= in;
        if (gives ? words == 2 : 1'b0) out <= second;
        else if (takes & (words == 0 | gives)) out <= in;
      end
  end else
    initial $fatal(1, "weir: no model of axis_register_slice with C_REG_CONFIG %0d: %m", C_REG_CONFIG);
endmodule
