#include <functional>

#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

// Runs the pass on op(x, constants) and tells whether the graph then returns x itself.
bool Vanishes(TestGraph& t, Value* x, Value* y) {
  t.graph.outputs = {y};
  return t.Run(RemoveIdentities) && t.graph.outputs[0] == x;
}

TEST(RemoveIdentitiesTest, AChainOfIdentitiesVanishes) {
  TestGraph t;
  Value* x = t.Input({2});
  Value* y = t.Tf("CheckNumerics", {t.Tf("StopGradient", {t.Tf("Identity", {x})})}, tf::PartialShape({2}));
  t.graph.outputs = {y, y};
  EXPECT_TRUE(t.Run(RemoveIdentities));
  EXPECT_EQ(t.Text(), "x0 = input() float32[2]\nreturn x0 x0\n");
}

TEST(RemoveIdentitiesTest, WhatChangesNothingVanishes) {
  const auto vanishes = [](const char* op, std::vector<int64_t> x_dims, const std::function<std::vector<Value*>(TestGraph&)>& rest) {
    TestGraph t;
    Value* x = t.Input(x_dims);
    std::vector<Value*> inputs = {x};
    for (Value* v : rest(t)) inputs.push_back(v);
    return Vanishes(t, x, t.Tf(op, inputs, tf::PartialShape(x_dims)));
  };
  using Values = std::vector<Value*>;
  EXPECT_TRUE(vanishes("Reshape", {-1, 3}, [](TestGraph& t) { return Values{t.Ints({-1, 3})}; }));
  EXPECT_FALSE(vanishes("Reshape", {-1, -1}, [](TestGraph& t) { return Values{t.Ints({-1, 3})}; }));
  EXPECT_TRUE(vanishes("Transpose", {2, 3}, [](TestGraph& t) { return Values{t.Ints({0, 1})}; }));
  EXPECT_FALSE(vanishes("Transpose", {2, 2}, [](TestGraph& t) { return Values{t.Ints({1, 0})}; }));
  EXPECT_TRUE(vanishes("Pad", {2}, [](TestGraph& t) { return Values{t.Ints({0, 0})}; }));
  EXPECT_TRUE(vanishes("Slice", {2, 3}, [](TestGraph& t) { return Values{t.Ints({0, 0}), t.Ints({-1, 3})}; }));
  EXPECT_FALSE(vanishes("Slice", {2, 3}, [](TestGraph& t) { return Values{t.Ints({0, 1}), t.Ints({-1, -1})}; }));
  EXPECT_TRUE(vanishes("Mul", {2, 3}, [](TestGraph& t) { return Values{t.Floats({3}, {1, 1, 1})}; }));
  EXPECT_FALSE(vanishes("Mul", {-1, 1}, [](TestGraph& t) { return Values{t.Floats({3}, {1, 1, 1})}; }));
  EXPECT_TRUE(vanishes("Sub", {2}, [](TestGraph& t) { return Values{t.Float(0)}; }));
}

TEST(RemoveIdentitiesTest, OneMinusXIsNotX) {
  TestGraph t;
  Value* x = t.Input({2});
  EXPECT_FALSE(Vanishes(t, x, t.Tf("Sub", {t.Float(0), x}, tf::PartialShape({2}))));
}

}  // namespace
}  // namespace goldcrest::convert
