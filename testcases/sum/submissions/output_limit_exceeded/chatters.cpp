#include <cstdio>

int main() {
  while (true) std::puts("still adding, please be patient");
}
