// For the tests of the safety contract: a model from bytes to a result through the public interface, and what a refusal looks like.
//
// The numbers in test names are the cases of ../shared/robustness.md. Each case goes the whole way that a user's file goes; what one
// module does with it in detail is tested beside that module (src/model/container_test.cc, verify_test.cc, the operators' tests).
#ifndef GOLDCREST_TESTS_ROBUSTNESS_ROBUSTNESS_UTIL_H_
#define GOLDCREST_TESTS_ROBUSTNESS_ROBUSTNESS_UTIL_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/interpreter.h"
#include "model/model.h"
#include "tests/flatbuffer_patch.h"
#include "tests/op_test_util.h"

namespace goldcrest {

inline constexpr int32_t kMaxInt = INT32_MAX;
inline constexpr int32_t kMinInt = INT32_MIN;

// Loads, compiles, allocates, fills inputs with 1 and runs every subgraph that takes no part in another; the first failure.
Status LoadAndRun(std::span<const uint8_t> file, const CompileOptions& options = {});
// The same with a model made in memory, which goes through a file first.
Status LoadAndRun(const model::Model& content, const CompileOptions& options = {});
// What the file of `content` is.
FileBytes Written(const model::Model& content);

// The refusal: its code, a piece of its message, and that it is one line.
void ExpectRefused(const Status& status, StatusCode code, const std::string& piece);
// A refusal of a file as such.
inline void ExpectInvalid(const Status& status, const std::string& piece) { ExpectRefused(status, StatusCode::kInvalidModel, piece); }
inline void ExpectRuns(const Status& status) { EXPECT_TRUE(status.ok()) << status.message(); }

// t2 = t0 + t1, all [2, 3] floats, to be changed; from its file to its result.
using Change = std::function<void(model::Model& model, model::Subgraph& graph)>;
model::Model Changed(const Change& change);
inline Status RunChanged(const Change& change, const CompileOptions& options = {}) { return LoadAndRun(Changed(change), options); }

model::Tensor NewTensor(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32);
model::Operator NewOperator(uint32_t code, std::vector<int32_t> inputs, std::vector<int32_t> outputs, model::Options options = {});
// Adds to the model; the index.
uint32_t AddBuffer(model::Model& model, std::vector<uint8_t> bytes);
uint32_t AddCode(model::Model& model, BuiltinOperator op, int version = 1);
int32_t AddTensor(model::Subgraph& graph, model::Tensor tensor);
// `values` as a file holds them.
template <typename T>
std::vector<uint8_t> BytesOf(const std::vector<T>& values) {
  const auto* p = reinterpret_cast<const uint8_t*>(values.data());
  return {p, p + values.size() * sizeof(T)};
}

}  // namespace goldcrest

#endif  // GOLDCREST_TESTS_ROBUSTNESS_ROBUSTNESS_UTIL_H_
