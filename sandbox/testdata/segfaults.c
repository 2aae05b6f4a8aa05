// expect: RE SIGSEGV
// why: the plain case.
int main(void) { return *(volatile int*)8; }
