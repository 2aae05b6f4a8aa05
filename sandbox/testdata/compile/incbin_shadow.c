// expect: CE diagnostics
// log-has: /etc/shadow
// log-lacks: root:
// why: the assembler reads files too.
__asm__(".incbin \"/etc/shadow\"");
int main(void) { return 0; }
