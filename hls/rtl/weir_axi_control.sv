// AXI4-Lite registers of a top: 0x00 control (bit 0 ap_start, 1 ap_done: cleared by reading, 2 ap_idle, 3 ap_ready), from 0x10 on the
// arguments, a register per word. A start sends all of them as one word; the call is over when every word of `done` has come that it asked for:
// done[0] is the control's own, whose bit says whether the others have been started.
module weir_axi_control #(
  parameter int unsigned WORDS = 2,
  parameter int unsigned DONES = 1
) (
  input  logic                ap_clk,
  input  logic                ap_rst_n,
  input  logic [11:0]         s_axi_AWADDR,
  input  logic                s_axi_AWVALID,
  output logic                s_axi_AWREADY,
  input  logic [31:0]         s_axi_WDATA,
  input  logic [3:0]          s_axi_WSTRB,
  input  logic                s_axi_WVALID,
  output logic                s_axi_WREADY,
  output logic [1:0]          s_axi_BRESP,
  output logic                s_axi_BVALID,
  input  logic                s_axi_BREADY,
  input  logic [11:0]         s_axi_ARADDR,
  input  logic                s_axi_ARVALID,
  output logic                s_axi_ARREADY,
  output logic [31:0]         s_axi_RDATA,
  output logic [1:0]          s_axi_RRESP,
  output logic                s_axi_RVALID,
  input  logic                s_axi_RREADY,
  output logic [32*WORDS-1:0] arguments,
  output logic                start_tvalid,
  input  logic                start_room,
  output logic                start_take,
  input  logic                started,  // done[0]'s word
  input  logic [DONES-1:0]    done_tvalid,
  output logic [DONES-1:0]    done_tready
);
  logic [31:0] word[0:WORDS-1];
  for (genvar k = 0; k < WORDS; k++) begin : g_word
    assign arguments[32*k+:32] = word[k];
  end
  logic running, waiting, done;  // waiting: the arguments are not sent yet
  assign start_tvalid = waiting & start_room;
  assign start_take = start_tvalid;
  wire logic over = running & done_tvalid[0] & (~started | &done_tvalid);
  assign done_tready = over ? (started ? '1 : DONES'(1)) : '0;

  assign s_axi_BRESP = 2'b00;
  assign s_axi_RRESP = 2'b00;
  wire logic write = s_axi_AWVALID & s_axi_WVALID & ~s_axi_BVALID;
  assign s_axi_AWREADY = write;
  assign s_axi_WREADY = write;
  assign s_axi_ARREADY = ~s_axi_RVALID;
  wire logic read = s_axi_ARVALID & s_axi_ARREADY;
  wire logic [31:0] status = {28'b0, done, ~running, done, running};
  wire logic [9:0] written = s_axi_AWADDR[11:2], looked_at = s_axi_ARADDR[11:2];
  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) begin
      running <= 1'b0;
      waiting <= 1'b0;
      done <= 1'b0;
      s_axi_BVALID <= 1'b0;
      s_axi_RVALID <= 1'b0;
    end else begin
      if (s_axi_BREADY) s_axi_BVALID <= 1'b0;
      if (write) begin
        s_axi_BVALID <= 1'b1;
        for (int k = 0; k < WORDS; k++)
          for (int b = 0; b < 4; b++)
            if (written == 10'(k + 4) & s_axi_WSTRB[b]) word[k][8*b+:8] <= s_axi_WDATA[8*b+:8];
      end
      if (s_axi_RREADY) s_axi_RVALID <= 1'b0;
      if (read) begin
        s_axi_RVALID <= 1'b1;
        s_axi_RDATA <= looked_at == 0 ? status : '0;
        for (int k = 0; k < WORDS; k++) if (looked_at == 10'(k + 4)) s_axi_RDATA <= word[k];
        if (looked_at == 0) done <= 1'b0;
      end
      if (start_tvalid) waiting <= 1'b0;
      if (over) begin
        running <= 1'b0;
        done <= 1'b1;
      end
      if (write & written == 0 & s_axi_WDATA[0] & s_axi_WSTRB[0] & ~running) begin
        running <= 1'b1;
        waiting <= 1'b1;
        done <= 1'b0;
      end
    end
  end
endmodule
