// expect: CE diagnostics
// log-has: Permission denied
// log-lacks: root:
// why: the compiler's text goes back to the submitter: it must not be able to read what is secret.
#include "/etc/shadow"
int main(void) { return 0; }
