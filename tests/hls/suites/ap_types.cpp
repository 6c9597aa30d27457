#include <ap_fixed.h>
#include <ap_int.h>

#include <cstdio>
#include <random>
template <class T>
void p(const T& x) {
  for (int k = T::width - 1; k >= 0; --k) std::putchar(x[k] ? '1' : '0');
  std::putchar(' ');
}
template <int W, int I, ap_q_mode Q, ap_o_mode O, class X>
void q(const X& x) {
  ap_fixed<W, I, Q, O> f = x;
  p(f);
  ap_ufixed<W, I, Q, O> u = x;
  p(u);
}
template <class X>
void all(const X& x) {
  q<8, 5, AP_TRN, AP_WRAP>(x);
  q<8, 5, AP_RND, AP_SAT>(x);
  q<8, 5, AP_RND_ZERO, AP_SAT_ZERO>(x);
  q<8, 5, AP_RND_INF, AP_SAT_SYM>(x);
  q<8, 5, AP_RND_MIN_INF, AP_SAT>(x);
  q<8, 5, AP_RND_CONV, AP_SAT>(x);
  q<8, 5, AP_TRN_ZERO, AP_SAT>(x);
  q<4, 4, AP_RND, AP_SAT>(x);
  q<6, -1, AP_RND_CONV, AP_SAT>(x);
  q<20, 9, AP_RND, AP_SAT_SYM>(x);
  q<5, 8, AP_RND, AP_SAT>(x);
  q<5, 8, AP_TRN, AP_WRAP>(x);
  q<3, 2, AP_RND_CONV, AP_SAT_SYM>(x);
}
int main() {
  std::mt19937_64 r(3);
  std::printf("%d %d %d %d\n", ap_uint<8>("0x1f").to_int(), ap_uint<8>("17").to_int(), ap_int<8>("-0x5").to_int(),
              ap_uint<8>("1f", 16).to_int());
  for (int i = 0; i < 300; ++i) {
    ap_fixed<14, 6> x;
    x.range(13, 0) = ap_uint<14>(r());
    ap_ufixed<10, 3> y;
    y.range(9, 0) = ap_uint<10>(r());
    ap_int<9> n = (int)r();
    ap_uint<7> m = (int)r();
    all(x);
    all(y);
    all(n);
    all(m);
    ap_fixed<40, 20> s = x + y;
    p(s);
    s = x - y;
    p(s);
    s = x * y;
    p(s);
    s = y - x;
    p(s);
    s = x + n;
    p(s);
    s = m * y;
    p(s);
    s = -x;
    p(s);
    s = x - 3;
    p(s);
    ap_int<12> w = x;
    p(w);
    w = y;
    p(w);
    w = ap_int<12>(x * y);
    p(w);
    p(ap_uint<6>(((x < y) ? 1 : 0) + ((x == y) ? 2 : 0) + ((x >= n) ? 4 : 0) + ((y < m) ? 8 : 0) + ((x > 2) ? 16 : 0)));
    ap_int<13> a = (int)r();
    ap_int<7> b = (int)r();
    if (b == 0) b = 1;
    ap_uint<13> ua = (int)r();
    ap_uint<6> ub = (int)r();
    if (ub == 0) ub = 1;
    ap_int<40> t = a / b;
    p(t);
    t = a % b;
    p(t);
    t = ua / b;
    p(t);
    t = ua % b;
    p(t);
    t = a / ub;
    p(t);
    t = a % ub;
    p(t);
    t = ua / ub;
    p(t);
    t = ua % ub;
    p(t);
    t = a / 7;
    p(t);
    t = a % 7;
    p(t);
    t = 100 / b;
    p(t);
    ap_uint<30> c = (a, ua(5, 2), b[3], ub);
    p(c);
    t = a << ap_uint<3>(ub);
    p(t);
    t = a >> ap_uint<3>(ub);
    p(t);
    t = a * b - ua;
    p(t);
    t = a + ub - b;
    p(t);
    t = (a & ub) | (ua ^ b);
    p(t);
    ap_fixed<17, 9> fa;
    fa.range(16, 0) = a;
    ap_fixed<12, 3> fb;
    fb.range(11, 0) = b;
    const auto fixed_quotient = fa / fb;
    const auto by_integer = ap_fixed<28, 13>(fa) / ap_fixed<12, 12>(b);
    p(ap_fixed<40, 20>(fixed_quotient));
    p(ap_fixed<40, 20>(by_integer));
    p(ap_fixed<40, 20>(fb / 7));
    t = -ua;
    p(t);
    t = ~ub;
    p(t);
    p(ap_uint<8>(ua.xor_reduce() + 2 * ub.or_reduce() + 4 * ua.and_reduce() + 8 * (ua(7, 0) == b) +
                 16 * (a(3, 1) < ub(4, 2)) + 32 * (ua[2] && !a)));
    std::puts("");
  }
}
