// expect: CE *
// why: 2^200 inclusions, cut by the depth, each with its message.
#if __INCLUDE_LEVEL__ < 190
#include __FILE__
#include __FILE__
#endif
int main(void) { return 0; }
