// expect: OK
// why: nothing of the judge's environment is inherited.
#include <stdio.h>

int main(int argc, char** argv, char** environment) {
  (void)argv;
  for (int i = 0; environment[i] != NULL; ++i) {
    puts(environment[i]);
    return 1;
  }
  return argc == 1 ? 0 : 2;
}
