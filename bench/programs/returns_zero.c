/* The least a program can do: what is left is the cost of running it. */
int main(void) { return 0; }
