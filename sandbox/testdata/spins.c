// expect: TLE cpu
// limits: time=500ms wall=20s
// relies-on: limit-time else TLE wall
// why: the plain case.
int main(void) {
  for (volatile unsigned i = 0;; ++i) {
  }
}
