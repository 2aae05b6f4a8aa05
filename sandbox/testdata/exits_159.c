// expect: RE 159
// why: 128 + SIGSYS is an exit code like any other, no violation.
int main(void) { return 159; }
