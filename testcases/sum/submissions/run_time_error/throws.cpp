// @EXPECTED_RESULTS@: RUN-ERROR
#include <stdexcept>

int main() { throw std::runtime_error("no payments today"); }
