// expect: CE diagnostics
// log-has: /etc/shadow
// log-lacks: root:
// why: this pragma looks at the time of any file, and says whether it is newer than the source.
#pragma GCC dependency "/etc/shadow"
int main(void) { return 0; }
