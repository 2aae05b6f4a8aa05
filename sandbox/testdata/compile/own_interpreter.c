// expect: OK
// why: the program names a loader of its own. The linker's comes first, and nobody asks for the second.
__asm__(".section .interp,\"a\"\n.string \"/work/no-such-loader\"\n.text");
int main(void) { return 0; }
