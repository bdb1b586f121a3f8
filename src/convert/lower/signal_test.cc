#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerSignalTest, ATransformOfRowsIsOneOfImagesOfOneRow) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{4, 200}});
  EXPECT_EQ(t.Lower("RFFT", {x, t.Ints({1}, {256})}, {{DataType::kComplex64, {{4, 129}}}}), "PAD RESHAPE RFFT2D RESHAPE");
  EXPECT_EQ(t.Find(BuiltinOperator::kRfft2d)->output()->shape, PartialShape({4, 1, 129}));
}

TEST(LowerSignalTest, LengthsThatAreNoPowersOfTwoAreRefused) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{4, 200}});
  EXPECT_EQ(t.Lower("RFFT", {x, t.Ints({1}, {200})}, {{DataType::kComplex64, {{4, 101}}}}), "refused");
  EXPECT_EQ(t.refusal, "its length is 200; the kernels transform powers of 2");
}

TEST(LowerSignalTest, RandomNumbersKeepTheirSeeds) {
  OneOp t;
  t.attrs.Set("seed", int64_t{5});
  t.attrs.Set("seed2", int64_t{7});
  EXPECT_EQ(t.Lower("RandomUniform", {t.Ints({1}, {3})}, {{DataType::kFloat, {{3}}}}), "RANDOM_UNIFORM");
  EXPECT_EQ(t.Find(BuiltinOperator::kRandomUniform)->options.OrDefault<model::RandomOptions>().seed2, 7);
}

}  // namespace
}  // namespace goldcrest::convert
