// expect: CE limit
// why: names without end in the object's symbol table.
__asm__(".altmacro\n.macro many from\nname\\from: .quad name\\from\n.endm\n.set n,0\n.rept 40000000\nmany %n\n.set n,n+1\n.endr");
int main(void) { return 0; }
