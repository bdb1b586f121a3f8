// What broke others: for each entry of the table in ../shared/robustness.md a file of its class, made here. Every one is refused in one
// line, or has a meaning that is checked.
#include <cmath>

#include "tests/robustness/cve_util.h"

namespace goldcrest {
namespace {

using model::Model;
using model::Subgraph;

model::DepthwiseConv2DOptions Depthwise(int32_t stride, int32_t multiplier) {
  model::DepthwiseConv2DOptions o;
  o.stride_w = o.stride_h = stride;
  o.depth_multiplier = multiplier;
  return o;
}

// ---- Division by zero

TEST(CveDivisionByZero, Cve202129588TransposeConv) {
  for (int32_t stride : {0, -1}) {
    OpTest test(BuiltinOperator::kTransposeConv);
    test.Constant<int32_t>({4}, {1, 8, 8, 1});
    test.Constant<float>({1, 2, 2, 1}, Zeros({1, 2, 2, 1}));
    test.Input<float>({1, 4, 4, 1}, Zeros({1, 4, 4, 1}));
    test.Output<float>({1});
    model::TransposeConvOptions o;
    o.stride_w = 2;
    o.stride_h = stride;
    test.Options(o);
    ExpectInvalid(test.Run(), "has the stride " + std::to_string(stride));
  }
}

TEST(CveDivisionByZero, Cve202129593BatchToSpaceNd) {
  ExpectInvalid(RunLists(BuiltinOperator::kBatchToSpaceNd, {{{2}, {0, 2}}, {{2, 2}, {0, 0, 0, 0}}}), "block_shape 0 is 0");
  ExpectInvalid(RunLists(BuiltinOperator::kBatchToSpaceNd, {{{2}, {-1, -1}}, {{2, 2}, {0, 0, 0, 0}}}), "block_shape 0 is -1");
  ExpectInvalid(RunLists(BuiltinOperator::kBatchToSpaceNd, {{{2}, {kMaxInt, kMaxInt}}, {{2, 2}, {0, 0, 0, 0}}}), "the batch of");
}

TEST(CveDivisionByZero, Cve202129594Conv2D) {
  ExpectInvalid(RunFloats(BuiltinOperator::kConv2d, {{{1, 4, 4, 2}}, {{3, 2, 2, 2}}, {{3}}}, Conv(0)), "has the stride 0");
  ExpectInvalid(RunFloats(BuiltinOperator::kConv2d, {{{1, 4, 4, 0}}, {{3, 2, 2, 0}}, {{3}}}, Conv(1)), "does not divide the channels");
}

TEST(CveDivisionByZero, Cve202129595DepthToSpace) {
  ExpectInvalid(RunFloats(BuiltinOperator::kDepthToSpace, {{{1, 4, 4, 4}}}, model::DepthToSpaceOptions{0}), "option block_size is 0");
}

TEST(CveDivisionByZero, GhsaJ7rm8ww4Xx2gSpaceToDepth) {
  ExpectInvalid(RunFloats(BuiltinOperator::kSpaceToDepth, {{{1, 4, 4, 4}}}, model::SpaceToDepthOptions{0}), "option block_size is 0");
}

TEST(CveDivisionByZero, Cve202129597SpaceToBatchNd) {
  ExpectInvalid(RunLists(BuiltinOperator::kSpaceToBatchNd, {{{2}, {2, 0}}, {{2, 2}, {0, 0, 0, 0}}}), "block_shape 1 is 0");
  ExpectInvalid(RunLists(BuiltinOperator::kSpaceToBatchNd, {{{2}, {2, 2}}, {{2, 2}, {kMinInt, 0, 0, 0}}}),
                "has the margins -2147483648 and 0");
}

TEST(CveDivisionByZero, Cve202129602DepthwiseConv2D) {
  ExpectInvalid(RunFloats(BuiltinOperator::kDepthwiseConv2d, {{{1, 4, 4, 0}}, {{1, 2, 2, 2}}, {{2}}}, Depthwise(1, 1)),
                "are no multiple of those of input");
}

// An empty table has no size to divide by; all keys are missing.
TEST(CveDivisionByZero, Cve202129604Hashtable) {
  Model m;
  m.buffers.resize(1);
  m.subgraphs.resize(1);
  Subgraph& s = m.subgraphs[0];
  const int32_t handle = AddTensor(s, NewTensor({}, TensorType::kResource));
  const int32_t keys = AddTensor(s, NewTensor({0}, TensorType::kInt64)), values = AddTensor(s, NewTensor({0}, TensorType::kString));
  s.tensors[static_cast<size_t>(values)].buffer = AddBuffer(m, BytesOf<int32_t>({0, 8}));
  const int32_t size = AddTensor(s, NewTensor({1}, TensorType::kInt64));
  s.inputs = {keys};
  s.outputs = {size};
  s.operators = {NewOperator(AddCode(m, BuiltinOperator::kHashtable), {}, {handle},
                             model::HashtableOptions{0, TensorType::kInt64, TensorType::kString}),
                 NewOperator(AddCode(m, BuiltinOperator::kHashtableImport), {handle, keys, values}, {}),
                 NewOperator(AddCode(m, BuiltinOperator::kHashtableSize), {handle}, {size})};
  ExpectRuns(LoadAndRun(m));
}

TEST(CveDivisionByZero, Cve202137680FullyConnected) {
  // No units: no result. No depth: the input has any number of rows.
  EXPECT_FALSE(RunFloats(BuiltinOperator::kFullyConnected, {{{1, 4}}, {{4, 0}}, {}}).ok());
  const Status no_units = RunFloats(BuiltinOperator::kFullyConnected, {{{1, 4}}, {{0, 4}}, {}});
  if (!no_units.ok()) ExpectRefused(no_units, no_units.code(), "");
  EXPECT_FALSE(RunFloats(BuiltinOperator::kFullyConnected, {{{0, 4}}, {{0, 0}}, {}}).ok());
}

TEST(CveDivisionByZero, Cve202137683Division) {
  for (const auto op : {BuiltinOperator::kDiv, BuiltinOperator::kFloorDiv, BuiltinOperator::kFloorMod}) {
    for (const bool constant : {true, false}) {
      OpTest test(op);
      test.Input<int32_t>({2}, {7, kMinInt});
      constant ? test.Constant<int32_t>({2}, {1, 0}) : test.Input<int32_t>({2}, {1, 0});
      test.Output<int32_t>({2});
      ExpectRefused(test.Run(), StatusCode::kRuntimeError, "division by 0 (element 1 of input 1)");
      OpTest smallest(op);
      smallest.Input<int32_t>({1}, {kMinInt});
      smallest.Constant<int32_t>({1}, {-1});
      smallest.Output<int32_t>({1});
      ExpectRuns(smallest.Run());
    }
  }
}

TEST(CveDivisionByZero, Cve202137684Pooling) {
  for (auto op : {BuiltinOperator::kMaxPool2d, BuiltinOperator::kAveragePool2d, BuiltinOperator::kL2Pool2d}) {
    model::Pool2DOptions o;
    o.filter_width = o.filter_height = 2;
    ExpectInvalid(RunFloats(op, {{{1, 4, 4, 1}}}, o), "has the stride 0");
    o.stride_w = o.stride_h = 1;
    o.filter_width = 0;
    ExpectInvalid(RunFloats(op, {{{1, 4, 4, 1}}}, o), "has a window of 0 elements");
  }
}

TEST(CveDivisionByZero, Cve202137691LshProjection) {
  OpTest test(BuiltinOperator::kLshProjection);
  test.Constant<float>({0, 0}, {});
  test.Input<int32_t>({0}, {});
  test.NoInput();
  test.Output<int32_t>({1});
  test.Options(model::LSHProjectionOptions{model::LSHProjectionType::kSparse});
  const Status status = test.Run();
  EXPECT_FALSE(status.ok());
  ExpectRefused(status, status.code(), "");
}

TEST(CveDivisionByZero, Cve202221741DepthwiseConv2D) {
  ExpectInvalid(RunFloats(BuiltinOperator::kDepthwiseConv2d, {{{1, 4, 4, 2}}, {{1, 2, 2, 2}}, {{2}}}, Depthwise(0, 1)), "has the stride 0");
  // The multiplier follows from the shapes.
  const Status status = RunFloats(BuiltinOperator::kDepthwiseConv2d, {{{1, 4, 4, 2}}, {{1, 2, 2, 2}}, {{2}}}, Depthwise(1, 0));
  if (!status.ok()) ExpectRefused(status, StatusCode::kInvalidModel, "depth_multiplier");
}

TEST(CveDivisionByZero, Cve202223557BiasOfSizeZero) {
  ExpectInvalid(RunFloats(BuiltinOperator::kConv2d, {{{1, 4, 4, 2}}, {{3, 2, 2, 2}}, {{0}}}, Conv(1)),
                "bias has the shape [0]; expected 3");
  ExpectInvalid(RunFloats(BuiltinOperator::kDepthwiseConv2d, {{{1, 4, 4, 2}}, {{1, 2, 2, 2}}, {{0}}}, Depthwise(1, 1)),
                "bias has the shape [0]; expected 2");
  ExpectInvalid(RunFloats(BuiltinOperator::kFullyConnected, {{{1, 4}}, {{3, 4}}, {{0}}}), "");
}

TEST(CveDivisionByZero, Cve202327579FilterWithoutChannels) {
  ExpectInvalid(RunFloats(BuiltinOperator::kConv2d, {{{1, 4, 4, 2}}, {{3, 2, 2, 0}}, {{3}}}, Conv(1)), "does not divide the channels");
}

// ---- Null and optional tensors

TEST(CveNullTensor, Cve202015209TensorWithoutData) {
  // Nobody writes tensor 3, it is no input, and the file has no data for it.
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].inputs[1] = AddTensor(s, NewTensor({2, 3})); }), "has no data");
  // A constant of a buffer without bytes.
  ExpectInvalid(RunChanged([](Model& m, Subgraph& s) {
                  s.tensors[1].buffer = AddBuffer(m, {});
                  s.inputs = {0};
                }),
                "");
}

TEST(CveNullTensor, Cve202129592Reshape) {
  for (const auto& shape : {std::optional<std::vector<int32_t>>(), std::optional<std::vector<int32_t>>({})}) {
    OpTest test(BuiltinOperator::kReshape);
    test.Input<float>({2, 3}, Zeros({2, 3}));
    shape ? static_cast<void>(test.Constant<int32_t>({}, {6})) : test.NoInput();
    test.Output<float>({6});
    ExpectInvalid(test.Run(), "has neither a shape tensor");
  }
}

TEST(CveNullTensor, Cve202137681SvdfWithoutState) {
  const Status status = RunFloats(BuiltinOperator::kSvdf, {{{1, 2}}, {{2, 2}}, {{2, 2}}, {{2}}, std::nullopt}, model::SVDFOptions());
  EXPECT_FALSE(status.ok());
  ExpectRefused(status, status.code(), "");
}

// CVE-2021-37688, CVE-2021-37689, tf#62161, tf#62165: every operator of the format whose inputs are left out, empty, scalars, or of a
// type that it does not know; and operators without any tensor.
Status RunAnyOperator(BuiltinOperator op, int version, const std::vector<int>& kinds, int outputs, TensorType type) {
  Model m;
  m.buffers.resize(1);
  m.operator_codes = {{op, op == BuiltinOperator::kCustom ? "Nobody" : "", version}};
  m.subgraphs.resize(1);
  Subgraph& s = m.subgraphs[0];
  std::vector<int32_t> ins, outs;
  for (int kind : kinds) {
    if (kind == 0) {
      ins.push_back(-1);
      continue;
    }
    const std::vector<int32_t> shapes[] = {{}, {}, {0}, {1}, {2, 2}, {1, 2, 2, 1}};
    ins.push_back(AddTensor(s, NewTensor(shapes[kind], kind == 3 ? TensorType::kInt32 : type)));
    s.inputs.push_back(ins.back());
  }
  for (int i = 0; i < outputs; ++i) outs.push_back(AddTensor(s, NewTensor({1}, type)));
  s.outputs = outs;
  s.operators = {NewOperator(0, ins, outs)};
  return LoadAndRun(m);
}

TEST(CveNullTensor, AnyOperatorWithoutItsInputs) {
  const std::vector<std::vector<int>> lists = {{},
                                               {0},
                                               {0, 0},
                                               {0, 0, 0},
                                               {0, 0, 0, 0, 0},
                                               {1},
                                               {1, 1},
                                               {2},
                                               {2, 2},
                                               {2, 2, 2},
                                               {4, 0},
                                               {4, 0, 0},
                                               {4, 3},
                                               {4, 3, 3},
                                               {5, 5},
                                               {5, 0, 5},
                                               {5, 5, 0},
                                               {3, 5},
                                               {3, 5, 5},
                                               {5, 3},
                                               {5, 5, 5, 5},
                                               {4, 4, 4, 4},
                                               {4, 4, 4, 4, 4, 4},
                                               std::vector<int>(24, 0)};
  for (int code = 0; code < kNumBuiltinOperators; ++code) {
    for (const auto& list : lists) {
      for (const TensorType type : {TensorType::kFloat32, TensorType::kInt8, TensorType::kString}) {
        for (const int outputs : {0, 1, 3}) {
          const Status status = RunAnyOperator(static_cast<BuiltinOperator>(code), 1, list, outputs, type);
          if (!status.ok()) ExpectRefused(status, status.code(), "");
          EXPECT_NE(status.code(), StatusCode::kInternal) << status.message();
        }
      }
    }
  }
}

// ---- Out of bounds

TEST(CveOutOfBounds, Cve202015207NegativeAxis) {
  for (int32_t bad : {-3, 2, kMinInt, kMaxInt}) {
    const std::string piece = "axis " + std::to_string(bad);
    for (auto op : {BuiltinOperator::kSum, BuiltinOperator::kMean, BuiltinOperator::kReduceMax, BuiltinOperator::kReduceProd,
                    BuiltinOperator::kReverseV2, BuiltinOperator::kCumsum}) {
      OpTest test(op);
      test.Input<float>({2, 3}, Zeros({2, 3}));
      op == BuiltinOperator::kCumsum ? test.Constant<int32_t>({}, {bad}) : test.Constant<int32_t>({1}, {bad});
      test.Output<float>({1});
      ExpectInvalid(test.Run(), piece);
    }
    OpTest arg_max(BuiltinOperator::kArgMax);
    arg_max.Input<float>({2, 3}, Zeros({2, 3}));
    arg_max.Constant<int32_t>({}, {bad});
    arg_max.Output<int32_t>({1});
    arg_max.Options(model::ArgMaxOptions{TensorType::kInt32});
    ExpectInvalid(arg_max.Run(), piece);
  }
}

TEST(CveOutOfBounds, Cve202015208ShapesThatDiffer) {
  for (auto op : {BuiltinOperator::kAdd, BuiltinOperator::kMul, BuiltinOperator::kSub, BuiltinOperator::kDiv, BuiltinOperator::kMaximum,
                  BuiltinOperator::kSquaredDifference, BuiltinOperator::kPow}) {
    ExpectInvalid(RunFloats(op, {{{2, 3}}, {{4, 3}}}), "do not broadcast");
  }
}

TEST(CveOutOfBounds, Cve202015211TensorIndexMinusOne) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].inputs = {-1, -1}; }), "is left out; the operator needs it");
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].outputs = {-1}; }), "output 0 is tensor -1");
}

TEST(CveOutOfBounds, Cve202015212SegmentIdsNegative) {
  ExpectRefused(RunSegments({-1, 0, 1}), StatusCode::kRuntimeError, "segment id 0 is -1");
}

TEST(CveOutOfBounds, Cve202015214SegmentIdsUnsorted) {
  ExpectRefused(RunSegments({1, 0, 2}), StatusCode::kRuntimeError, "segment id 0 is 1");
  ExpectRefused(RunSegments({0, 1, 0}), StatusCode::kRuntimeError, "segment id 2 is 0");
}

TEST(CveOutOfBounds, Cve202129606SplitV) {
  for (int32_t axis : {-3, 2, kMaxInt, kMinInt}) {
    OpTest test(BuiltinOperator::kSplitV);
    test.Input<float>({2, 3}, Zeros({2, 3}));
    test.Constant<int32_t>({2}, {1, 2});
    test.Constant<int32_t>({}, {axis});
    for (int i = 0; i < 2; ++i) test.Output<float>({1});
    test.Options(model::SplitVOptions{2});
    ExpectInvalid(test.Run(), "axis " + std::to_string(axis) + " is outside of rank 2");
  }
}

TEST(CveOutOfBounds, Cve202137685ExpandDims) {
  for (int32_t axis : {-4, 3, kMinInt, kMaxInt}) {
    ExpectInvalid(RunLists(BuiltinOperator::kExpandDims, {{{1}, {axis}}}, {2, 3}), "axis " + std::to_string(axis));
  }
}

TEST(CveOutOfBounds, Cve202137687GatherIndices) {
  for (int32_t index : {-1, kMinInt, 2}) {
    OpTest gather(BuiltinOperator::kGather);
    gather.Input<float>({2, 3}, Zeros({2, 3}));
    gather.Input<int32_t>({1}, {index});
    gather.Output<float>({1});
    gather.Options(model::GatherOptions{0, 0});
    ExpectRefused(gather.Run(), StatusCode::kRuntimeError, "is outside of [0, 2)");
    OpTest nd(BuiltinOperator::kGatherNd);
    nd.Input<float>({2, 3}, Zeros({2, 3}));
    nd.Input<int32_t>({1, 1}, {index});
    nd.Output<float>({1});
    ExpectRefused(nd.Run(), StatusCode::kRuntimeError, "is outside of [0, 2)");
  }
}

TEST(CveOutOfBounds, Cve202223560Sparsity) {
  ExpectInvalid(RunChanged([](Model& m, Subgraph& s) {
                  model::Sparsity layout{{0, 1}, {}, std::vector<model::DimensionMetadata>(2)};
                  layout.dim_metadata[0].dense_size = 2;
                  model::DimensionMetadata& columns = layout.dim_metadata[1];
                  columns.format = model::DimensionMetadata::Format::kSparseCsr;
                  columns.array_segments = {0, 1, 2};
                  columns.array_indices = {1000000, 2};
                  columns.segments_bits = columns.indices_bits = 32;
                  s.tensors[1].sparsity = std::make_shared<model::Sparsity>(layout);
                  s.tensors[1].buffer = AddBuffer(m, std::vector<uint8_t>(8));
                  s.inputs = {0};
                }),
                "index 1000000");
}

// The list of tensors that an allocator would walk: many outputs, the same one twice, more than the operator makes.
TEST(CveOutOfBounds, Cve202223561ListsOfTensors) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].outputs.assign(1000, 2); }), "writes tensor 2");
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) {
                  for (int i = 0; i < 1000; ++i) s.operators[0].outputs.push_back(AddTensor(s, NewTensor({2, 3})));
                }),
                "has 1001 outputs; expected 1");
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].inputs.assign(100000, 0); }), "has 100000 inputs; expected 2");
  ExpectRuns(RunChanged([](Model&, Subgraph& s) { s.operators[0].intermediates.assign(1000, -1); }));
}

TEST(CveOutOfBounds, Cve202235939ScatterNd) {
  for (int32_t index : {-1, 8, kMinInt}) {
    OpTest test(BuiltinOperator::kScatterNd);
    test.Input<int32_t>({1, 1}, {index});
    test.Input<float>({1}, {5});
    test.Constant<int32_t>({1}, {8});
    test.Output<float>({1});
    ExpectRefused(test.Run(), StatusCode::kRuntimeError, "index " + std::to_string(index) + " is outside of [0, 8)");
  }
}

}  // namespace
}  // namespace goldcrest
