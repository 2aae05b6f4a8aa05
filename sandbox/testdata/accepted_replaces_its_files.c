// expect: OK
// output: artifact=collected
// why: the work folder is the target's own: make, rename over, remove.
#include <stdio.h>
#include <unistd.h>

int main(int argc, char** argv) {
  (void)argc;
  FILE* file = fopen("part", "w");
  if (file == NULL || fputs("x", file) < 0 || fclose(file) != 0) return 1;
  return rename("part", "artifact") == 0 && unlink(argv[0]) == 0 ? 0 : 2;
}
