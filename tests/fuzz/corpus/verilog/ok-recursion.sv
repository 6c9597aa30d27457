`define WIDTH 4
module top #(parameter int W = `WIDTH, parameter FILE = "a.dat") (input logic clk, output logic [W-1:0] q);
  function automatic integer f_gcd (input integer a, input integer b);
    begin : main
      if (a == 0) f_gcd = b; else if (a > b) begin f_gcd = f_gcd(a % b, b); end else f_gcd = f_gcd(a, b % a);
    end
  endfunction
  function int unsigned gcd(input int unsigned a, int unsigned b); return (b == 0)? a : gcd(b, a % b); endfunction
  typedef struct { logic [3:0] a; logic b; } pair_t;
  if (W > 1) begin : g
    function automatic int one(input int x); return x + 1; endfunction
    other #(.P(one(W)), .Q("x")) \esc.aped (.c(clk), .q(q[0]), .*);
  end : g
  always_ff @(posedge clk iff q[0] && !q[1]) assert (q !== 'x) else $error("%m: %0d of %s");
  initial $readmemh({FILE, ".mem"}, q); // end
endmodule : top
