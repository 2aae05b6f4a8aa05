// expect: OK
// why: the linker is asked for an executable stack. It warns, or not; the box is what protects.
__asm__(".section .note.GNU-stack,\"x\",@progbits\n.byte 1\n.text");
int main(void) { return 0; }
