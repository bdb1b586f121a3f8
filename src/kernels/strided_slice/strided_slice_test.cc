#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Case {
  std::vector<int32_t> shape, begin, end, strides;
  model::StridedSliceOptions options;
};

OpTest Slice(const Case& c, bool constant = true) {
  OpTest test(BuiltinOperator::kStridedSlice);
  int64_t n = 1;
  for (int32_t d : c.shape) n *= d;
  std::vector<float> data(static_cast<size_t>(n));
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<float>(i);
  test.Input<float>(c.shape, data);
  for (const std::vector<int32_t>* v : {&c.begin, &c.end, &c.strides}) {
    const std::vector<int32_t> shape = {static_cast<int32_t>(v->size())};
    if (constant)
      test.Constant<int32_t>(shape, *v);
    else
      test.Input<int32_t>(shape, *v);
  }
  test.Output<float>({1});
  test.Options(c.options);
  return test;
}

TEST(StridedSliceTest, WalksForwardsAndBackwards) {
  for (bool constant : {true, false}) {
    OpTest test = Slice({{5}, {4}, {0}, {-2}, {}}, constant);
    ASSERT_TRUE(test.Run().ok());
    EXPECT_THAT(test.output<float>(0), ElementsAre(4, 2));
  }
  OpTest far = Slice({{5}, {INT32_MIN}, {INT32_MAX}, {2}, {}});
  ASSERT_TRUE(far.Run().ok());
  EXPECT_THAT(far.output<float>(0), ElementsAre(0, 2, 4));
  OpTest huge_stride = Slice({{5}, {4}, {INT32_MIN}, {INT32_MIN}, {}});
  ASSERT_TRUE(huge_stride.Run().ok());
  EXPECT_THAT(huge_stride.output<float>(0), ElementsAre(4));
  OpTest none = Slice({{5}, {3}, {1}, {1}, {}});
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{0}));
}

TEST(StridedSliceTest, HonoursMasks) {
  model::StridedSliceOptions o;
  o.begin_mask = 1;
  o.end_mask = 2;
  OpTest masks = Slice({{3, 4}, {9, 2}, {2, 0}, {1, 1}, o});
  ASSERT_TRUE(masks.Run().ok());
  EXPECT_THAT(masks.output<float>(0), ElementsAre(2, 3, 6, 7));

  o = {};
  o.shrink_axis_mask = 1;
  OpTest shrink = Slice({{2, 3}, {-1}, {0}, {1}, o});
  ASSERT_TRUE(shrink.Run().ok());
  EXPECT_EQ(shrink.output_shape(0), (Shape{3}));
  EXPECT_THAT(shrink.output<float>(0), ElementsAre(3, 4, 5));

  o = {};
  o.ellipsis_mask = 1;
  o.new_axis_mask = 4;
  OpTest dots = Slice({{2, 1, 3}, {0, 1, 0}, {0, 2, 0}, {1, 1, 1}, o});  // x[..., 1:2, newaxis]
  ASSERT_TRUE(dots.Run().ok());
  EXPECT_EQ(dots.output_shape(0), (Shape{2, 1, 1, 1}));
  EXPECT_THAT(dots.output<float>(0), ElementsAre(1, 4));

  o = {};
  o.offset = true;
  OpTest offset = Slice({{6}, {2}, {3}, {1}, o});
  ASSERT_TRUE(offset.Run().ok());
  EXPECT_THAT(offset.output<float>(0), ElementsAre(2, 3, 4));
}

TEST(StridedSliceTest, CountsExactlyBeyondThePrecisionOfFloat) {
  constexpr int32_t kSize = (1 << 24) + 3;
  OpTest test(BuiltinOperator::kStridedSlice);
  test.Input<uint8_t>({kSize}, std::vector<uint8_t>(kSize));
  for (int32_t v : {0, kSize, 1}) test.Constant<int32_t>({1}, {v});
  test.Output<uint8_t>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{kSize}));
}

TEST(StridedSliceTest, RefusesStride0AndIndicesOutside) {
  EXPECT_THAT(Slice({{5}, {0}, {5}, {0}, {}}).Run().message(), HasSubstr("STRIDED_SLICE (node 0): stride 0 is 0"));
  model::StridedSliceOptions o;
  o.shrink_axis_mask = 1;
  EXPECT_THAT(Slice({{5}, {5}, {6}, {1}, o}).Run().message(), HasSubstr("index 5 is outside of dimension of size 5"));
  EXPECT_THAT(Slice({{0}, {0}, {1}, {1}, o}).Run().message(), HasSubstr("is outside of dimension of size 0"));
  o = {};
  o.ellipsis_mask = -1;
  EXPECT_THAT(Slice({{2, 2}, {0, 0}, {1, 1}, {1, 1}, o}).Run().message(), HasSubstr("ellipsis_mask has more than one bit"));
  EXPECT_THAT(Slice({{5}, {0, 0}, {5, 5}, {1, 1}, {}}).Run().message(), HasSubstr("has entries for 2 dimensions"));
  EXPECT_THAT(Slice({{5}, {0}, {5, 5}, {1}, {}}).Run().message(), HasSubstr("expected 1 elements"));
}

}  // namespace
}  // namespace goldcrest
