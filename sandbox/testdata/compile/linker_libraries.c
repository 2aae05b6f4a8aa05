// expect: OK
// why: linkers of another kind take libraries and options from these sections of an object. This one does not.
__asm__(".section .deplibs,\"MS\",@llvm_dependent_libraries,1\n.asciz \"/etc/shadow\"\n.section .drectve\n.asciz \"-T/etc/passwd\"\n.text");
int main(void) { return 0; }
