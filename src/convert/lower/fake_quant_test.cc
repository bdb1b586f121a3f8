#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerFakeQuantTest, AConstantRangeIsOneOperator) {
  OneOp t;
  t.attrs.Set("num_bits", int64_t{8});
  Value* x = t.In(DataType::kFloat, {{4}});
  EXPECT_EQ(t.Lower("FakeQuantWithMinMaxVars", {x, t.Floats({}, {-1}), t.Floats({}, {1})}, {{DataType::kFloat, {{4}}}}), "FAKE_QUANT");
  EXPECT_EQ(t.Find(BuiltinOperator::kFakeQuant)->options.OrDefault<model::FakeQuantOptions>().min, -1);
}

TEST(LowerFakeQuantTest, ARangeForEachChannelIsWrittenOut) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{4, 2}});
  EXPECT_EQ(
      t.Lower("FakeQuantWithMinMaxVarsPerChannel", {x, t.Floats({2}, {-1, -2}), t.Floats({2}, {1, 2})}, {{DataType::kFloat, {{4, 2}}}}),
      "MAXIMUM MINIMUM SUB MUL ADD FLOOR MUL ADD");
}

TEST(LowerFakeQuantTest, ARangeBesideZeroIsRefused) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{4}});
  EXPECT_EQ(t.Lower("FakeQuantWithMinMaxVars", {x, t.Floats({}, {1}), t.Floats({}, {2})}, {{DataType::kFloat, {{4}}}}), "refused");
}

}  // namespace
}  // namespace goldcrest::convert
