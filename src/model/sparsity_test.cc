#include "model/sparsity.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>

namespace goldcrest::model {
namespace {

using Format = DimensionMetadata::Format;

DimensionMetadata Dense(int32_t size) {
  DimensionMetadata d;
  d.dense_size = size;
  return d;
}

DimensionMetadata Compressed(std::vector<int32_t> segments, std::vector<int32_t> indices) {
  DimensionMetadata d;
  d.format = Format::kSparseCsr;
  d.array_segments = std::move(segments);
  d.array_indices = std::move(indices);
  d.segments_bits = d.indices_bits = 32;
  return d;
}

// [[0, 5, 0], [7, 0, 9]] by rows.
Sparsity Rows() { return {{0, 1}, {}, {Dense(2), Compressed({0, 1, 3}, {1, 0, 2})}}; }

Expected<Block> DensifyInt8(const Sparsity& s, std::vector<int32_t> shape, std::vector<uint8_t> values, uint64_t limit = 1 << 20) {
  Tensor t;
  t.shape = std::move(shape);
  t.type = TensorType::kInt8;
  t.sparsity = std::make_shared<Sparsity>(s);
  return Densify(t, Block(std::move(values)), limit);
}

std::vector<int> Content(const Block& block) { return {block.span().begin(), block.span().end()}; }

TEST(SparsityTest, DensifiesRows) {
  const Expected<Block> dense = DensifyInt8(Rows(), {2, 3}, {5, 7, 9});
  ASSERT_TRUE(dense.ok()) << dense.status().message();
  EXPECT_EQ(Content(*dense), (std::vector<int>{0, 5, 0, 7, 0, 9}));
}

TEST(SparsityTest, DensifiesByTraversalOrder) {
  // Column by column: rows of each column that have a value.
  const Sparsity s{{1, 0}, {}, {Dense(3), Compressed({0, 1, 2, 3}, {1, 0, 1})}};
  const Expected<Block> dense = DensifyInt8(s, {2, 3}, {7, 5, 9});
  ASSERT_TRUE(dense.ok()) << dense.status().message();
  EXPECT_EQ(Content(*dense), (std::vector<int>{0, 5, 0, 7, 0, 9}));
}

TEST(SparsityTest, DensifiesBlocks) {
  // Blocks of 2 x 2 in a 4 x 4 matrix: the top right one and the bottom left one.
  const Sparsity s{{0, 1, 2, 3}, {0, 1}, {Dense(2), Compressed({0, 1, 2}, {1, 0}), Dense(2), Dense(2)}};
  const Expected<Block> dense = DensifyInt8(s, {4, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  ASSERT_TRUE(dense.ok()) << dense.status().message();
  EXPECT_EQ(Content(*dense), (std::vector<int>{0, 0, 1, 2, 0, 0, 3, 4, 5, 6, 0, 0, 7, 8, 0, 0}));
}

TEST(SparsityTest, DensifiesWiderElements) {
  Tensor t;
  t.shape = {2, 3};
  t.sparsity = std::make_shared<Sparsity>(Rows());
  const float values[] = {1.5f, -2.0f, 3.0f};
  std::vector<uint8_t> bytes(sizeof(values));
  std::memcpy(bytes.data(), values, sizeof(values));
  const Expected<Block> dense = Densify(t, Block(bytes), 24);
  ASSERT_TRUE(dense.ok());
  float result[6];
  ASSERT_EQ(dense->size(), sizeof(result));
  std::memcpy(result, dense->data(), sizeof(result));
  EXPECT_EQ(std::vector<float>(result, result + 6), (std::vector<float>{0, 1.5f, 0, -2.0f, 0, 3.0f}));
}

TEST(SparsityTest, KeepsToItsLimit) {
  const Expected<Block> dense = DensifyInt8(Rows(), {2, 3}, {5, 7, 9}, 5);
  ASSERT_FALSE(dense.ok());
  EXPECT_EQ(dense.status().code(), StatusCode::kLimitExceeded);
}

// Case 67 of ../shared/robustness.md.
TEST(SparsityTest, RefusesLayoutsThatContradictThemselves) {
  const auto refused = [](const std::function<void(Sparsity&)>& change, const char* expected, std::vector<int32_t> shape = {2, 3},
                          size_t bytes = 3) {
    Sparsity s = Rows();
    change(s);
    const Status status = CheckSparsity(s, shape, TensorType::kInt8, bytes);
    ASSERT_FALSE(status.ok()) << expected;
    EXPECT_NE(status.message().find(expected), std::string::npos) << status.message();
    EXPECT_FALSE(DensifyInt8(s, shape, std::vector<uint8_t>(bytes)).ok());
  };
  EXPECT_TRUE(CheckSparsity(Rows(), {2, 3}, TensorType::kInt8, 3).ok());
  refused([](Sparsity& s) { s.traversal_order = {0, 0}; }, "no permutation");
  refused([](Sparsity& s) { s.traversal_order = {0, 2}; }, "no permutation");
  refused([](Sparsity& s) { s.traversal_order = {-1, 0}; }, "no permutation");
  refused([](Sparsity& s) { s.traversal_order = {0}; }, "traversal_order has 1 entries");
  refused([](Sparsity& s) { s.dim_metadata.pop_back(); }, "dim_metadata 1");
}

TEST(SparsityTest, RefusesBadSegmentsAndIndices) {
  const auto refused = [](std::vector<int32_t> segments, std::vector<int32_t> indices, const char* expected) {
    const Sparsity s{{0, 1}, {}, {Dense(2), Compressed(std::move(segments), std::move(indices))}};
    const Status status = CheckSparsity(s, {2, 3}, TensorType::kInt8, 3);
    ASSERT_FALSE(status.ok()) << expected;
    EXPECT_NE(status.message().find(expected), std::string::npos) << status.message();
  };
  refused({0, 1}, {1, 0, 2}, "2 array_segments, and 2 positions before them");
  refused({}, {}, "0 array_segments");
  refused({1, 1, 3}, {1, 0, 2}, "do not cover");
  refused({0, 1, 4}, {1, 0, 2}, "do not cover");
  refused({0, 5, 3}, {1, 0, 2}, "decrease");
  refused({0, -1, 3}, {1, 0, 2}, "decrease");
  refused({0, 1, 3}, {1, 0, 3}, "index 3 after 0 in a level of 3");
  refused({0, 1, 3}, {-1, 0, 2}, "index -1");
  refused({0, 1, 3}, {1, 2, 2}, "index 2 after 2");
  refused({0, 1, 3}, {1, 2, 0}, "index 0 after 2");
}

TEST(SparsityTest, RefusesBadBlocks) {
  const auto refused = [](const std::function<void(Sparsity&)>& change, const char* expected) {
    Sparsity s{{0, 1, 2, 3}, {0, 1}, {Dense(2), Compressed({0, 1, 2}, {1, 0}), Dense(2), Dense(2)}};
    change(s);
    const Status status = CheckSparsity(s, {4, 4}, TensorType::kInt8, 8);
    ASSERT_FALSE(status.ok()) << expected;
    EXPECT_NE(status.message().find(expected), std::string::npos) << status.message();
  };
  refused([](Sparsity& s) { s.block_map = {0, 2}; }, "block_map");
  refused([](Sparsity& s) { s.block_map = {1, 1}; }, "block_map");
  refused([](Sparsity& s) { s.block_map = {-1, 1}; }, "block_map");
  refused([](Sparsity& s) { s.traversal_order = {0, 2, 1, 3}; }, "a block before a dimension");
  refused([](Sparsity& s) { s.dim_metadata[2].dense_size = 3; }, "blocks of 3 do not divide dimension 0");
  refused([](Sparsity& s) { s.dim_metadata[2].dense_size = 0; }, "blocks of 0");
  refused([](Sparsity& s) { s.dim_metadata[2].dense_size = -2; }, "blocks of -2");
  refused([](Sparsity& s) { s.dim_metadata[3] = Compressed({0, 1}, {0}); }, "a block is not dense");
  refused([](Sparsity& s) { s.dim_metadata[0].dense_size = 4; }, "dense size 4; 2 is expected");
  refused([](Sparsity& s) { s.dim_metadata[0].format = static_cast<Format>(9); }, "unknown format 9");
}

TEST(SparsityTest, RefusesTooFewValues) {
  const Status status = CheckSparsity(Rows(), {2, 3}, TensorType::kInt8, 2);
  EXPECT_NE(status.message().find("3 values of 1 bytes, but there are 2"), std::string::npos) << status.message();
  EXPECT_EQ(CheckSparsity(Rows(), {2, 3}, TensorType::kInt4, 3).code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace goldcrest::model
