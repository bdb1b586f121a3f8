#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Indices {
  std::vector<int32_t> shape;
  std::vector<int64_t> data;
};

template <typename T>
OpTest ToDense(const Indices& indices, std::vector<int32_t> out, std::vector<int32_t> value_shape, std::vector<T> values, T fallback) {
  OpTest test(BuiltinOperator::kSparseToDense);
  test.Input<int64_t>(indices.shape, indices.data);
  test.Constant<int32_t>({static_cast<int32_t>(out.size())}, out);
  test.Input<T>(std::move(value_shape), values);
  test.Input<T>({}, {fallback});
  test.Output<T>({1});
  return test;
}

TEST(SparseToDenseTest, WritesValuesOverTheDefault) {
  OpTest matrix = ToDense<float>({{2, 2}, {0, 1, 1, 0}}, {2, 2}, {2}, {5, 6}, -1);
  const Status s = matrix.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(matrix.output<float>(0), ElementsAre(-1, 5, 6, -1));
  OpTest list = ToDense<int8_t>({{3}, {0, 3, 3}}, {4}, {3}, {1, 2, 3}, 0);
  ASSERT_TRUE(list.Run().ok());
  EXPECT_THAT(list.output<int8_t>(0), ElementsAre(1, 0, 0, 3));
  OpTest scalar = ToDense<int64_t>({{}, {2}}, {3}, {}, {7}, 1);
  ASSERT_TRUE(scalar.Run().ok());
  EXPECT_THAT(scalar.output<int64_t>(0), ElementsAre(1, 1, 7));
  OpTest one_for_all = ToDense<uint8_t>({{2, 1}, {2, 0}}, {3}, {}, {7}, 1);
  ASSERT_TRUE(one_for_all.Run().ok());
  EXPECT_THAT(one_for_all.output<uint8_t>(0), ElementsAre(7, 1, 7));
}

TEST(SparseToDenseTest, RefusesWhatLiesOutsideOrDoesNotFit) {
  EXPECT_THAT(ToDense<float>({{1, 2}, {0, 2}}, {2, 2}, {1}, {5}, 0).Run().message(),
              HasSubstr("index 2 is outside of [0, 2) in dimension 1"));
  EXPECT_THAT(ToDense<float>({{1, 2}, {-1, 0}}, {2, 2}, {1}, {5}, 0).Run().message(), HasSubstr("index -1 is outside"));
  EXPECT_THAT(ToDense<float>({{1, 2}, {0, 0}}, {2}, {1}, {5}, 0).Run().message(), HasSubstr("have 2 coordinates; the output has 1"));
  EXPECT_THAT(ToDense<float>({{2}, {0, 0}}, {2}, {1}, {5}, 0).Run().message(), HasSubstr("has 1 values for indices [2]"));
}

}  // namespace
}  // namespace goldcrest
