// expect: CE *
// why: a text of ten gigabytes from adjacent pieces.
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(x)))
int main(void) { return sizeof(B(B(A("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")))) == 1; }
