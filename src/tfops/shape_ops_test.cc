#include <gtest/gtest.h>

#include "tfops/testing/op_test_util.h"

namespace goldcrest::tf {
namespace {

constexpr int64_t kUnknown = PartialShape::kUnknown;

Attrs With(std::string name, AttrValue value) {
  Attrs attrs;
  attrs.Set(std::move(name), std::move(value));
  return attrs;
}

// What one operator says of its only result, as the next one's input.
InputFacts Then(std::string_view name, const Attrs& attrs, const std::vector<InputFacts>& inputs) {
  InferContext ctx(attrs, inputs, 1);
  const Status status = Infer(*FindOp(name), ctx);
  EXPECT_TRUE(status.ok()) << name << ": " << status.message();
  return {DataType::kInt32, ctx.outputs()[0].shape, nullptr, ctx.outputs()[0].ints};
}

TEST(ShapeOpsTest, ABatchThatIsUnknownStaysTheOnlyUnknown) {
  const Literal zero = Literal::Of<int32_t>({1}, {0}), one = Literal::Of<int32_t>({1}, {1}), seven = Literal::Scalar<int32_t>(7),
                five = Literal::Scalar<int32_t>(5);
  const auto constant = [](const Literal& l) { return InputFacts{l.type(), l.shape(), &l}; };
  const InputFacts x{DataType::kFloat, PartialShape({kUnknown, 35}), nullptr};
  const InputFacts shape = Then("Shape", {}, {x});
  const InputFacts batch =
      Then("StridedSlice", With("shrink_axis_mask", int64_t{1}), {shape, constant(zero), constant(one), constant(one)});
  EXPECT_EQ(batch.shape, PartialShape::Scalar());
  const InputFacts pack = Then("Pack", With("axis", int64_t{0}), {batch, constant(seven), constant(five)});
  EXPECT_EQ(pack.shape, PartialShape({3}));
  EXPECT_EQ(Then("Reshape", {}, {x, pack}).shape, PartialShape({kUnknown, 7, 5}));
}

TEST(ShapeOpsTest, TheProductOfAShapeIsFollowed) {
  const Literal axes = Literal::Of<int32_t>({1}, {0});
  const InputFacts x{DataType::kFloat, PartialShape({2, 3, 4}), nullptr};
  const InputFacts n = Then("Prod", {}, {Then("Shape", {}, {x}), {DataType::kInt32, axes.shape(), &axes}});
  ASSERT_TRUE(n.ints.has_value());
  EXPECT_EQ(*n.ints, (PartialInts{24}));
}

TEST(ShapeOpsTest, ReshapeFindsTheDimensionLeftOut) {
  const Literal shape = Literal::Of<int64_t>({3}, {4, -1, 2});
  const InputFacts x{DataType::kFloat, PartialShape({6, 8}), nullptr};
  EXPECT_EQ(InferOp("Reshape", {}, {x, {DataType::kInt64, shape.shape(), &shape}})[0], PartialShape({4, 6, 2}));
}

TEST(ShapeOpsTest, ReshapeRefusesAnotherNumberOfElements) {
  const Literal x = Literal::Of<float>({2, 3}, {1, 2, 3, 4, 5, 6}), shape = Literal::Of<int32_t>({2}, {4, 2});
  const OpResult y = RunOp("Reshape", {}, {x, shape});
  ASSERT_FALSE(y.ok());
  EXPECT_NE(y.status().message().find("6 elements do not make shape [4, 2]"), std::string::npos) << y.status().message();
}

TEST(ShapeOpsTest, GradientsOfBroadcastsAreSummedAlongWhatWasRepeated) {
  const Literal a = Literal::Of<int32_t>({3}, {4, 1, 3}), b = Literal::Of<int32_t>({2}, {5, 1});
  const OpResult y = RunOp("BroadcastGradientArgs", {}, {a, b}, {DataType::kInt32, DataType::kInt32});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Of<int32_t>({1}, {1}));
  EXPECT_EQ((*y)[1], Literal::Of<int32_t>({2}, {0, 2}));
}

TEST(ShapeOpsTest, TooFewInputsAreRefused) {
  const OpResult y = RunOp("Reshape", {}, {Literal::Scalar(1.0F)});
  ASSERT_FALSE(y.ok());
  EXPECT_EQ(y.status().code(), StatusCode::kInvalidModel);
}

}  // namespace
}  // namespace goldcrest::tf
