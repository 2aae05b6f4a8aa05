// expect: SV getpid arch=x86
// limits: time=2s wall=10s
// why: a far return into the 32-bit code segment changes the processor's mode, and with it the meaning of every number.
int main(void) {
  __asm__ volatile(
      "sub $16, %rsp\n"
      "movq $1f, (%rsp)\n"
      "movq $0x23, 8(%rsp)\n"
      "lretq\n"  // of 64 bits: QEMU reads the stack of the other one at the wrong place
      ".code32\n"
      "1: movl $20, %eax\n"
      "int $0x80\n"
      "2: jmp 2b\n"
      ".code64");
  return 0;
}
