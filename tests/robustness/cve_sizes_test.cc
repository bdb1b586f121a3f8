// What broke others, second half of the table: sizes that overflow, resources, quantization, parsers. See cve_test.cc.
#include <cstring>

#include "tests/robustness/cve_util.h"

namespace goldcrest {
namespace {

using model::Model;
using model::Subgraph;

// ---- Integer overflow in sizes

TEST(CveSizeOverflow, Cve202129601Concatenation) {
  // Two halves of 2^31 along the axis; no such tensor has data, so they come from a graph that has them without elements.
  OpTest test(BuiltinOperator::kConcatenation);
  test.Input<float>({0, 1 << 30}, {});
  test.Input<float>({0, 1 << 30}, {});
  test.Output<float>({1});
  test.Options(model::ConcatenationOptions{1, model::ActivationFunctionType::kNone});
  ExpectRefused(test.Run(), StatusCode::kLimitExceeded, "makes a dimension of 2147483648");
}

TEST(CveSizeOverflow, Cve202129605Allocation) {
  for (auto shape : {std::vector<int32_t>{kMaxInt, kMaxInt}, {1 << 30, 1 << 30, 4}, {kMaxInt, 1, kMaxInt, 2}}) {
    const Status status = RunChanged([&](Model&, Subgraph& s) {
      for (model::Tensor& t : s.tensors) t.shape = shape;
    });
    EXPECT_FALSE(status.ok());
    ExpectRefused(status, status.code(), "");
  }
}

// A list as long as its length can say, of a shape and of a shape's values.
TEST(CveSizeOverflow, Cve202223558LongLists) {
  ExpectRefused(RunChanged([](Model&, Subgraph& s) { s.tensors[0].shape.assign(1 << 20, 1); }), StatusCode::kUnsupported,
                "shape has 1048576 dimensions");
  const std::vector<int32_t> ones(1 << 20, 1);
  ExpectRefused(RunLists(BuiltinOperator::kReshape, {{{1 << 20}, ones}}), StatusCode::kUnsupported, "at most 8");
  ExpectRefused(RunLists(BuiltinOperator::kBroadcastTo, {{{1 << 20}, ones}}), StatusCode::kUnsupported, "");
}

TEST(CveSizeOverflow, Cve202223559EmbeddingLookup) {
  // Rows of 2^20 elements 2^20 times.
  OpTest test(BuiltinOperator::kEmbeddingLookup);
  test.Input<int32_t>({1 << 20}, std::vector<int32_t>(1 << 20));
  test.Constant<int8_t>({1, 1 << 20}, std::vector<int8_t>(1 << 20));
  test.Output<int8_t>({1});
  ExpectRefused(test.Run(), StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");
}

TEST(CveSizeOverflow, Tf111458LargestDimension) {
  for (auto shape : {std::vector<int32_t>{kMaxInt}, {kMaxInt, 1, 1, 1}, {1, kMaxInt, 1, 1}, {1, 1, 1, kMaxInt}}) {
    ExpectRefused(RunChanged([&](Model&, Subgraph& s) {
                    for (model::Tensor& t : s.tensors) t.shape = shape;
                  }),
                  sizeof(size_t) == 4 ? StatusCode::kInvalidModel : StatusCode::kLimitExceeded, "");
  }
}

TEST(CveSizeOverflow, TfliteMicro3761ScratchSpace) {
  // What working memory is computed from: padded sizes, dilated windows, repeated channels.
  model::Conv2DOptions o = Conv(1);
  o.dilation_h_factor = o.dilation_w_factor = 1 << 30;
  const Status conv = RunFloats(BuiltinOperator::kConv2d, {{{1, 4, 4, 2}}, {{3, 3, 3, 2}}, {{3}}}, o);
  if (!conv.ok()) ExpectRefused(conv, conv.code(), "");
  ExpectRefused(RunLists(BuiltinOperator::kPad, {{{4, 2}, {0, 0, 1 << 29, 0, 1 << 29, 0, 0, 0}}}), StatusCode::kLimitExceeded, "");
  ExpectRefused(RunLists(BuiltinOperator::kResizeBilinear, {{{2}, {1 << 16, 1 << 16}}}), StatusCode::kLimitExceeded, "");
}

// ---- Loops, recursion, resources

TEST(CveResources, Cve202137686EllipsisMask) {
  OpTest test(BuiltinOperator::kStridedSlice);
  test.Input<float>({2, 3}, Zeros({2, 3}));
  for (int i = 0; i < 3; ++i) test.Constant<int32_t>({2}, {1, 1});
  test.Output<float>({1});
  model::StridedSliceOptions o;
  o.ellipsis_mask = -1;
  test.Options(o);
  ExpectInvalid(test.Run(), "ellipsis_mask has more than one bit");
}

TEST(CveResources, Cve202129591SubgraphThatCallsItself) {
  ExpectInvalid(RunChanged([](Model& m, Subgraph& s) {
                  s.operators = {NewOperator(AddCode(m, BuiltinOperator::kWhile), {0}, {2}, model::WhileOptions{0, 0})};
                  s.inputs = {0};
                }),
                "subgraph 0 calls itself");
}

TEST(CveResources, Cve202015213SegmentSumMemory) {
  ExpectRefused(RunSegments({0, 1, kMaxInt - 1}), StatusCode::kRuntimeError, "segment id 2 is 2147483646");
}

TEST(CveResources, Tf61908GiantArena) {
  // Small tensors in the file, each a thousand times the one before it in the run.
  ExpectRefused(RunChanged([](Model& m, Subgraph& s) {
                  model::Tensor multiples = NewTensor({2}, TensorType::kInt32);
                  multiples.buffer = AddBuffer(m, BytesOf<int32_t>({1000, 1}));
                  const int32_t by = AddTensor(s, multiples);
                  const uint32_t tile = AddCode(m, BuiltinOperator::kTile);
                  int32_t last = 0;
                  s.operators.clear();
                  s.inputs = {0};
                  for (int i = 0; i < 3; ++i) {
                    const int32_t next = AddTensor(s, NewTensor({2, 3}));
                    s.operators.push_back(NewOperator(tile, {last, by}, {next}));
                    last = next;
                  }
                  s.outputs = {last};
                }),
                StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");
}

// ---- Quantization

TEST(CveQuantization, Cve202137682MissingParameters) {
  for (auto op : {BuiltinOperator::kAdd, BuiltinOperator::kMul, BuiltinOperator::kSub, BuiltinOperator::kSquaredDifference}) {
    OpTest test(op, 2);
    for (int i = 0; i < 2; ++i) test.Input<int8_t>({2}, {1, 2});
    test.Output<int8_t>({2});
    ExpectInvalid(test.Run(), "scale");
  }
  OpTest dequantize(BuiltinOperator::kDequantize, 2);
  dequantize.Input<int8_t>({2}, {1, 2});
  dequantize.Output<float>({2});
  const Status status = dequantize.Run();
  EXPECT_FALSE(status.ok());
  ExpectRefused(status, status.code(), "");
}

TEST(CveQuantization, Cve202236027TransposedConvolutionPerChannel) {
  for (size_t scales : {2, 4}) {
    OpTest test(BuiltinOperator::kTransposeConv, 3);
    test.Constant<int32_t>({4}, {1, 8, 8, 3});
    const std::vector<float> scale(scales, 0.1f);
    test.Constant<int8_t>({3, 2, 2, 1}, std::vector<int8_t>(12), {scale, std::vector<int64_t>(scales), 0});
    test.Input<int8_t>({1, 4, 4, 1}, std::vector<int8_t>(16), {{0.5f}, {0}});
    test.Output<int8_t>({1}, {{1.0f}, {0}});
    model::TransposeConvOptions o;
    o.stride_w = o.stride_h = 2;
    test.Options(o);
    ExpectInvalid(test.Run(), "quantization has " + std::to_string(scales) + " scales");
  }
}

// ---- Parsers

FileBytes PlainFile() {
  return Written(Changed([](Model&, Subgraph&) {}));
}

// Names and lists of a model that would run over what holds them.
TEST(CveParser, Tfsa2018003LongNames) {
  ExpectRuns(RunChanged([](Model& m, Subgraph& s) {
    m.description = s.name = std::string(1 << 20, 'x');
    for (model::Tensor& t : s.tensors) t.name = std::string(1 << 16, '%');
  }));
}

TEST(CveParser, Cve202015210SameTensorInAndOut) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].outputs = {1}; }), "is both input 1 and output 0");
}

TEST(CveParser, Tf115308RootOffset) {
  FileBytes file = {0xfc, 0xff, 0xff, 0x7f, 'T', 'F', 'L', '3'};
  ExpectInvalid(LoadAndRun(file), "");
  FileBytes larger = PlainFile();
  PutWord(larger, 0, uint32_t{0x7ffffffc});
  ExpectInvalid(LoadAndRun(larger), "");
}

TEST(CveParser, Tf121217MisalignedVector) {
  const FileBytes good = PlainFile();
  for (int field : {schema::Model::VT_OPERATOR_CODES, schema::Model::VT_SUBGRAPHS, schema::Model::VT_BUFFERS}) {
    for (uint32_t by : {1, 2, 3}) {
      FileBytes file = good;
      PutWord(file, RootField(file, field), GetWord<uint32_t>(file, RootField(file, field)) + by);
      ExpectInvalid(LoadAndRun(file), "");
    }
  }
}

TEST(CveParser, Tf124982ReshapeDims) {
  for (size_t n : {9, 100, 65536}) {
    OpTest test(BuiltinOperator::kReshape);
    test.Input<float>({2, 3}, Zeros({2, 3}));
    test.Output<float>({6});
    test.Options(model::ReshapeOptions{std::vector<int32_t>(n, 1)});
    ExpectRefused(test.Run(), StatusCode::kUnsupported, "at most 8");
  }
}

TEST(CveParser, LiteRtLm1888Header) {
  FileBytes file(64, 0xff);
  std::memcpy(file.data(), "LITERTLM", 8);
  ExpectInvalid(LoadAndRun(file), "");
}

TEST(CveParser, TfliteMicro3075MissingBuffers) {
  ExpectRuns(RunChanged([](Model& m, Subgraph&) { m.buffers.clear(); }));
  ExpectInvalid(RunChanged([](Model& m, Subgraph& s) {
                  m.buffers.clear();
                  s.tensors[0].buffer = 1;
                }),
                "refers to buffer 1 of");
}

// A FlatBuffer whose tables hold one another without end: every reference to a table leads to one that refers to it.
TEST(CveParser, Flatbuffers9268Recursion) {
  const FileBytes good = PlainFile();
  for (int field : {schema::Model::VT_OPERATOR_CODES, schema::Model::VT_SUBGRAPHS, schema::Model::VT_BUFFERS}) {
    const size_t list = ReferenceTarget(good, RootField(good, field));
    FileBytes file = good;
    // The first element becomes the list itself, and then the root.
    PutWord(file, list + 4, uint32_t{0});
    const Status itself = LoadAndRun(file);
    if (!itself.ok()) ExpectRefused(itself, itself.code(), "");
    PutWord(file, list + 4, static_cast<uint32_t>(RootTable(good)) - static_cast<uint32_t>(list + 4));
    const Status root = LoadAndRun(file);
    if (!root.ok()) ExpectRefused(root, root.code(), "");
  }
}

}  // namespace
}  // namespace goldcrest
