// expect: CE diagnostics
// log-lacks: root:
// why: the assembler includes files as sources, and repeats the lines that it does not understand.
__asm__(".include \"/etc/shadow\"");
int main(void) { return 0; }
