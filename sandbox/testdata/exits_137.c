// expect: RE 137
// why: 128 + SIGKILL is an exit code like any other, no sign of a memory limit.
int main(void) { return 137; }
