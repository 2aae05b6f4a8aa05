#include <iostream>

#include "payments.h"

int main() { std::cout << Total(ReadPayments(std::cin)) << '\n'; }
