// expect: CE diagnostics
// log-lacks: root:
// why: #line makes the compiler show a line of another file beside its message.
#line 1 "/etc/shadow"
int main(void) { return undeclared; }
