// expect: RE 42
// why: the code by which a validator says "accepted" says nothing when a submission exits with it.
int main(void) { return 42; }
