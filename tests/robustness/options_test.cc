// Cases 50 to 60: options that mean nothing. More in each operator's test.
#include "flatbuffers/flexbuffers.h"
#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

using model::Padding;

model::Conv2DOptions ConvOptions() {
  model::Conv2DOptions o;
  o.stride_w = o.stride_h = 1;
  return o;
}

Status RunConv(const model::Conv2DOptions& o, std::vector<int32_t> input = {1, 4, 4, 2}, std::vector<int32_t> filter = {3, 2, 2, 2}) {
  const auto elements = [](const std::vector<int32_t>& s) {
    return static_cast<size_t>(s[0]) * static_cast<size_t>(s[1]) * static_cast<size_t>(s[2]) * static_cast<size_t>(s[3]);
  };
  OpTest test(BuiltinOperator::kConv2d);
  test.Input<float>(input, std::vector<float>(elements(input)));
  test.Constant<float>(filter, std::vector<float>(elements(filter)));
  test.Constant<float>({filter[0]}, std::vector<float>(static_cast<size_t>(filter[0])));
  test.Output<float>({1});
  test.Options(o);
  return test.Run();
}

model::DepthwiseConv2DOptions DepthwiseOptions() {
  model::DepthwiseConv2DOptions o;
  o.stride_w = o.stride_h = o.depth_multiplier = 1;
  return o;
}

Status RunDepthwise(const model::DepthwiseConv2DOptions& o, std::vector<int32_t> filter = {1, 2, 2, 2}) {
  OpTest test(BuiltinOperator::kDepthwiseConv2d);
  test.Input<float>({1, 4, 4, 2}, std::vector<float>(32));
  size_t elements = 1;
  for (int32_t d : filter) elements *= static_cast<size_t>(d);
  test.Constant<float>(filter, std::vector<float>(elements));
  test.Constant<float>({filter[3]}, std::vector<float>(static_cast<size_t>(filter[3])));
  test.Output<float>({1});
  test.Options(o);
  return test.Run();
}

Status RunPool(BuiltinOperator op, int32_t window, int32_t stride, Padding padding, std::vector<int32_t> shape = {1, 4, 4, 1}) {
  OpTest test(op);
  test.Input<float>(shape, std::vector<float>(static_cast<size_t>(shape[1]) * static_cast<size_t>(shape[2])));
  test.Output<float>({1});
  model::Pool2DOptions o;
  o.padding = padding;
  o.stride_w = o.stride_h = stride;
  o.filter_width = o.filter_height = window;
  test.Options(o);
  return test.Run();
}

Status RunBlocks(BuiltinOperator op, const model::Options& options) {
  OpTest test(op);
  test.Input<float>({1, 4, 4, 4}, std::vector<float>(64));
  test.Output<float>({1});
  test.content().subgraphs[0].operators[0].options = options;
  return test.Run();
}

// A refusal whatever its code, that comes at once.
void ExpectRefusal(const Status& status, const std::string& piece) {
  EXPECT_FALSE(status.ok());
  ExpectRefused(status, status.code(), piece);
}

TEST(RobustnessOptions, Case50StrideDilationBlockFilter) {
  ExpectRuns(RunConv(ConvOptions()));
  for (int32_t bad : {0, -1, kMinInt}) {
    auto o = ConvOptions();
    o.stride_h = bad;
    ExpectInvalid(RunConv(o), "has the stride " + std::to_string(bad));
    o = ConvOptions();
    o.dilation_w_factor = bad;
    ExpectInvalid(RunConv(o), "has the dilation " + std::to_string(bad));
    auto d = DepthwiseOptions();
    d.stride_w = bad;
    ExpectInvalid(RunDepthwise(d), "has the stride " + std::to_string(bad));
    for (auto op : {BuiltinOperator::kMaxPool2d, BuiltinOperator::kAveragePool2d, BuiltinOperator::kL2Pool2d}) {
      ExpectInvalid(RunPool(op, 2, bad, Padding::kSame), "has the stride " + std::to_string(bad));
      ExpectInvalid(RunPool(op, bad, 1, Padding::kSame), "has a window of " + std::to_string(bad) + " elements");
    }
    ExpectInvalid(RunBlocks(BuiltinOperator::kSpaceToDepth, model::SpaceToDepthOptions{bad}),
                  "option block_size is " + std::to_string(bad));
    ExpectInvalid(RunBlocks(BuiltinOperator::kDepthToSpace, model::DepthToSpaceOptions{bad}),
                  "option block_size is " + std::to_string(bad));
  }
  ExpectInvalid(RunConv(ConvOptions(), {1, 4, 4, 2}, {3, 0, 2, 2}), "has a window of 0 elements");
  // INT_MAX: as far as it means something, it is computed.
  for (const Padding padding : {Padding::kSame, Padding::kValid}) {
    auto o = ConvOptions();
    o.padding = padding;
    o.stride_h = o.stride_w = kMaxInt;
    ExpectRuns(RunConv(o));
    o = ConvOptions();
    o.padding = padding;
    o.dilation_h_factor = o.dilation_w_factor = kMaxInt;
    const Status dilated = RunConv(o);
    if (!dilated.ok()) ExpectRefusal(dilated, "a window of 2 elements 2147483647 apart");
    for (auto op : {BuiltinOperator::kMaxPool2d, BuiltinOperator::kAveragePool2d, BuiltinOperator::kL2Pool2d}) {
      ExpectRuns(RunPool(op, 2, kMaxInt, padding));
      const Status wide = RunPool(op, kMaxInt, 1, padding);
      if (!wide.ok()) ExpectRefusal(wide, "window");
    }
  }
  ExpectInvalid(RunBlocks(BuiltinOperator::kSpaceToDepth, model::SpaceToDepthOptions{kMaxInt}), "option block_size is 2147483647");
  ExpectInvalid(RunBlocks(BuiltinOperator::kDepthToSpace, model::DepthToSpaceOptions{kMaxInt}), "option block_size is 2147483647");
}

TEST(RobustnessOptions, Case51GroupsThatDoNotDivide) {
  ExpectRuns(RunConv(ConvOptions(), {1, 4, 4, 4}, {6, 2, 2, 2}));
  ExpectInvalid(RunConv(ConvOptions(), {1, 4, 4, 4}, {6, 2, 2, 3}), "does not divide the channels of input");
  ExpectInvalid(RunConv(ConvOptions(), {1, 4, 4, 4}, {5, 2, 2, 2}), "does not divide its results into the 2 groups");
  ExpectInvalid(RunConv(ConvOptions(), {1, 4, 4, 4}, {6, 2, 2, 0}), "does not divide the channels of input");
}

// TensorFlow Lite takes the multiplier from the shapes, and so does this, where the option says nothing or something else.
TEST(RobustnessOptions, Case52DepthMultiplier) {
  for (int32_t multiplier : {0, -1, 3, kMaxInt}) {
    auto o = DepthwiseOptions();
    o.depth_multiplier = multiplier;
    const Status status = RunDepthwise(o);
    if (!status.ok()) ExpectRefusal(status, "depth_multiplier");
  }
  ExpectInvalid(RunDepthwise(DepthwiseOptions(), {1, 2, 2, 3}), "are no multiple of those of input");
  ExpectInvalid(RunDepthwise(DepthwiseOptions(), {1, 2, 2, 0}), "are no multiple of those of input");
}

TEST(RobustnessOptions, Case53PoolWindowLargerThanInput) {
  for (auto op : {BuiltinOperator::kMaxPool2d, BuiltinOperator::kAveragePool2d, BuiltinOperator::kL2Pool2d}) {
    ExpectRuns(RunPool(op, 9, 1, Padding::kSame));
    const Status valid = RunPool(op, 9, 1, Padding::kValid);
    ExpectRefusal(valid, "window");
    ExpectRefusal(RunPool(op, 5, 1, Padding::kValid, {1, 0, 4, 1}), "");
  }
}

Status RunTransposeConv(const std::vector<int32_t>& out, int32_t stride = 2, bool constant = true) {
  OpTest test(BuiltinOperator::kTransposeConv);
  constant ? test.Constant<int32_t>({static_cast<int32_t>(out.size())}, out) : test.Input<int32_t>({static_cast<int32_t>(out.size())}, out);
  test.Constant<float>({3, 2, 2, 1}, std::vector<float>(12));
  test.Input<float>({1, 4, 4, 1}, std::vector<float>(16));
  test.Output<float>({1});
  model::TransposeConvOptions o;
  o.stride_w = o.stride_h = stride;
  test.Options(o);
  return test.Run();
}

// CVE-2021-29588 for the stride of 0.
TEST(RobustnessOptions, Case54TransposeConv) {
  for (const bool constant : {true, false}) {
    ExpectRuns(RunTransposeConv({1, 8, 8, 3}, 2, constant));
    ExpectInvalid(RunTransposeConv({1, 8, 8, 3}, 0, constant), "has the stride 0");
    ExpectInvalid(RunTransposeConv({1, 8, 8, 5}, 2, constant), "contradicts input");
    ExpectInvalid(RunTransposeConv({2, 8, 8, 3}, 2, constant), "contradicts input");
    ExpectInvalid(RunTransposeConv({1, -8, 8, 3}, 2, constant), "expected no negative dimension");
    ExpectInvalid(RunTransposeConv({8, 8}, 2, constant), "the output's shape has 2 dimensions; expected 4");
    EXPECT_FALSE(RunTransposeConv({1, kMaxInt, kMaxInt, 3}, 2, constant).ok());
    // As in TensorFlow Lite the height and width that are given count, whatever the input's would make.
    ExpectRuns(RunTransposeConv({1, 80, 8, 3}, 2, constant));
    ExpectRuns(RunTransposeConv({1, 0, 0, 3}, 2, constant));
  }
}

TEST(RobustnessOptions, Case55UnknownEnums) {
  auto o = ConvOptions();
  o.padding = static_cast<Padding>(2);
  ExpectInvalid(RunConv(o), "option padding is 2; 0 to 1 are known");
  o = ConvOptions();
  o.fused_activation_function = static_cast<model::ActivationFunctionType>(-1);
  ExpectInvalid(RunConv(o), "option fused_activation_function is -1");
  // A value of the format that this operator cannot take.
  o.fused_activation_function = model::ActivationFunctionType::kSignBit;
  ExpectRefusal(RunConv(o), "fused activation 5; supported");
  OpTest cast(BuiltinOperator::kCast);
  cast.Input<float>({1}, {1});
  cast.Output<int32_t>({1});
  cast.Options(model::CastOptions{TensorType::kFloat32, static_cast<TensorType>(99)});
  ExpectInvalid(cast.Run(), "option out_data_type is 99");
}

// Absent options are the format's defaults: a stride of 0.
TEST(RobustnessOptions, Case56OptionsOfAnotherOperatorOrNone) {
  OpTest test(BuiltinOperator::kConv2d);
  test.Input<float>({1, 4, 4, 2}, std::vector<float>(32));
  test.Constant<float>({3, 2, 2, 2}, std::vector<float>(24));
  test.Output<float>({1});
  ExpectInvalid(test.Run(), "");
  test.Options(model::AddOptions());
  ExpectInvalid(test.Run(), "carries AddOptions where Conv2DOptions belong");
  ExpectRuns(RunChanged([](model::Model&, model::Subgraph& s) { s.operators[0].options = {}; }));
}

OpTest Detector(std::vector<uint8_t> options) {
  OpTest test("TFLite_Detection_PostProcess");
  test.Input<float>({1, 2, 4}, std::vector<float>(8));
  test.Input<float>({1, 2, 3}, std::vector<float>(6));
  test.Constant<float>({2, 4}, std::vector<float>(8, 1.0f));
  for (int i = 0; i < 4; ++i) test.Output<float>({1});
  test.CustomOptions(std::move(options));
  return test;
}

std::vector<uint8_t> DetectorOptions(int num_classes) {
  flexbuffers::Builder b;
  b.Map([&] {
    b.Int("max_detections", 3);
    b.Int("max_classes_per_detection", 1);
    b.Int("num_classes", num_classes);
    b.Float("nms_score_threshold", 0.0f);
    b.Float("nms_iou_threshold", 0.5f);
    for (const char* key : {"y_scale", "x_scale", "h_scale", "w_scale"}) b.Float(key, 10.0f);
  });
  b.Finish();
  return b.GetBuffer();
}

TEST(RobustnessOptions, Case57GarbageFlexBuffers) {
  const std::vector<uint8_t> good = DetectorOptions(2);
  ExpectRuns(Detector(good).Run());
  ExpectInvalid(Detector({}).Run(), "");
  ExpectInvalid(Detector({0xff, 0xff, 0xff, 0xff}).Run(), "are no FlexBuffer with a map");
  for (size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::vector<uint8_t> bad = good;
      bad[at] = static_cast<uint8_t>(value);
      const Status status = Detector(bad).Run();
      if (!status.ok()) ExpectRefusal(status, "");
    }
    const Status cut = Detector({good.begin() + static_cast<ptrdiff_t>(at), good.end()}).Run();
    if (!cut.ok()) ExpectRefusal(cut, "");
  }
}

// An LSTM without peepholes, projection and input gate is one; without another gate it is not.
TEST(RobustnessOptions, Case58LstmPartsLeftOut) {
  constexpr int kInputGate = 0, kForgetGate = 1, kCellGate = 2, kOutputGate = 3;
  const auto lstm = [](const std::vector<int>& gates_left_out, bool one_peephole = false) {
    OpTest test(BuiltinOperator::kUnidirectionalSequenceLstm);
    test.Input<float>({1, 2, 2}, std::vector<float>(4));
    const auto gates = [&](std::vector<int32_t> shape) {
      for (int g = 0; g < 4; ++g) {
        if (std::find(gates_left_out.begin(), gates_left_out.end(), g) != gates_left_out.end()) {
          test.NoInput();
        } else {
          test.Constant<float>(shape,
                               std::vector<float>(static_cast<size_t>(shape[0]) * static_cast<size_t>(shape.size() > 1 ? shape[1] : 1)));
        }
      }
    };
    gates({3, 2});
    gates({3, 3});
    one_peephole ? static_cast<void>(test.Constant<float>({3}, std::vector<float>(3))) : test.NoInput();
    for (int i = 0; i < 2; ++i) test.NoInput();
    gates({3});
    for (int i = 0; i < 2; ++i) test.NoInput();  // projection
    test.Variable(TensorType::kFloat32, {1, 3});
    test.Variable(TensorType::kFloat32, {1, 3});
    test.Output<float>({1});
    model::UnidirectionalSequenceLSTMOptions o;
    o.fused_activation_function = model::ActivationFunctionType::kTanh;
    test.Options(o);
    return test.Run();
  };
  ExpectRuns(lstm({}));
  ExpectRuns(lstm({kInputGate}));
  for (int gate : {kForgetGate, kCellGate, kOutputGate}) ExpectInvalid(lstm({gate}), "is left out; the operator needs it");
  ExpectInvalid(lstm({kInputGate, kForgetGate, kCellGate, kOutputGate}), "");
  ExpectInvalid(lstm({}, true), "peepholes");
}

// CVE-2021-29604: a table without entries answers every question with the default.
TEST(RobustnessOptions, Case59EmptyHashTable) {
  model::Model m;
  m.buffers.resize(1);
  m.subgraphs.resize(1);
  model::Subgraph& s = m.subgraphs[0];
  const auto constant = [&](std::vector<int32_t> shape, TensorType type, std::vector<uint8_t> bytes) {
    model::Tensor t = NewTensor(std::move(shape), type);
    t.buffer = AddBuffer(m, std::move(bytes));
    return AddTensor(s, t);
  };
  const int32_t handle = AddTensor(s, NewTensor({}, TensorType::kResource));
  const int32_t queries = constant({2}, TensorType::kInt64, BytesOf<int64_t>({5, INT64_MIN}));
  const int32_t fallback = constant({1}, TensorType::kString, BytesOf<int32_t>({1, 12, 12}));
  const int32_t found = AddTensor(s, NewTensor({2}, TensorType::kString));
  const int32_t size = AddTensor(s, NewTensor({1}, TensorType::kInt64));
  s.operators = {NewOperator(AddCode(m, BuiltinOperator::kHashtable), {}, {handle},
                             model::HashtableOptions{0, TensorType::kInt64, TensorType::kString}),
                 NewOperator(AddCode(m, BuiltinOperator::kHashtableFind), {handle, queries, fallback}, {found}),
                 NewOperator(AddCode(m, BuiltinOperator::kHashtableSize), {handle}, {size})};
  s.outputs = {found, size};
  ExpectRuns(LoadAndRun(m));
}

TEST(RobustnessOptions, Case60DetectionWithoutClasses) {
  for (int classes : {0, -1, kMinInt}) ExpectInvalid(Detector(DetectorOptions(classes)).Run(), "must be at least 1");
  ExpectInvalid(Detector(DetectorOptions(kMaxInt)).Run(), "option num_classes is 2147483647");
}

}  // namespace
}  // namespace goldcrest
