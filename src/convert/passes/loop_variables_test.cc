#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

// for (i = 0; i < limit; i += step) acc += weight; with everything but i and acc invariant, and a variable that only counts itself.
TEST(SimplifyLoopsTest, ConstantsMoveIntoTheLoopAndUnusedVariablesGo) {
  TestGraph t;
  Value* acc = t.Input({2});
  std::vector<Value*> inputs = {t.Int(0), acc, t.Int(5), t.Floats({2}, {1, 2}), t.Int(0)};
  Node* loop = t.graph.AddTf("StatelessWhile", "loop", inputs, {kI32, kF32, kI32, kF32, kI32}, nullptr);
  for (int b = 0; b < 2; ++b) {
    loop->bodies.push_back(std::make_unique<Graph>());
    for (const Value* v : inputs)
      loop->bodies.back()->AddInput(v->type, v->shape, std::string("a") + std::to_string(loop->bodies.back()->inputs.size()));
  }
  Graph& cond = *loop->bodies[0];
  cond.outputs = {cond.AddTf("Less", "less", {cond.inputs[0], cond.inputs[2]}, {tf::DataType::kBool}, nullptr)->output()};
  Graph& body = *loop->bodies[1];
  Value* one = body.AddConst(tf::Literal::Scalar<int32_t>(1), "one", nullptr);
  Value* i = body.AddTf("AddV2", "i", {body.inputs[0], one}, {kI32}, nullptr)->output();
  Value* sum = body.AddTf("AddV2", "sum", {body.inputs[1], body.inputs[3]}, {kF32}, nullptr)->output();
  Value* count = body.AddTf("AddV2", "count", {body.inputs[4], one}, {kI32}, nullptr)->output();
  body.outputs = {i, sum, body.inputs[2], body.inputs[3], count};
  t.graph.outputs = {loop->output(1), loop->output(3)};

  EXPECT_TRUE(t.Run(SimplifyLoops));
  EXPECT_EQ(loop->num_inputs(), 2);
  EXPECT_EQ(ToText(cond),
            "a0 = input() int32[]\n"
            "a1 = input() float32[2]\n"
            "a2/constant = const() int32[]\n"
            "less = Less(a0, a2/constant) boolunknown rank\n"
            "return less\n");
  EXPECT_EQ(ToText(body),
            "a0 = input() int32[]\n"
            "a1 = input() float32[2]\n"
            "a3/constant = const() float32[2]\n"
            "one = const() int32[]\n"
            "i = AddV2(a0, one) int32unknown rank\n"
            "sum = AddV2(a1, a3/constant) float32unknown rank\n"
            "return i sum\n");
  EXPECT_EQ(t.graph.outputs[0], loop->output(1));
  EXPECT_EQ(FloatsOf(t.graph.outputs[1]), (std::vector<float>{1, 2}));
  EXPECT_FALSE(t.Run(SimplifyLoops));
}

}  // namespace
}  // namespace goldcrest::convert
