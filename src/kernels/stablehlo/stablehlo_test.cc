#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/common/half.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Adds a subgraph that makes its output of two scalars by `op`; none returns the second.
void AddBody(OpTest& test, BuiltinOperator op, TensorType type, bool empty = false) {
  model::Model& m = test.content();
  model::Subgraph s;
  for (int i = 0; i < 3; ++i) {
    model::Tensor t;
    t.name = "b" + std::to_string(i);
    t.type = type;
    s.tensors.push_back(std::move(t));
  }
  s.inputs = {0, 1};
  s.outputs = {empty ? 1 : 2};
  if (!empty) {
    m.operator_codes.push_back({op, "", 1});
    model::Operator node;
    node.opcode_index = static_cast<uint32_t>(m.operator_codes.size() - 1);
    node.inputs = {0, 1};
    node.outputs = {2};
    s.operators.push_back(std::move(node));
  }
  m.subgraphs.push_back(std::move(s));
}

template <typename T>
std::vector<T> Elementwise(BuiltinOperator op, std::vector<T> a, std::vector<T> b) {
  OpTest test(op);
  const int32_t n = static_cast<int32_t>(a.size());
  test.Input<T>({n}, a);
  test.Input<T>({n}, b);
  test.Output<T>({n});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return s.ok() ? test.output<T>(0) : std::vector<T>();
}

TEST(StablehloElementwiseTest, WrapsWholeNumbers) {
  EXPECT_THAT(Elementwise<int8_t>(BuiltinOperator::kStablehloAdd, {127, -128}, {1, -1}), ElementsAre(-128, 127));
  EXPECT_THAT(Elementwise<uint16_t>(BuiltinOperator::kStablehloMultiply, {65535, 300}, {65535, 300}), ElementsAre(1, 24464));
  EXPECT_THAT(Elementwise<int64_t>(BuiltinOperator::kStablehloAdd, {INT64_MAX}, {1}), ElementsAre(INT64_MIN));
}

TEST(StablehloElementwiseTest, KnowsTheSignWhereItMatters) {
  EXPECT_THAT(Elementwise<int8_t>(BuiltinOperator::kStablehloMaximum, {-1, 5}, {1, 4}), ElementsAre(1, 5));
  EXPECT_THAT(Elementwise<uint8_t>(BuiltinOperator::kStablehloMaximum, {255, 5}, {1, 4}), ElementsAre(255, 5));
  EXPECT_THAT(Elementwise<uint32_t>(BuiltinOperator::kStablehloMinimum, {UINT32_MAX}, {1}), ElementsAre(1));
  EXPECT_THAT(Elementwise<int16_t>(BuiltinOperator::kStablehloAnd, {-1, 6}, {3, 3}), ElementsAre(3, 2));
}

TEST(StablehloElementwiseTest, KeepsTheFirstOfAPairThatDoesNotCompare) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto out = Elementwise<float>(BuiltinOperator::kStablehloMaximum, {nan, 1}, {1, nan});
  EXPECT_TRUE(std::isnan(out[0]));
  EXPECT_EQ(out[1], 1);
}

TEST(StablehloElementwiseTest, TreatsTruthAsTruth) {
  EXPECT_THAT(Elementwise<bool>(BuiltinOperator::kStablehloAdd, {true, true, false}, {true, false, false}), ElementsAre(1, 1, 0));
  EXPECT_THAT(Elementwise<bool>(BuiltinOperator::kStablehloAnd, {true, true, false}, {true, false, false}), ElementsAre(1, 0, 0));
}

TEST(StablehloElementwiseTest, ComputesHalvesInFloat) {
  OpTest test(BuiltinOperator::kStablehloMultiply);
  const uint16_t three = FloatToHalf(3), eighth = FloatToHalf(0.125f);
  const auto bytes = [](uint16_t h) { return std::vector<uint8_t>{static_cast<uint8_t>(h), static_cast<uint8_t>(h >> 8)}; };
  test.AddInput(TensorType::kFloat16, {1}, bytes(three), {}, false);
  test.AddInput(TensorType::kFloat16, {1}, bytes(eighth), {}, false);
  test.AddOutput(TensorType::kFloat16, {1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_bytes(0), bytes(FloatToHalf(0.375f)));
}

TEST(StablehloElementwiseTest, ShiftsByAnyAmount) {
  EXPECT_THAT(Elementwise<int32_t>(BuiltinOperator::kStablehloShiftLeft, {1, -1, 1, 1}, {4, 31, 32, -1}),
              ElementsAre(16, INT32_MIN, 1, INT32_MIN));
  EXPECT_THAT(Elementwise<int8_t>(BuiltinOperator::kStablehloShiftLeft, {65, 1}, {1, 8}), ElementsAre(-126, 0));
}

TEST(StablehloElementwiseTest, RefusesWhatItCannotTake) {
  OpTest shapes(BuiltinOperator::kStablehloAdd);
  shapes.Input<float>({2}, {1, 2});
  shapes.Input<float>({1}, {1});
  shapes.Output<float>({2});
  EXPECT_THAT(shapes.Run().message(), HasSubstr("its operands have the shapes [2] and [1]; they must be equal"));
  OpTest type(BuiltinOperator::kStablehloAnd);
  type.Input<float>({1}, {1});
  type.Input<float>({1}, {1});
  type.Output<float>({1});
  EXPECT_THAT(type.Run().message(), HasSubstr("is not defined for FLOAT32"));
}

OpTest Pad(std::vector<int32_t> shape, std::vector<int64_t> low, std::vector<int64_t> high, std::vector<int64_t> interior) {
  OpTest test(BuiltinOperator::kStablehloPad);
  std::vector<int32_t> data;
  for (int64_t i = 0, n = Shape(shape.data(), static_cast<int>(shape.size())).elements(); i < n; ++i)
    data.push_back(static_cast<int>(i) + 1);
  test.Input<int32_t>(shape, data);
  test.Input<int32_t>({}, {0});
  test.Output<int32_t>(shape);
  test.Options(model::StablehloPadOptions{std::move(low), std::move(high), std::move(interior)});
  return test;
}

TEST(StablehloPadTest, FramesSpreadsAndCuts) {
  OpTest test = Pad({3}, {1}, {-1}, {1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0, 1, 0, 2, 0));
  OpTest both = Pad({2, 2}, {-1, 0}, {1, 1}, {0, 2});
  ASSERT_TRUE(both.Run().ok());
  EXPECT_EQ(both.output_shape(0), (Shape{2, 5}));
  EXPECT_THAT(both.output<int32_t>(0), ElementsAre(3, 0, 0, 4, 0, 0, 0, 0, 0, 0));
}

TEST(StablehloPadTest, CutsInsideOfTheInterior) {
  OpTest test = Pad({3}, {-2}, {0}, {2});  // 1 0 0 2 0 0 3
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0, 2, 0, 0, 3));
}

TEST(StablehloPadTest, LeavesNothingWhereADimensionVanishes) {
  OpTest test = Pad({3, 2}, {-2, 0}, {-2, 0}, {0, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{0, 0}));
  EXPECT_FALSE(Pad({3}, {INT64_MIN}, {0}, {0}).Run().ok());
  EXPECT_FALSE(Pad({3}, {INT64_MAX}, {INT64_MAX}, {INT64_MAX}).Run().ok());
  EXPECT_FALSE(Pad({3}, {0, 0}, {0}, {0}).Run().ok());
}

struct Indexing {
  std::vector<int64_t> window_dims, missing_dims, map;
  int64_t vector_dim;
};

OpTest Gather(std::vector<int32_t> shape, std::vector<int32_t> index_shape, std::vector<int32_t> indices, Indexing i,
              std::vector<int64_t> sizes) {
  OpTest test(BuiltinOperator::kStablehloGather);
  std::vector<float> data;
  for (int64_t k = 0, n = Shape(shape.data(), static_cast<int>(shape.size())).elements(); k < n; ++k) data.push_back(static_cast<float>(k));
  test.Input<float>(shape, data);
  test.Input<int32_t>(index_shape, indices);
  test.Output<float>({1});
  model::StablehloGatherOptions o;
  o.offset_dims = std::move(i.window_dims);
  o.collapsed_slice_dims = std::move(i.missing_dims);
  o.start_index_map = std::move(i.map);
  o.index_vector_dim = i.vector_dim;
  o.slice_sizes = std::move(sizes);
  test.Options(std::move(o));
  return test;
}

TEST(StablehloGatherTest, TakesSlicesAndMovesThemInside) {
  OpTest test = Gather({3, 4}, {3, 1}, {1, -5, 9}, {{1}, {0}, {0}, 1}, {1, 4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{3, 4}));
  EXPECT_THAT(test.output<float>(0), ElementsAre(4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11));
}

TEST(StablehloGatherTest, TakesWindowsAlongOuterDimensions) {
  // Columns as rows: the window is the first dimension of the result.
  OpTest test = Gather({3, 4}, {2}, {3, 1}, {{0}, {1}, {1}, 1}, {2, 1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 2}));
  EXPECT_THAT(test.output<float>(0), ElementsAre(3, 1, 7, 5));
}

TEST(StablehloGatherTest, TakesCoordinatesInAnyOrder) {
  OpTest test =
      Gather({3, 4}, {2, 2}, {1, 2, 3, 0}, {{}, {0, 1}, {1, 0}, 0}, {1, 1});  // vectors down the columns: (1, 3), (2, 0); row 3 becomes 2
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(9, 2));
}

TEST(StablehloGatherTest, RefusesOptionsThatDoNotFit) {
  EXPECT_THAT(Gather({3, 4}, {3, 1}, {1, 1, 1}, {{1}, {0}, {0}, 1}, {1, 5}).Run().message(), HasSubstr("slice_sizes (2) do not fit"));
  for (const Indexing& i : {Indexing{{1}, {0}, {0}, 5},
                            {{1}, {0}, {0}, -1},
                            {{1, 1}, {}, {0}, 1},
                            {{1}, {0}, {0, 1}, 1},
                            {{1}, {0}, {7}, 1},
                            {{9}, {0}, {0}, 1},
                            {{1}, {-3}, {0}, 1},
                            {{1}, {}, {0}, 1}}) {
    EXPECT_FALSE(Gather({3, 4}, {3, 1}, {1, 1, 1}, i, {1, 1}).Run().ok());
  }
}

OpTest Scatter(std::vector<int32_t> indices, std::vector<int32_t> updates, BuiltinOperator body, bool empty = false) {
  OpTest test(BuiltinOperator::kStablehloScatter);
  const int32_t n = static_cast<int32_t>(indices.size());
  test.Input<int32_t>({4}, {1, 2, 3, 4});
  test.Input<int32_t>({n, 1}, indices);
  test.Input<int32_t>({n, static_cast<int32_t>(updates.size()) / n}, updates);
  test.Output<int32_t>({4});
  model::StablehloScatterOptions o;
  o.update_window_dims = {1};
  o.scatter_dims_to_operand_dims = {0};
  o.index_vector_dim = 1;
  o.update_computation_subgraph_index = 1;
  test.Options(std::move(o));
  AddBody(test, body, TensorType::kInt32, empty);
  return test;
}

TEST(StablehloScatterTest, JoinsWithWhatIsThere) {
  OpTest add = Scatter({2, 0, 2}, {10, 20, 30}, BuiltinOperator::kStablehloAdd);
  const Status s = add.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(add.output<int32_t>(0), ElementsAre(21, 2, 43, 4));
  OpTest most = Scatter({2, 0}, {10, -20}, BuiltinOperator::kStablehloMaximum);
  ASSERT_TRUE(most.Run().ok());
  EXPECT_THAT(most.output<int32_t>(0), ElementsAre(1, 2, 10, 4));
  OpTest replace = Scatter({2, 2}, {10, 11}, BuiltinOperator::kStablehloAdd, true);
  ASSERT_TRUE(replace.Run().ok());
  EXPECT_THAT(replace.output<int32_t>(0), ElementsAre(1, 2, 11, 4));
}

TEST(StablehloScatterTest, LeavesOutWhatLiesOutside) {
  OpTest test = Scatter({-1, 3, INT32_MIN, INT32_MAX}, {10, 11, 20, 21, 30, 31, 40, 41}, BuiltinOperator::kStablehloAdd);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(12, 2, 3, 24));
}

TEST(StablehloScatterTest, RefusesOtherSubgraphs) {
  EXPECT_THAT(Scatter({1}, {1}, BuiltinOperator::kSub).Run().message(), HasSubstr("its subgraph has builtin operator 41"));
  OpTest wide = Scatter({1}, {1, 2, 3, 4, 5}, BuiltinOperator::kStablehloAdd);
  EXPECT_THAT(wide.Run().message(), HasSubstr("updates of shape [1, 5] do not fit"));
}

// The examples that come with the generators' reference implementation (Random123, kat_vectors), as blocks of a counter.
OpTest Bits(model::RngAlgorithm algorithm, std::vector<uint64_t> state, int32_t words) {
  OpTest test(BuiltinOperator::kStablehloRngBitGenerator);
  const int32_t size = static_cast<int32_t>(state.size());
  test.Input<uint64_t>({size}, state);
  test.Output<uint64_t>({size});
  test.Output<uint32_t>({words});
  test.Options(model::StablehloRngBitGeneratorOptions{algorithm});
  return test;
}

TEST(StablehloRngBitGeneratorTest, EqualsTheReferenceOfPhilox) {
  OpTest zero = Bits(model::RngAlgorithm::kPhilox, {0, 0, 0}, 4);
  ASSERT_TRUE(zero.Run().ok());
  EXPECT_THAT(zero.output<uint32_t>(1), ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  EXPECT_THAT(zero.output<uint64_t>(0), ElementsAre(0, 1, 0));
  OpTest pi = Bits(model::RngAlgorithm::kDefault, {0x299f31d0a4093822, 0x85a308d3243f6a88, 0x0370734413198a2e}, 6);
  ASSERT_TRUE(pi.Run().ok());
  const std::vector<uint32_t> words = pi.output<uint32_t>(1);
  EXPECT_THAT(std::vector<uint32_t>(words.begin(), words.begin() + 4), ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
  EXPECT_THAT(pi.output<uint64_t>(0), ElementsAre(0x299f31d0a4093822, 0x85a308d3243f6a8a, 0x0370734413198a2e));
}

TEST(StablehloRngBitGeneratorTest, EqualsTheReferenceOfThreefry) {
  OpTest zero = Bits(model::RngAlgorithm::kThreefry, {0, 0}, 2);
  ASSERT_TRUE(zero.Run().ok());
  EXPECT_THAT(zero.output<uint32_t>(1), ElementsAre(0x6b200159, 0x99ba4efe));
  OpTest pi = Bits(model::RngAlgorithm::kThreefry, {0x0370734413198a2e, 0x85a308d3243f6a88}, 2);
  ASSERT_TRUE(pi.Run().ok());
  EXPECT_THAT(pi.output<uint32_t>(1), ElementsAre(0xc4923a9c, 0x483df7a0));
}

TEST(StablehloRngBitGeneratorTest, CarriesTheCounterOver) {
  OpTest test = Bits(model::RngAlgorithm::kThreefry, {1, 0xFFFFFFFF}, 3);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint64_t>(0), ElementsAre(1, (uint64_t{1} << 32) + 1));
  EXPECT_THAT(Bits(model::RngAlgorithm::kThreefry, {1, 2, 3}, 3).Run().message(), HasSubstr("has a state of 3 words; expected 2"));
}

}  // namespace
}  // namespace goldcrest
