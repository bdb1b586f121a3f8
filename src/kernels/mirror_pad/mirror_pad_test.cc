#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest MirrorPad(std::vector<int32_t> shape, std::vector<int32_t> paddings, model::MirrorPadMode mode) {
  OpTest test(BuiltinOperator::kMirrorPad);
  int64_t n = 1;
  for (int32_t d : shape) n *= d;
  std::vector<int8_t> data(static_cast<size_t>(n));
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<int8_t>(i + 1);
  const int32_t rank = static_cast<int32_t>(shape.size());
  test.Input<int8_t>(std::move(shape), data);
  test.Constant<int32_t>({rank, 2}, paddings);
  test.Output<int8_t>({1});
  test.Options(model::MirrorPadOptions{mode});
  return test;
}

TEST(MirrorPadTest, ReflectsWithAndWithoutTheEdge) {
  OpTest reflect = MirrorPad({3}, {2, 2}, model::MirrorPadMode::kReflect);
  ASSERT_TRUE(reflect.Run().ok());
  EXPECT_THAT(reflect.output<int8_t>(0), ElementsAre(3, 2, 1, 2, 3, 2, 1));
  OpTest symmetric = MirrorPad({3}, {2, 2}, model::MirrorPadMode::kSymmetric);
  ASSERT_TRUE(symmetric.Run().ok());
  EXPECT_THAT(symmetric.output<int8_t>(0), ElementsAre(2, 1, 1, 2, 3, 3, 2));
}

TEST(MirrorPadTest, ReflectsCornersToo) {
  OpTest test = MirrorPad({2, 2}, {1, 0, 0, 1}, model::MirrorPadMode::kSymmetric);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{3, 3}));
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(1, 2, 2, 1, 2, 2, 3, 4, 4));
}

TEST(MirrorPadTest, RefusesPaddingsLargerThanTheImage) {
  EXPECT_THAT(MirrorPad({3}, {3, 0}, model::MirrorPadMode::kReflect).Run().message(),
              HasSubstr("padding 3 of dimension 0 is not in [0, 2]"));
  EXPECT_THAT(MirrorPad({3}, {0, 4}, model::MirrorPadMode::kSymmetric).Run().message(), HasSubstr("not in [0, 3]"));
  EXPECT_THAT(MirrorPad({3}, {-1, 0}, model::MirrorPadMode::kSymmetric).Run().message(), HasSubstr("padding -1"));
  EXPECT_THAT(MirrorPad({0}, {1, 0}, model::MirrorPadMode::kReflect).Run().message(), HasSubstr("padding 1"));
  EXPECT_THAT(MirrorPad({3}, {1, 1}, static_cast<model::MirrorPadMode>(9)).Run().message(), HasSubstr("option mode is 9"));
}

}  // namespace
}  // namespace goldcrest
