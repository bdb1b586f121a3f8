// One TensorFlow operator, inferred or run.
#ifndef GOLDCREST_SRC_TFOPS_TESTING_OP_TEST_UTIL_H_
#define GOLDCREST_SRC_TFOPS_TESTING_OP_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "tfops/op.h"

namespace goldcrest::tf {

using OpResult = Expected<std::vector<Literal>>;

// Results have the type of the first input unless `types` says otherwise.
inline OpResult RunOp(std::string_view name, const Attrs& attrs, const std::vector<Literal>& inputs, std::vector<DataType> types = {}) {
  const Op* op = FindOp(name);
  if (op == nullptr || !op->has_eval()) return Error(StatusCode::kUnsupported, "no operator %s", std::string(name).c_str());
  if (types.empty()) types = {inputs[0].type()};
  EvalContext ctx(attrs, inputs, types, uint64_t{1} << 20);
  GC_RETURN_IF_ERROR(Eval(*op, ctx));
  return std::move(ctx.outputs());
}

inline std::vector<PartialShape> InferOp(std::string_view name, const Attrs& attrs, const std::vector<InputFacts>& inputs,
                                         size_t num_outputs = 1) {
  InferContext ctx(attrs, inputs, num_outputs);
  const Op* op = FindOp(name);
  EXPECT_NE(op, nullptr) << name;
  if (op == nullptr) return {};
  const Status status = Infer(*op, ctx);
  EXPECT_TRUE(status.ok()) << status.message();
  std::vector<PartialShape> shapes;
  for (const OutputFacts& facts : ctx.outputs()) shapes.push_back(facts.shape);
  return shapes;
}

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_TESTING_OP_TEST_UTIL_H_
