// expect: CE limit
// why: one initialiser of a million objects takes gigabytes of the compiler's memory.
#define A(...) __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define B(...) A(A(A(__VA_ARGS__)))
struct Node {
  Node(int, const char*);
  ~Node();
};
Node nodes[] = {B(B(Node(1, "x")))};
int main() {}
