// expect: CE diagnostics
// log-has: main
// why: the linker's words come back too.
int not_main(void) { return 0; }
