// expect: OK
// why: .print writes to the compiler's output, .title and .file name what is not there.
__asm__(".print \"verdict: AC\"\n.file \"/etc/shadow\"");
int main(void) { return 0; }
