// expect: CE limit
// why: ten to the twelfth tokens from twelve lines.
#define A(x) x x x x x x x x x x
#define B(x) A(A(x))
#define C(x) B(B(x))
#define D(x) C(C(x))
int main(void) { return 0 D(C(+0)); }
