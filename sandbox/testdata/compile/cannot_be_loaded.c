// expect: RE
// why: it compiles, and is larger than any address space: the kernel gives up while it loads it. That is no judge's error.
char larger_than_addresses[1UL << 47];
int main(void) { return 0; }
