#include <geometry_that_nobody_wrote.h>

int main(void) { return polygon_area(); }
