/* C++ in a C file. */
#include <vector>

int main() { std::vector<int> heights; }
