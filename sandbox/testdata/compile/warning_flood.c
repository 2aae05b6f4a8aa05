// expect: OK
// why: a thousand warnings of a program that is right: the log is cut, and the program runs.
#define W10(x) x x x x x x x x x x
#define W1000(x) W10(W10(W10(x)))
#define WARN _Pragma("GCC warning \"a warning\"")
int main(void) { W1000(WARN) return 0; }
