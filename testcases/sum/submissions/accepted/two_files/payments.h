#pragma once
#include <istream>
#include <vector>

std::vector<long long> ReadPayments(std::istream& in);
long long Total(const std::vector<long long>& payments);
