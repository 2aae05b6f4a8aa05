/* Compiles, but does not link. */
int GiveChange(void);

int main(void) { return GiveChange(); }
