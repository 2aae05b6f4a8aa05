// What contest programs look like to a loader: libstdc++, libm, libgcc and libc.
#include <iostream>

int main() { std::cout << "hello\n"; }
