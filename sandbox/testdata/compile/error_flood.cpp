// expect: CE *
// why: messages without end: what is kept of them is bounded.
#define E10(x) x x x x x x x x x x
#define E1000(x) E10(E10(E10(x)))
int main() { E1000(E10(undeclared_name_with_a_long_name_that_fills_the_log + ;)) }
