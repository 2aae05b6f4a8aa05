// expect: CE diagnostics
// log-has: undefined
// why: a section of this name is a text that the linker prints.
__asm__(".section .gnu.warning.nothing\n.string \"printed by the linker\"\n.text");
extern int nothing(void);
int main(void) { return nothing(); }
