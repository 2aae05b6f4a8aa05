#include "base/version.h"

namespace judge {

std::string JudgeVersion() { return JUDGE_VERSION; }

}  // namespace judge
