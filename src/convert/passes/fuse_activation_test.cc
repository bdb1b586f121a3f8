#include "convert/passes/fused_activation.h"
#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(FuseActivationTest, ReluAfterAnAdditionIsTheAdditions) {
  TestGraph t;
  Value* y = t.Op(BuiltinOperator::kAdd, model::AddOptions(), {t.Input({2}), t.Input({2})}, {2});
  t.graph.outputs = {t.Op(BuiltinOperator::kRelu6, {}, {y}, {2})};
  EXPECT_TRUE(t.Run(FuseActivation));
  EXPECT_EQ(t.graph.outputs[0], y);
  EXPECT_EQ(FusedActivation(*y->producer), model::ActivationFunctionType::kRelu6);
  EXPECT_EQ(y->producer->name, "n1");
}

TEST(FuseActivationTest, OtherReadersOfTheSumStillGetIt) {
  TestGraph t;
  Value* y = t.Op(BuiltinOperator::kAdd, model::AddOptions(), {t.Input({2}), t.Input({2})}, {2});
  t.graph.outputs = {t.Op(BuiltinOperator::kRelu6, {}, {y}, {2}), y};
  EXPECT_FALSE(t.Run(FuseActivation));
}

TEST(FuseActivationTest, ConcatenationHasNoKernelWithAnActivation) {
  TestGraph t;
  Value* y = t.Op(BuiltinOperator::kConcatenation, model::ConcatenationOptions(), {t.Input({2}), t.Input({2})}, {4});
  t.graph.outputs = {t.Op(BuiltinOperator::kRelu, {}, {y}, {4})};
  EXPECT_FALSE(t.Run(FuseActivation));
}

}  // namespace
}  // namespace goldcrest::convert
