// expect: CE limit
// why: ten to the eighth tokens from four lines take gigabytes of the compiler's memory.
#define A(x) x x x x x x x x x x
#define B(x) A(A(x))
#define C(x) B(B(x))
#define D(x) C(C(x))
int main(void) { return 0 D(C(+0)); }
