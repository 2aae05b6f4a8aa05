// Tells judge-spawner-faulty what to do, for tests. See child/fault.h.
#ifndef JUDGE_SANDBOX_FAULTS_H_
#define JUDGE_SANDBOX_FAULTS_H_

#include <string>
#include <vector>

#include "sandbox/child/fault.h"

namespace judge::sandbox {

// A fault page in a new file, for spawners that are started with child::kFaultVariable set to its path.
class Faults {
 public:
  explicit Faults(const std::string& path);
  ~Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  const std::string& path() const { return path_; }

  // Once, at the first time that this step begins from now on: it fails with an errno; or it waits for Release.
  void FailAt(const std::string& step, int error) { Arm(step, error); }
  void HoldAt(const std::string& step) { Arm(step, 0); }
  void Release();
  bool holding() const;
  bool struck() const;

  // Each step that began since the last FailAt or HoldAt, once, in order.
  std::vector<std::string> begun() const;

 private:
  void Arm(const std::string& step, int error);

  std::string path_;
  child::FaultPage* page_;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_FAULTS_H_
