#ifndef JUDGE_BASE_VERSION_H_
#define JUDGE_BASE_VERSION_H_

#include <string>

namespace judge {

// Of the judge, as built: "0.1.0".
std::string JudgeVersion();

}  // namespace judge

#endif  // JUDGE_BASE_VERSION_H_
