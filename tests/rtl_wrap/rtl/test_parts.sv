// Hand-written parts that follow the rules of Weir's RTL and can be told to break them, for the tests of the test bench.

// One credit-counted FIFO: readable one cycle after the write, room one cycle after the read, no write into a full FIFO.
// The depth is a signal so that one build serves every depth up to 32.
module test_fifo #(parameter int W = 8) (
  input logic ap_clk, ap_rst_n, input logic [5:0] depth,
  output logic room, input logic take, input logic [W-1:0] in_tdata, input logic in_tvalid,
  output logic [W-1:0] out_tdata, output logic out_tvalid, input logic out_tready);
  logic [W-1:0] memory [0:31];
  logic [4:0] write_at, read_at;
  logic [5:0] held, credits;
  wire pop = out_tvalid & out_tready;
  assign out_tvalid = held != 0;
  assign out_tdata = memory[read_at];
  assign room = credits != 0;
  always_ff @(posedge ap_clk) begin
    if (in_tvalid) begin memory[write_at] <= in_tdata; write_at <= write_at + 1; end
    if (pop) read_at <= read_at + 1;
    held <= held + 6'(in_tvalid) - 6'(pop);
    credits <= credits + 6'(pop) - 6'(take);
    if (!ap_rst_n) begin write_at <= 0; read_at <= 0; held <= 0; credits <= depth; end
  end
endmodule

// IN and OUT bits, one a multiple of the other; equal widths make a pass-through. Reads and writes at the gate, the write
// LATENCY cycles later.
module test_stage #(parameter int IN = 8, OUT = 8, LANE = 4, LATENCY = 0) (
  input logic ap_clk, ap_rst_n, input int fault, at,
  input logic [IN-1:0] in0_tdata, input logic in0_tvalid, output logic in0_tready,
  output logic [OUT-1:0] out0_tdata, output logic out0_tvalid, input logic out0_room, output logic out0_take);
  localparam int RATIO = IN > OUT ? IN / OUT : OUT / IN;
  localparam bit UP = OUT > IN, DOWN = IN > OUT;
  int part, words;
  logic [IN-1:0] held;
  logic [OUT-1:0] gathered;
  wire last = part == RATIO - 1;
  wire reads = !DOWN || part == 0;
  wire writes = !UP || last;
  wire hit = words == at;
  wire twice = fault == 4 && hit && !repeated;
  logic repeated;
  wire advance = (fault == 10 ? 1'b1 : !reads || in0_tvalid) && (!writes || out0_room) && !(fault == 5 && words >= at);
  assign in0_tready = advance && reads && !twice;
  assign out0_take = advance && writes;

  logic [OUT-1:0] word;
  generate
    if (UP) assign word = {in0_tdata, gathered[OUT-1:IN]};
    else if (DOWN) begin
      wire [IN-1:0] source = reads ? in0_tdata : held;
      assign word = source[OUT-1:0];
    end else assign word = in0_tdata;
  endgenerate

  logic [OUT-1:0] faulty, previous;
  test_fault #(.W(OUT), .LANE(LANE)) wrong (.fault, .hit, .words, .word, .previous, .faulty);
  wire push = out0_take && !(fault == 3 && hit);

  always_ff @(posedge ap_clk) begin
    if (advance) begin
      part <= last || RATIO == 1 ? 0 : part + 1;
      if (UP) gathered <= OUT'({in0_tdata, gathered} >> IN);
      if (DOWN) held <= (reads ? in0_tdata : held) >> OUT;
      repeated <= twice;
      if (writes) begin
        previous <= word;
        if (!twice) words <= words + 1;
        if (fault == 9 && hit) $fatal(1, "fault 9 at word %0d", at);
      end
    end
    if (!ap_rst_n) begin part <= 0; words <= 0; repeated <= 0; previous <= 0; end
  end

  generate
    if (LATENCY == 0) begin
      assign out0_tdata = faulty;
      assign out0_tvalid = push;
    end else begin
      logic [OUT-1:0] pipe [0:LATENCY-1];
      logic [LATENCY-1:0] valid;
      assign out0_tdata = pipe[LATENCY-1];
      assign out0_tvalid = valid[LATENCY-1];
      always_ff @(posedge ap_clk) begin
        pipe[0] <= faulty;
        for (int i = 1; i < LATENCY; ++i) pipe[i] <= pipe[i-1];
        valid <= ap_rst_n ? LATENCY'({valid, push}) : '0;
      end
    end
  endgenerate
endmodule

// What comes out instead of `word`.
module test_fault #(parameter int W = 8, LANE = 4) (
  input int fault, words, input logic hit, input logic [W-1:0] word, previous, output logic [W-1:0] faulty);
  localparam int LANES = W / LANE;
  always_comb begin
    faulty = word;
    case (fault)
      1: if (hit) faulty[(LANES > 2 ? 2 : 0)*LANE +: LANE] = word[(LANES > 2 ? 2 : 0)*LANE +: LANE] + 1'b1;
      2: if (LANES > 2) begin faulty[LANE +: LANE] = word[2*LANE +: LANE]; faulty[2*LANE +: LANE] = word[LANE +: LANE]; end
      6: for (int i = 0; i < LANES; ++i) if (word[i*LANE +: LANE] == LANE'(3)) faulty[i*LANE +: LANE] = LANE'(2);
      8: if (hit) faulty = previous;
      11: if (words % 2 == 1) faulty[LANE +: LANE] = word[LANE +: LANE] ^ LANE'(4);
      default: ;
    endcase
  end
endmodule
