// expect: CE *
// why: "int main[-1u] = {1};" is a program file of 16 GiB from one line.
int main[-1u] = {1};
