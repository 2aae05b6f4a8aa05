// expect: CE diagnostics
// log-lacks: judge
// why: what it repeats of a file that all may read is the image's: no account of the judge's machine.
__asm__(".include \"/etc/passwd\"");
int main(void) { return 0; }
