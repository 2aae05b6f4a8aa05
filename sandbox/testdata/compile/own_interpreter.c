// expect: RE
// why: the program names a loader of its own. It is looked for in the box, where there is none.
__asm__(".section .interp,\"a\"\n.string \"/work/no-such-loader\"\n.text");
int main(void) { return 0; }
