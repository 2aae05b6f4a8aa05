// A request, as a captured worker may send it. The first byte of an input is the number of descriptors that come along.
#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "base/testing_fuzz.h"
#include "sandbox/spawner/message.h"

namespace judge {
namespace {

using sandbox::Request;
using Random = std::minstd_rand;

size_t Descriptors(absl::string_view input) { return static_cast<unsigned char>(input[0]); }

std::string InputOf(const Request& request) {
  const bool run = request.kind == Request::Kind::kRun;
  const size_t descriptors = run ? 3 + request.has_stdin + request.inputs.size() : 1;
  return absl::StrCat(std::string(1, static_cast<char>(descriptors)), sandbox::EncodeRequest(request));
}

Request SomeRequest() {
  Request request;
  request.layers = {std::string(64, 'a')};
  request.argv = {"./main"};
  request.filter = std::string(8, '\0');
  return request;
}

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

// libFuzzer's own change of a text, a few bytes longer at most.
void Change(std::string& text) {
  constexpr size_t kMore = 16;
  const size_t size = text.size();
  text.resize(size + kMore);
  text.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(text.data()), size, text.size()));
}

template <typename List>
auto& Any(List& list, Random& random) {
  if (list.empty() || random() % 8 == 0) list.emplace_back();
  return list[random() % list.size()];
}

void ChangeSize(std::optional<int64_t>& size, Random& random) {
  size = random() % 4 == 0 ? std::nullopt : std::make_optional<int64_t>(int64_t{1} << random() % 63);
}

void ChangeOnePart(Request& request, Random& random) {
  switch (random() % 10) {
    case 0:
      return Change(Any(request.layers, random));
    case 1:
      return Change(Any(request.argv, random));
    case 2:
      return Change(Any(request.environment, random));
    case 3:
      return Change(Any(request.inputs, random).name);
    case 4:
      return Change(Any(request.folders, random));
    case 5:
      return Change(Any(request.outputs, random).name);
    case 6:
      return Change(request.filter);
    case 7:
      return ChangeSize(request.limits.memory_bytes, random);
    case 8:
      return ChangeSize(request.limits.open_files, random);
    default:
      request.limits.cpus.push_back(random());
  }
}

}  // namespace

void Fuzz(absl::string_view input) {
  if (input.empty()) return;
  const absl::string_view bytes = input.substr(1);
  const auto request = sandbox::DecodeRequest(bytes, Descriptors(input));
  if (!request.ok()) return RequireReadable(request.status());
  Require(sandbox::CheckRequest(*request).ok(), "what is decoded is within the bounds");
  Require(sandbox::EncodeRequest(*request) == bytes, "a request has one encoding");
}

// Knows the form, so that a change of one part does not only make the lengths wrong; and needs no inputs to start from,
// which would be outdated with every new field. Every other change is libFuzzer's, of plain bytes.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  Random random(seed);
  if (random() % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  absl::StatusOr<Request> request = absl::InvalidArgumentError("empty");
  if (!input.empty()) request = sandbox::DecodeRequest(input.substr(1), Descriptors(input));
  Request changed = request.ok() ? *std::move(request) : SomeRequest();
  ChangeOnePart(changed, random);
  const std::string output = InputOf(changed);
  if (output.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(output.begin(), output.end(), data);
  return output.size();
}

}  // namespace judge
