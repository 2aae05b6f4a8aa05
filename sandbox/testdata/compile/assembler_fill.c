// expect: CE limit
// why: the assembler writes the repeated text out in its memory before it reads it.
__asm__(".rept 60000000\n.quad 1\n.endr");
int main(void) { return 0; }
