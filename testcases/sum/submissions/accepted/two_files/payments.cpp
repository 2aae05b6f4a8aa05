#include "payments.h"

std::vector<long long> ReadPayments(std::istream& in) {
  int n = 0;
  in >> n;
  std::vector<long long> payments(n);
  for (long long& payment : payments) in >> payment;
  return payments;
}

long long Total(const std::vector<long long>& payments) {
  long long total = 0;
  for (const long long payment : payments) total += payment;
  return total;
}
