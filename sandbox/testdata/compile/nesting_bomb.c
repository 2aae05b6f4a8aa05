// expect: CE *
// why: ten million parentheses deep: a parser that descends by recursion runs out of stack.
#define T(x) x x x x x x x x x x
#define O ((((((((((
#define C ))))))))))
int main(void) { return T(T(T(T(T(T(O)))))) 0 T(T(T(T(T(T(C)))))); }
