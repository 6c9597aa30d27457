module topp; endmodule
