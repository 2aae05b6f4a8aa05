// expect: CE *
// why: a program file that is filled up to an alignment of 256 MiB, once a section.
#define S(n) __attribute__((section("s" #n), aligned(1 << 28))) int v##n = 1;
S(1) S(2) S(3) S(4)
int main(void) { return v1 - 1; }
