// expect: OK
// why: code that runs before main runs in the box as all other does.
__attribute__((constructor)) static void Before(void) {}
__attribute__((section(".preinit_array"), used)) static void (*const before)(void) = Before;
int main(void) { return 0; }
