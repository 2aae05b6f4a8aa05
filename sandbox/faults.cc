#include "sandbox/faults.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace judge::sandbox {

using child::FaultPage;

Faults::Faults(const std::string& path) : path_(path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ::ftruncate(fd, sizeof(FaultPage)) < 0) std::abort();
  page_ = static_cast<FaultPage*>(::mmap(nullptr, sizeof *page_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  if (page_ == MAP_FAILED) std::abort();
  ::close(fd);
}

Faults::~Faults() { ::munmap(page_, sizeof *page_); }

void Faults::Release() { __atomic_store_n(&page_->held, 0, __ATOMIC_RELEASE); }

bool Faults::holding() const { return __atomic_load_n(&page_->held, __ATOMIC_ACQUIRE) != 0; }

bool Faults::struck() const { return __atomic_load_n(&page_->armed, __ATOMIC_ACQUIRE) == 0; }

std::vector<std::string> Faults::begun() const {
  std::vector<std::string> steps;
  for (uint32_t i = 0; i < std::min<uint32_t>(page_->begun_count, FaultPage::kMaxSteps); ++i) {
    if (std::find(steps.begin(), steps.end(), page_->begun[i]) == steps.end()) steps.push_back(page_->begun[i]);
  }
  return steps;
}

void Faults::Arm(const std::string& step, int error) {
  *page_ = {};
  std::strncpy(page_->step, step.c_str(), FaultPage::kMaxName - 1);
  page_->error = error;
  __atomic_store_n(&page_->armed, 1, __ATOMIC_RELEASE);
}

}  // namespace judge::sandbox
