// expect: CE *
// why: a program file of 2 GB, below what the compiler itself refuses.
char data[2000000000] = {1};
int main(void) { return data[5]; }
