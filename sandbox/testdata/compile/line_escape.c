// expect: CE diagnostics
// log-has: hidden
// why: #line makes up the file's name, which each message begins with.
#line 7 "../../../../etc/\033[2Jhidden"
int main(void) { return undeclared; }
