// expect: CE diagnostics
// why: the preprocessor alone is content; there is no program.
#if 0
#endif
