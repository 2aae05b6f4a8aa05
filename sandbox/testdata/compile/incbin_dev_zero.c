// expect: CE *
// why: the assembler reads a file without an end. (It asks for its length first and takes it for empty, or reads on.)
__asm__(".incbin \"/dev/zero\"");
int main(void) { return 0; }
