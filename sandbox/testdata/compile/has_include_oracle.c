// expect: OK
// why: __has_include tells whether a path is there, without a message. Of the judge's machine none is, nor any test data.
#if __has_include("/var/lib/judge/layers") || __has_include("/run/judge") || __has_include("/sys/kernel/notes")
#error "the machine shows"
#endif
#if __has_include("/proc/1/environ") || __has_include("/proc/version") || __has_include("/home") && __has_include("/boot/grub")
#error "the machine's /proc shows"
#endif
#if __has_include("../data/secret") || __has_include("problem.yaml") || __has_include("../problem.yaml")
#error "the problem shows"
#endif
int main(void) { return 0; }
