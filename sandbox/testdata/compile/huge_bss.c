// expect: OK
// why: a gigabyte that is never touched costs nothing to compile nor to run: as it would be on any machine.
static char never_touched[1UL << 30];
int main(int argc, char** argv) {
  (void)argv;
  return argc > 1 ? never_touched[argc] : 0;
}
