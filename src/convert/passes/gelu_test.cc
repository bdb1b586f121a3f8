#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

struct GeluTest : testing::Test {
  TestGraph t;
  Value* x = t.Input({-1, 4});
  Value* Tf(const char* op, std::vector<Value*> inputs) { return t.Tf(op, std::move(inputs), tf::PartialShape({-1, 4})); }
  // Whether y becomes GELU(x), approximate as said.
  bool Becomes(Value* y, bool approximate) {
    t.graph.outputs = {y};
    if (!t.Run(MatchGelu)) return false;
    const Node* gelu = t.graph.outputs[0]->producer;
    return gelu->Is(BuiltinOperator::kGelu) && gelu->input(0) == x && t.graph.nodes().size() == 2 &&
           gelu->options.As<model::GeluOptions>()->approximate == approximate;
  }
};

TEST_F(GeluTest, WithTheErrorFunction) {
  Value* gate = Tf("AddV2", {t.Float(1), Tf("Erf", {Tf("RealDiv", {x, t.Float(1.41421356f)})})});
  EXPECT_TRUE(Becomes(Tf("Mul", {Tf("Mul", {t.Float(0.5f), x}), gate}), false));
}

TEST_F(GeluTest, WithItsComplement) {
  Value* gate = Tf("Erfc", {Tf("Mul", {Tf("Neg", {x}), t.Float(0.70710678f)})});
  EXPECT_TRUE(Becomes(Tf("Mul", {Tf("Mul", {x, gate}), t.Float(0.5f)}), false));
}

TEST_F(GeluTest, WithTheHyperbolicTangent) {
  Value* cube = Tf("Mul", {t.Float(0.044715f), Tf("Pow", {x, t.Float(3)})});
  Value* gate = Tf("AddV2", {t.Float(1), Tf("Tanh", {Tf("Mul", {t.Float(0.79788456f), Tf("AddV2", {x, cube})})})});
  EXPECT_TRUE(Becomes(Tf("Mul", {Tf("Mul", {t.Float(0.5f), x}), gate}), true));
}

TEST_F(GeluTest, WithTheSquareFactoredOut) {
  Value* square = Tf("AddV2", {Tf("Mul", {Tf("Square", {x}), t.Float(0.044715f)}), t.Float(1)});
  Value* argument = Tf("Mul", {Tf("Mul", {x, t.Float(0.79788456f)}), square});
  Value* gate = Tf("AddV2", {Tf("Tanh", {argument}), t.Float(1)});
  EXPECT_TRUE(Becomes(Tf("Mul", {x, Tf("Mul", {gate, t.Float(0.5f)})}), true));
}

TEST_F(GeluTest, AnotherScaleIsNone) {
  Value* gate = Tf("AddV2", {t.Float(1), Tf("Erf", {Tf("RealDiv", {x, t.Float(1.5f)})})});
  EXPECT_FALSE(Becomes(Tf("Mul", {Tf("Mul", {t.Float(0.5f), x}), gate}), false));
}

}  // namespace
}  // namespace goldcrest::convert
