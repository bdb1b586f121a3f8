#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

TEST(DensifyTest, PassesOnWhatLoadingMadeDense) {
  OpTest test(BuiltinOperator::kDensify);
  // [[0, 5], [7, 0]]: rows dense, columns listed.
  const int constant = test.Constant<int8_t>({2, 2}, {5, 7});
  test.Output<int8_t>({2, 2});
  model::DimensionMetadata rows, columns;
  rows.dense_size = 2;
  columns.format = model::DimensionMetadata::Format::kSparseCsr;
  columns.array_segments = {0, 1, 2};
  columns.array_indices = {1, 0};
  columns.segments_bits = columns.indices_bits = 32;
  const model::Sparsity sparsity{{0, 1}, {}, {rows, columns}};
  test.content().subgraphs[0].tensors[static_cast<size_t>(constant)].sparsity = std::make_shared<model::Sparsity>(sparsity);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<int8_t>(0), testing::ElementsAre(0, 5, 7, 0));
}

}  // namespace
}  // namespace goldcrest
