// expect: CE diagnostics
// log-has: pch_preprocess
// why: the compiler's own word for "load this memory image" is heeded only of a source that the compiler preprocessed.
#pragma GCC pch_preprocess "/work/evil.gch"
int main(void) { return 0; }
