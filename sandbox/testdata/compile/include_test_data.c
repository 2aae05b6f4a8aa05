// expect: CE diagnostics
// log-has: No such file
// why: while a submission is compiled no test data is in reach.
#include "../data/secret/01.ans"
int main(void) { return 0; }
