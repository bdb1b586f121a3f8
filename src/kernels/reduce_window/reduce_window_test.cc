#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Plain(model::ReduceWindowFunction function, std::vector<int64_t> size, std::vector<int64_t> stride, std::vector<int64_t> dilation) {
  OpTest test(BuiltinOperator::kReduceWindow);
  test.Input<int32_t>({3, 4}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  test.Input<int32_t>({}, {1});
  const int32_t rank = static_cast<int32_t>(size.size());
  test.Constant<int64_t>({rank}, size);
  test.Constant<int64_t>({rank}, stride);
  test.Constant<int64_t>({rank}, dilation);
  test.Output<int32_t>({1, 1});
  test.Options(model::ReduceWindowOptions{function});
  return test;
}

TEST(ReduceWindowTest, JoinsWhatTheWindowShows) {
  OpTest sum = Plain(model::ReduceWindowFunction::kAdd, {2, 2}, {1, 2}, {1, 1});
  ASSERT_TRUE(sum.Run().ok());
  EXPECT_EQ(sum.output_shape(0), (Shape{2, 2}));
  EXPECT_THAT(sum.output<int32_t>(0), ElementsAre(15, 23, 31, 39));
  OpTest spread = Plain(model::ReduceWindowFunction::kMaximum, {2, 2}, {1, 1}, {2, 3});
  ASSERT_TRUE(spread.Run().ok());
  EXPECT_THAT(spread.output<int32_t>(0), ElementsAre(12));
  OpTest product = Plain(model::ReduceWindowFunction::kMul, {1, 3}, {2, 1}, {1, 1});
  ASSERT_TRUE(product.Run().ok());
  EXPECT_THAT(product.output<int32_t>(0), ElementsAre(6, 24, 990, 1320));
}

TEST(ReduceWindowTest, IsEmptyWhereTheWindowDoesNotFit) {
  OpTest test = Plain(model::ReduceWindowFunction::kMinimum, {4, 1}, {1, 1}, {1, 1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{0, 4}));
}

TEST(ReduceWindowTest, RefusesWhatIsNotPositive) {
  EXPECT_THAT(Plain(model::ReduceWindowFunction::kAdd, {0, 1}, {1, 1}, {1, 1}).Run().message(), HasSubstr("dimension 0 has the window 0"));
  EXPECT_FALSE(Plain(model::ReduceWindowFunction::kAdd, {1, 1}, {1, 0}, {1, 1}).Run().ok());
  EXPECT_FALSE(Plain(model::ReduceWindowFunction::kAdd, {INT64_MAX, 1}, {1, 1}, {INT64_MAX, 1}).Run().ok());
  EXPECT_FALSE(Plain(model::ReduceWindowFunction::kUnsupported, {1, 1}, {1, 1}, {1, 1}).Run().ok());
}

OpTest Stablehlo(BuiltinOperator body, model::StablehloReduceWindowOptions o) {
  OpTest test(BuiltinOperator::kStablehloReduceWindow);
  test.Input<float>({4}, {1, 2, 3, 4});
  test.Input<float>({}, {100});
  test.Output<float>({1});
  o.body_subgraph_index = 1;
  test.Options(std::move(o));
  model::Model& m = test.content();
  model::Subgraph s;
  s.tensors.resize(3);
  s.inputs = {0, 1};
  s.outputs = {2};
  m.operator_codes.push_back({body, "", 1});
  s.operators.resize(1);
  s.operators[0].opcode_index = static_cast<uint32_t>(m.operator_codes.size() - 1);
  s.operators[0].inputs = {0, 1};
  s.operators[0].outputs = {2};
  m.subgraphs.push_back(std::move(s));
  return test;
}

TEST(StablehloReduceWindowTest, PadsAndSpreadsWithTheInitialValue) {
  OpTest padded = Stablehlo(BuiltinOperator::kAdd, {{2}, {2}, {1}, {1}, {1, 1}, 0});  // 100 1 | 2 3 | 4 100
  const Status s = padded.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(padded.output<float>(0), ElementsAre(201, 105, 204));
  OpTest spread = Stablehlo(BuiltinOperator::kStablehloMinimum, {{2}, {1}, {2}, {1}, {-1, 0}, 0});  // 100 2 100 3 100 4
  ASSERT_TRUE(spread.Run().ok());
  EXPECT_THAT(spread.output<float>(0), ElementsAre(2, 2, 3, 3, 4));
}

TEST(StablehloReduceWindowTest, RefusesOtherSubgraphs) {
  EXPECT_THAT(Stablehlo(BuiltinOperator::kSub, {{2}, {2}, {1}, {1}, {1, 1}, 0}).Run().message(), HasSubstr("builtin operator 41"));
}

}  // namespace
}  // namespace goldcrest
