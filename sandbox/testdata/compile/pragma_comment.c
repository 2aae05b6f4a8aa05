// expect: OK
// why: pragmas that name files and outputs are comments to a compiler that is not asked for them.
#pragma comment(lib, "/etc/shadow")
int main(void) { return 0; }
