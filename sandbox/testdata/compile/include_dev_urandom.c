// expect: CE limit
// why: the same with bytes that no page can share.
#include "/dev/urandom"
int main(void) { return 0; }
