// A number without a sign is never below 0: the loop goes on reading when there is nothing left.
#include <iostream>
#include <string>
#include <vector>

struct Payment {
  long long amount = 0;
  std::string purpose;
};

int main() {
  unsigned n;
  std::cin >> n;
  std::vector<Payment> payments;
  for (unsigned left = n - 1; left >= 0; --left) {
    Payment payment;
    std::cin >> payment.amount;
    payments.push_back(payment);
  }
  long long sum = 0;
  for (const Payment& payment : payments) sum += payment.amount;
  std::cout << sum << '\n';
}
