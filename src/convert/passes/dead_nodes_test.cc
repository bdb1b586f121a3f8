#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(RemoveDeadNodesTest, OnlyWhatIsReadOrHasSideEffectsStays) {
  TestGraph t;
  Value* x = t.Input({2});
  t.Tf("Exp", {t.Tf("Relu", {x})});
  t.Tf("Assert", {x, x});
  t.Tf("ScalarSummary", {x, x});
  Value* handle = t.Tf("VarHandleOp", {}, {}, {}, tf::DataType::kResource);
  t.graph.AddTf("AssignVariableOp", "assign", {handle, t.Tf("Neg", {x})}, {}, nullptr);
  t.graph.outputs = {t.Tf("Abs", {x}, tf::PartialShape({2}))};
  EXPECT_TRUE(t.Run(RemoveDeadNodes));
  EXPECT_EQ(t.Text(),
            "x0 = input() float32[2]\n"
            "n4 = VarHandleOp() resourceunknown rank\n"
            "n5 = Neg(x0) float32unknown rank\n"
            "assign = AssignVariableOp(n4, n5)\n"
            "n6 = Abs(x0) float32[2]\n"
            "return n6\n");
}

}  // namespace
}  // namespace goldcrest::convert
