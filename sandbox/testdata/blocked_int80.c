// expect: SV getpid arch=x86
// why: int 0x80 enters by the numbers of 32-bit x86: number 20 is getpid there, writev here.
int main(void) {
  long result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
  return result > 0;
}
