// TensorFlow Lite's C++ interface, used as its guides use it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "tensorflow/lite/c/builtin_op_data.h"
#include "tensorflow/lite/context_util.h"
#include "tensorflow/lite/delegates/utils/simple_delegate.h"
#include "tensorflow/lite/interpreter.h"
#include "tensorflow/lite/kernels/internal/common.h"
#include "tensorflow/lite/kernels/internal/quantization_util.h"
#include "tensorflow/lite/kernels/internal/tensor_ctypes.h"
#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/kernels/padding.h"
#include "tensorflow/lite/kernels/register.h"
#include "tensorflow/lite/model.h"
#include "tensorflow/lite/mutable_op_resolver_utils.h"
#include "tensorflow/lite/profiling/profiler.h"
#include "tensorflow/lite/signature_runner.h"
#include "tensorflow/lite/string_util.h"

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::tflite::FlatBufferModel;
using ::tflite::Interpreter;
using ::tflite::InterpreterBuilder;
using ::tflite::ops::builtin::BuiltinOpResolver;

std::string Path(const char* name) { return std::string(GC_MODELS_DIR "/") + name; }

// Keeps all messages.
class Messages : public tflite::ErrorReporter {
 public:
  using ErrorReporter::Report;
  int Report(const char* format, va_list args) override {
    char line[512];
    const int n = std::vsnprintf(line, sizeof(line), format, args);
    text += std::string(line) + "\n";
    return n;
  }
  std::string text;
};

struct Session {
  explicit Session(const char* name, const tflite::OpResolver& resolver = BuiltinOpResolver(),
                   const tflite::InterpreterOptions* options = nullptr)
      : model(FlatBufferModel::BuildFromFile(Path(name).c_str(), &messages)) {
    if (model != nullptr) status = InterpreterBuilder(*model, resolver, options)(&interpreter);
  }
  Messages messages;
  std::unique_ptr<FlatBufferModel> model;
  std::unique_ptr<Interpreter> interpreter;
  TfLiteStatus status = kTfLiteError;
};

TEST(CppApiTest, RunsAModel) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  Interpreter& i = *s.interpreter;
  EXPECT_THAT(i.inputs(), ElementsAre(0));
  EXPECT_THAT(i.outputs(), ElementsAre(3, 1));
  EXPECT_STREQ(i.GetInputName(0), "x");
  EXPECT_STREQ(i.GetOutputName(1), "y");
  EXPECT_EQ(i.tensors_size(), 4u);
  EXPECT_EQ(i.nodes_size(), 2u);
  EXPECT_EQ(i.subgraphs_size(), 1u);
  EXPECT_EQ(i.primary_subgraph().GetName(), "main");
  EXPECT_EQ(i.tensor(4), nullptr);
  ASSERT_EQ(i.AllocateTensors(), kTfLiteOk);
  float* in = i.typed_input_tensor<float>(0);
  ASSERT_NE(in, nullptr);
  EXPECT_EQ(i.typed_input_tensor<int>(0), nullptr);
  EXPECT_EQ(i.typed_input_tensor<float>(1), nullptr);
  for (int k = 0; k < 4; ++k) in[k] = static_cast<float>(k) - 1;
  ASSERT_EQ(i.Invoke(), kTfLiteOk);
  const float* out = i.typed_output_tensor<float>(1);
  EXPECT_THAT(std::vector<float>(out, out + 4), ElementsAre(0, 0, 1, 2));
  EXPECT_EQ(i.typed_tensor<float>(3), i.typed_output_tensor<float>(0));
}

TEST(CppApiTest, ResizesInputs) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  Interpreter& i = *s.interpreter;
  EXPECT_EQ(i.ResizeInputTensorStrict(0, {3, 5}), kTfLiteError);
  EXPECT_THAT(s.messages.text, HasSubstr("ResizeInputTensorStrict only allows mutating unknown dimensions"));
  ASSERT_EQ(i.ResizeInputTensorStrict(0, {3, 4}), kTfLiteOk);
  ASSERT_EQ(i.AllocateTensors(), kTfLiteOk);
  EXPECT_EQ(i.output_tensor(0)->dims->data[0], 6);
  EXPECT_EQ(i.input_tensor(0)->bytes, 48u);
  EXPECT_EQ(i.ResizeInputTensor(2, {1}), kTfLiteError);
  ASSERT_EQ(i.ResizeInputTensor(0, {2, 4}), kTfLiteOk);
  EXPECT_EQ(i.Invoke(), kTfLiteError);
}

TEST(CppApiTest, RefusesWhatIsNoModel) {
  Messages messages;
  EXPECT_EQ(FlatBufferModel::BuildFromFile("/nowhere.tflite", &messages), nullptr);
  EXPECT_THAT(messages.text, HasSubstr("Could not open '/nowhere.tflite'"));
  const char bytes[] = "no model at all, only words";
  EXPECT_EQ(FlatBufferModel::BuildFromBuffer(bytes, sizeof(bytes), &messages), nullptr);
  EXPECT_EQ(FlatBufferModel::VerifyAndBuildFromBuffer(nullptr, 0, nullptr, &messages), nullptr);
  EXPECT_EQ(FlatBufferModel::BuildFromAllocation(nullptr, &messages), nullptr);
}

TEST(CppApiTest, BuildsInterpretersByTheRootOfAModel) {
  Messages messages;
  auto model = FlatBufferModel::BuildFromFile(Path("tiny.tflite").c_str(), &messages);
  BuiltinOpResolver resolver;
  std::unique_ptr<Interpreter> interpreter;
  EXPECT_EQ(InterpreterBuilder(model->GetModel(), resolver, &messages)(&interpreter), kTfLiteOk);
  EXPECT_EQ(FlatBufferModel::Of(model->GetModel()), model.get());
  const tflite::Model* root = model->GetModel();
  model.reset();
  EXPECT_EQ(FlatBufferModel::Of(root), nullptr);
  EXPECT_EQ(InterpreterBuilder(root, resolver, &messages)(&interpreter), kTfLiteError);
  EXPECT_THAT(messages.text, HasSubstr("use FlatBufferModel::BuildFromBuffer"));
}

struct Refuse : public tflite::TfLiteVerifier {
  bool Verify(const char* data, int length, tflite::ErrorReporter* reporter) override {
    reporter->Report("%d bytes, %.4s", length, data + 4);
    return false;
  }
};

TEST(CppApiTest, BuildsModelsFromBuffersAndAllocations) {
  std::ifstream file(Path("tiny.tflite"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Messages messages;
  auto model = FlatBufferModel::VerifyAndBuildFromBuffer(bytes.data(), bytes.size(), nullptr, &messages);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->allocation()->bytes(), bytes.size());
  EXPECT_EQ(model->error_reporter(), &messages);
  EXPECT_EQ(model->ReadAllMetadata()["note"], "hello");
  EXPECT_EQ(model->GetMinimumRuntime(), "");
  auto mapped = FlatBufferModel::BuildFromAllocation(std::make_unique<tflite::MMAPAllocation>(Path("tiny.tflite").c_str(), &messages));
  ASSERT_NE(mapped, nullptr);
  auto copied = FlatBufferModel::BuildFromAllocation(std::make_unique<tflite::FileCopyAllocation>(Path("tiny.tflite").c_str(), &messages));
  ASSERT_NE(copied, nullptr);
  EXPECT_EQ(copied->allocation()->type(), tflite::Allocation::Type::kFileCopy);
  Refuse refuse;
  EXPECT_EQ(FlatBufferModel::VerifyAndBuildFromFile(Path("tiny.tflite").c_str(), &refuse, &messages), nullptr);
  EXPECT_THAT(messages.text, HasSubstr(std::to_string(bytes.size()) + " bytes, TFL3"));
}

TEST(CppApiTest, RunsSignatures) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  Interpreter& i = *s.interpreter;
  ASSERT_EQ(i.signature_keys().size(), 1u);
  EXPECT_EQ(*i.signature_keys()[0], "serving_default");
  EXPECT_EQ(i.GetSignatureRunner("other"), nullptr);
  tflite::SignatureRunner* runner = i.GetSignatureRunner("serving_default");
  ASSERT_NE(runner, nullptr);
  EXPECT_EQ(runner, i.GetSignatureRunner("serving_default"));
  EXPECT_EQ(runner, i.GetSignatureRunner(nullptr));
  EXPECT_EQ(runner->signature_key(), "serving_default");
  ASSERT_EQ(runner->input_size(), 1u);
  EXPECT_STREQ(runner->input_names()[0], "features");
  EXPECT_STREQ(runner->output_names()[0], "halves");
  EXPECT_EQ(runner->input_tensor("x"), nullptr);
  EXPECT_THAT(s.messages.text, HasSubstr("Input name x was not found"));
  ASSERT_EQ(runner->ResizeInputTensor("features", {2, 4}), kTfLiteOk);
  ASSERT_EQ(runner->AllocateTensors(), kTfLiteOk);
  for (int k = 0; k < 8; ++k) runner->input_tensor("features")->data.f[k] = static_cast<float>(k);
  ASSERT_EQ(runner->Invoke(), kTfLiteOk);
  EXPECT_EQ(runner->output_tensor("positive")->data.f[7], 7);
  EXPECT_EQ(i.output_tensor_by_signature("positive", "serving_default"), i.tensor(1));
  EXPECT_EQ(i.signature_inputs("serving_default").at("features"), 0u);
  EXPECT_TRUE(i.signature_outputs("other").empty());
}

// ---- Custom operators ----

struct TwiceData {
  std::string options;
  int prepared = 0;
};

void* TwiceInit(TfLiteContext*, const char* buffer, size_t length) { return new TwiceData{std::string(buffer, length)}; }
void TwiceFree(TfLiteContext*, void* buffer) { delete static_cast<TwiceData*>(buffer); }
TfLiteStatus TwicePrepare(TfLiteContext* context, TfLiteNode* node) {
  ++static_cast<TwiceData*>(node->user_data)->prepared;
  const TfLiteTensor* input;
  TF_LITE_ENSURE_OK(context, tflite::GetInputSafe(context, node, 0, &input));
  TfLiteTensor* output;
  TF_LITE_ENSURE_OK(context, tflite::GetOutputSafe(context, node, 0, &output));
  TF_LITE_ENSURE_EQ(context, tflite::GetOptionalInputTensor(context, node, 1) == nullptr, true);
  TF_LITE_ENSURE(context, tflite::GetOutput(context, node, 1) == nullptr);
  TfLiteIntArray* shape;
  TF_LITE_ENSURE_OK(context, tflite::CalculateShapeForBroadcast(context, input, input, &shape));
  return context->ResizeTensor(context, output, shape);
}
TfLiteStatus TwiceInvoke(TfLiteContext* context, TfLiteNode* node) {
  const TfLiteTensor* input = tflite::GetInput(context, node, 0);
  TfLiteTensor* output = tflite::GetOutput(context, node, 0);
  TF_LITE_ENSURE(context, tflite::HaveSameShapes(input, output));
  TF_LITE_ENSURE_EQ(context, tflite::GetTensorShape(input).FlatSize(), tflite::NumElements(output));
  for (int64_t i = 0; i < tflite::NumElements(input); ++i) {
    tflite::GetTensorData<float>(output)[i] = 2 * tflite::GetTensorData<float>(input)[i];
  }
  return kTfLiteOk;
}
TfLiteRegistration* Register_TWICE() {
  static TfLiteRegistration r = {TwiceInit, TwiceFree, TwicePrepare, TwiceInvoke};
  return &r;
}

void ExpectTwice(Interpreter& i) {
  ASSERT_EQ(i.AllocateTensors(), kTfLiteOk);
  for (int k = 0; k < 4; ++k) i.typed_input_tensor<float>(0)[k] = static_cast<float>(k);
  ASSERT_EQ(i.Invoke(), kTfLiteOk);
  EXPECT_EQ(i.typed_output_tensor<float>(0)[3], 6);
}

TEST(CppApiTest, RunsACustomOperator) {
  auto resolver = std::make_unique<BuiltinOpResolver>();
  resolver->AddCustom("Twice", Register_TWICE());
  Session s("custom.tflite", *resolver);
  resolver.reset();  // asked only while the interpreter is built
  ASSERT_EQ(s.status, kTfLiteOk);
  ExpectTwice(*s.interpreter);
  const auto* node = s.interpreter->node_and_registration(0);
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(static_cast<TwiceData*>(node->first.user_data)->options, "abc");
  EXPECT_STREQ(node->second.custom_name, "Twice");
  EXPECT_EQ(node->second.builtin_code, tflite::BuiltinOperator_CUSTOM);
  EXPECT_THAT(s.interpreter->execution_plan(), ElementsAre(0, 1));
  std::vector<int> inputs;
  for (int i : tflite::TfLiteIntArrayView(node->first.inputs)) inputs.push_back(i);
  EXPECT_THAT(inputs, ElementsAre(0, -1));
}

TEST(CppApiTest, RunsAnOperatorOfTheNewerForm) {
  TfLiteOperator* op = TfLiteOperatorCreate(kTfLiteBuiltinCustom, "Twice", 1, nullptr);
  TfLiteOperatorSetInvoke(op, [](TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
    return TwiceInvoke(reinterpret_cast<TfLiteContext*>(context), reinterpret_cast<TfLiteNode*>(node));
  });
  {
    tflite::MutableOpResolver resolver;
    resolver.AddAll(BuiltinOpResolver());
    tflite::AddOp(&resolver, op);
    Session s("custom.tflite", resolver);
    ASSERT_EQ(s.status, kTfLiteOk);
    ExpectTwice(*s.interpreter);
  }
  TfLiteOperatorDelete(op);
}

TEST(CppApiTest, NamesOperatorsThatTheResolverLacks) {
  Session unresolved("custom.tflite");
  ASSERT_EQ(unresolved.status, kTfLiteOk);
  EXPECT_EQ(unresolved.interpreter->AllocateTensors(), kTfLiteUnresolvedOps);
  EXPECT_THAT(unresolved.messages.text, HasSubstr("Encountered unresolved custom op: Twice"));

  tflite::MutableOpResolver few;
  few.AddBuiltin(tflite::BuiltinOperator_RELU, tflite::ops::builtin::Register_RELU());
  Session missing("tiny.tflite", few);
  EXPECT_EQ(missing.status, kTfLiteError);
  EXPECT_EQ(missing.interpreter, nullptr);
  EXPECT_THAT(missing.messages.text, HasSubstr("RESHAPE"));

  few.AddBuiltin(tflite::BuiltinOperator_RESHAPE, tflite::ops::builtin::Register_RESHAPE());
  Session enough("tiny.tflite", few);
  EXPECT_EQ(enough.status, kTfLiteOk);
  EXPECT_EQ(enough.interpreter->AllocateTensors(), kTfLiteOk);
}

TEST(CppApiTest, ReplacesABuiltinOperator) {
  TfLiteRegistration minus = {};
  minus.invoke = [](TfLiteContext* context, TfLiteNode* node) {
    const TfLiteTensor* input = tflite::GetInput(context, node, 0);
    for (int64_t i = 0; i < tflite::NumElements(input); ++i) {
      tflite::GetOutput(context, node, 0)->data.f[i] = -tflite::GetTensorData<float>(input)[i];
    }
    return kTfLiteOk;
  };
  BuiltinOpResolver resolver;
  resolver.AddBuiltin(tflite::BuiltinOperator_RELU, &minus, 1, 2);
  Session s("tiny.tflite", resolver);
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk);
  s.interpreter->typed_input_tensor<float>(0)[0] = 3;
  ASSERT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  EXPECT_EQ(s.interpreter->typed_output_tensor<float>(1)[0], -3);
}

// A resolver that is written from scratch.
struct OnlyTwice : public tflite::OpResolver {
  const TfLiteRegistration* FindOp(tflite::BuiltinOperator op, int version) const override { return builtins.FindOp(op, version); }
  const TfLiteRegistration* FindOp(const char* op, int) const override {
    return std::strcmp(op, "Twice") == 0 ? Register_TWICE() : nullptr;
  }
  BuiltinOpResolver builtins;
};

TEST(CppApiTest, AsksAResolverOfTheClient) {
  const OnlyTwice resolver;
  Session s("custom.tflite", resolver);
  ASSERT_EQ(s.status, kTfLiteOk);
  ExpectTwice(*s.interpreter);
}

// ---- Strings, settings, cancellation, profiles ----

TEST(CppApiTest, FillsAndReadsStrings) {
  Session s("strings.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk);
  tflite::DynamicBuffer strings;
  EXPECT_EQ(strings.AddString("first", 5), kTfLiteOk);
  EXPECT_EQ(strings.AddString(tflite::StringRef{"", 0}), kTfLiteOk);
  strings.AddJoinedString({{"a", 1}, {"bc", 2}}, ' ');
  strings.WriteToTensorAsVector(s.interpreter->tensor(s.interpreter->inputs()[0]));
  ASSERT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  const TfLiteTensor* out = s.interpreter->output_tensor(0);
  ASSERT_EQ(tflite::GetStringCount(out), 3);
  const tflite::StringRef last = tflite::GetString(out, 2);
  EXPECT_EQ(std::string(last.str, last.len), "a bc");
  EXPECT_EQ(tflite::GetString(out, 1).len, 0u);
}

TEST(CppApiTest, LimitsTheLengthOfStrings) {
  tflite::DynamicBuffer strings(4);
  EXPECT_EQ(strings.AddString("123", 3), kTfLiteOk);
  EXPECT_EQ(strings.AddString("45", 2), kTfLiteError);
}

TEST(CppApiTest, TakesThreadsAndOtherSettings) {
  Messages messages;
  auto model = FlatBufferModel::BuildFromFile(Path("tiny.tflite").c_str(), &messages);
  BuiltinOpResolver resolver;
  std::unique_ptr<Interpreter> interpreter;
  EXPECT_EQ(InterpreterBuilder(*model, resolver)(&interpreter, -2), kTfLiteError);
  EXPECT_EQ(interpreter, nullptr);
  EXPECT_EQ(InterpreterBuilder(*model, resolver)(nullptr), kTfLiteError);
  EXPECT_EQ(InterpreterBuilder(*model, resolver)(&interpreter, 2), kTfLiteOk);
  InterpreterBuilder builder(*model, resolver);
  EXPECT_EQ(builder.SetNumThreads(2), kTfLiteOk);
  ASSERT_EQ(builder(&interpreter), kTfLiteOk);
  EXPECT_EQ(interpreter->SetNumThreads(1), kTfLiteOk);
  EXPECT_EQ(interpreter->SetNumThreads(-1), kTfLiteOk);
  EXPECT_EQ(interpreter->SetNumThreads(-2), kTfLiteError);
  interpreter->SetAllowFp16PrecisionForFp32(true);
  EXPECT_TRUE(interpreter->GetAllowFp16PrecisionForFp32());
  EXPECT_TRUE(interpreter->variables().empty());
  EXPECT_EQ(interpreter->ResetVariableTensors(), kTfLiteOk);
  ASSERT_EQ(interpreter->AllocateTensors(), kTfLiteOk);
  EXPECT_EQ(interpreter->Invoke(), kTfLiteOk);
}

TEST(CppApiTest, NamesVariables) {
  Session s("plain.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  EXPECT_THAT(s.interpreter->variables(), ElementsAre(4));
}

TEST(CppApiTest, KeepsEveryTensorWhereAsked) {
  tflite::InterpreterOptions options;
  options.SetPreserveAllTensors();
  BuiltinOpResolver resolver;
  resolver.AddCustom("Twice", Register_TWICE());
  Session s("custom.tflite", resolver, &options);
  ASSERT_EQ(s.status, kTfLiteOk);
  ExpectTwice(*s.interpreter);
  ASSERT_NE(s.interpreter->typed_tensor<float>(1), nullptr);
  EXPECT_EQ(s.interpreter->typed_tensor<float>(1)[3], 6);
}

TEST(CppApiTest, StopsWhenTheClientSaysSo) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk);
  EXPECT_EQ(s.interpreter->Cancel(), kTfLiteError);
  int calls = 0;
  s.interpreter->SetCancellationFunction(&calls, [](void* data) { return ++*static_cast<int*>(data) > 1; });
  EXPECT_EQ(s.interpreter->Invoke(), kTfLiteError);
  EXPECT_THAT(s.messages.text, HasSubstr("Client requested cancel during Invoke()"));
  EXPECT_EQ(s.interpreter->Invoke(), kTfLiteError);
  s.interpreter->SetCancellationFunction(nullptr, nullptr);
  EXPECT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(s.interpreter->EnableCancellation(), kTfLiteOk);
  EXPECT_EQ(s.interpreter->Cancel(), kTfLiteOk);
}

struct Recorder : public tflite::Profiler {
  uint32_t BeginEvent(const char* tag, EventType, int64_t node, int64_t) override {
    events.push_back(std::string(tag) + " " + std::to_string(node));
    return 0;
  }
  void EndEvent(uint32_t) override { ++ended; }
  std::vector<std::string> events;
  int ended = 0;
};

TEST(CppApiTest, ReportsOperatorsToAProfiler) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk);
  Recorder recorder;
  s.interpreter->SetProfiler(&recorder);
  ASSERT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  ASSERT_FALSE(recorder.events.empty());
  EXPECT_EQ(recorder.events[0], "RELU 0");
  EXPECT_EQ(recorder.ended, static_cast<int>(recorder.events.size()));
  s.interpreter->SetProfiler(nullptr);
}

// ---- Graphs of one's own ----

// As the picture example of TensorFlow Lite resizes: one built-in operator, an output whose size the run decides.
TEST(CppApiTest, RunsAGraphThatTheProgramPutsTogether) {
  Messages messages;
  Interpreter i(&messages);
  int first = -1;
  ASSERT_EQ(i.AddTensors(2, &first), kTfLiteOk);
  EXPECT_EQ(first, 0);
  ASSERT_EQ(i.AddTensors(1, &first), kTfLiteOk);
  EXPECT_EQ(first, 2);
  ASSERT_EQ(i.SetInputs({0, 1}), kTfLiteOk);
  ASSERT_EQ(i.SetOutputs({2}), kTfLiteOk);
  TfLiteQuantizationParams none = {};
  i.SetTensorParametersReadWrite(0, kTfLiteFloat32, "input", {1, 2, 2, 1}, none);
  i.SetTensorParametersReadWrite(1, kTfLiteInt32, "new_size", {2}, none);
  i.SetTensorParametersReadWrite(2, kTfLiteFloat32, "output", {1, 4, 4, 1}, none);
  BuiltinOpResolver resolver;
  const TfLiteRegistration* resize = resolver.FindOp(tflite::BuiltinOperator_RESIZE_BILINEAR, 1);
  ASSERT_NE(resize, nullptr);
  auto* params = static_cast<TfLiteResizeBilinearParams*>(std::malloc(sizeof(TfLiteResizeBilinearParams)));
  params->align_corners = false;
  params->half_pixel_centers = false;
  int node = -1;
  ASSERT_EQ(i.AddNodeWithParameters({0, 1}, {2}, nullptr, 0, params, resize, &node), kTfLiteOk);
  EXPECT_EQ(node, 0);
  ASSERT_EQ(i.AllocateTensors(), kTfLiteOk) << messages.text;
  const float pixels[] = {0, 2, 4, 6};
  std::memcpy(i.typed_tensor<float>(0), pixels, sizeof(pixels));
  i.typed_tensor<int>(1)[0] = i.typed_tensor<int>(1)[1] = 4;
  ASSERT_EQ(i.Invoke(), kTfLiteOk) << messages.text;
  const float* out = i.typed_tensor<float>(2);
  ASSERT_NE(out, nullptr);
  EXPECT_THAT(std::vector<float>(out, out + 4), ElementsAre(0, 1, 2, 2));
}

TEST(CppApiTest, RunsItsOwnOperatorsAndConstantsInAGraph) {
  Messages messages;
  Interpreter i(&messages);
  ASSERT_EQ(i.AddTensors(4), kTfLiteOk);
  TfLiteQuantizationParams none = {};
  static const float three[] = {3, 3, 3, 3};
  i.SetTensorParametersReadWrite(0, kTfLiteFloat32, "x", {4}, none);
  i.SetTensorParametersReadOnly(1, kTfLiteFloat32, "three", {4}, none, reinterpret_cast<const char*>(three), sizeof(three));
  i.SetTensorParametersReadWrite(2, kTfLiteFloat32, "sum", {4}, none);
  i.SetTensorParametersReadWrite(3, kTfLiteFloat32, "y", {4}, none);
  i.SetInputs({0});
  i.SetOutputs({3});
  auto* params = static_cast<TfLiteAddParams*>(std::calloc(1, sizeof(TfLiteAddParams)));
  params->activation = kTfLiteActRelu;
  i.AddNodeWithParameters({0, 1}, {2}, nullptr, 0, params, tflite::ops::builtin::Register_ADD());
  // Without a name.
  i.AddNodeWithParameters({2, kTfLiteOptionalTensor}, {3}, "abc", 3, nullptr, Register_TWICE());
  ASSERT_EQ(i.AllocateTensors(), kTfLiteOk) << messages.text;
  for (int k = 0; k < 4; ++k) i.typed_input_tensor<float>(0)[k] = static_cast<float>(-k * 2);
  ASSERT_EQ(i.Invoke(), kTfLiteOk) << messages.text;
  const float* out = i.typed_output_tensor<float>(0);
  EXPECT_THAT(std::vector<float>(out, out + 4), ElementsAre(6, 2, 0, 0));
  EXPECT_EQ(i.typed_tensor<float>(2)[1], 1);
}

TEST(CppApiTest, RefusesGraphsThatContradictThemselves) {
  Messages messages;
  Interpreter i(&messages);
  EXPECT_EQ(i.AllocateTensors(), kTfLiteError);
  EXPECT_EQ(i.Invoke(), kTfLiteError);
  EXPECT_TRUE(i.inputs().empty());
  ASSERT_EQ(i.AddTensors(1), kTfLiteOk);
  EXPECT_EQ(i.SetInputs({1}), kTfLiteError);
  EXPECT_EQ(i.SetVariables({-1}), kTfLiteError);
  EXPECT_EQ(i.AddNodeWithParameters({0}, {7}, nullptr, 0, std::malloc(4), Register_TWICE()), kTfLiteError);
  EXPECT_EQ(i.AllocateTensors(), kTfLiteError);
  Session s("tiny.tflite");
  EXPECT_EQ(s.interpreter->AddTensors(1), kTfLiteError);
  EXPECT_THAT(s.messages.text, HasSubstr("cannot be changed"));
}

// ---- Delegates and memory of one's own ----

// Runs RELU: each of its nodes by itself.
class ReluKernel : public tflite::SimpleDelegateKernelInterface {
 public:
  TfLiteStatus Init(TfLiteContext*, const TfLiteDelegateParams* params) override {
    return params->nodes_to_replace->size == 1 ? kTfLiteOk : kTfLiteError;
  }
  TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) override {
    return context->ResizeTensor(context, tflite::GetOutput(context, node, 0),
                                 TfLiteIntArrayCopy(tflite::GetInput(context, node, 0)->dims));
  }
  TfLiteStatus Eval(TfLiteContext* context, TfLiteNode* node) override {
    const TfLiteTensor* in = tflite::GetInput(context, node, 0);
    // Not quite RELU, so that one sees who ran it.
    for (int64_t i = 0; i < tflite::NumElements(in); ++i) {
      tflite::GetOutput(context, node, 0)->data.f[i] = 100 + std::max(0.0f, in->data.f[i]);
    }
    return kTfLiteOk;
  }
};

class ReluDelegate : public tflite::SimpleDelegateInterface {
 public:
  explicit ReluDelegate(Options options = {}, int* deleted = nullptr) : options_(options), deleted_(deleted) {}
  ~ReluDelegate() override {
    if (deleted_ != nullptr) ++*deleted_;
  }
  bool IsNodeSupportedByDelegate(const TfLiteRegistration* registration, const TfLiteNode* node, TfLiteContext* context) const override {
    return registration->builtin_code == kTfLiteBuiltinRelu && context->tensors[node->inputs->data[0]].type == kTfLiteFloat32;
  }
  TfLiteStatus Initialize(TfLiteContext*) override { return kTfLiteOk; }
  const char* Name() const override { return "ReluDelegate"; }
  std::unique_ptr<tflite::SimpleDelegateKernelInterface> CreateDelegateKernelInterface() override { return std::make_unique<ReluKernel>(); }
  Options DelegateOptions() const override { return options_; }

 private:
  Options options_;
  int* deleted_;
};

float FirstOfTiny(Interpreter& i) {
  EXPECT_EQ(i.AllocateTensors(), kTfLiteOk);
  i.typed_input_tensor<float>(0)[0] = 5;
  EXPECT_EQ(i.Invoke(), kTfLiteOk);
  return i.typed_output_tensor<float>(1)[0];
}

TEST(CppApiTest, HandsNodesToADelegate) {
  auto delegate = tflite::TfLiteDelegateFactory::Create(std::make_unique<ReluDelegate>());
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->ModifyGraphWithDelegate(delegate.get()), kTfLiteOk) << s.messages.text;
  EXPECT_EQ(FirstOfTiny(*s.interpreter), 105);
  EXPECT_THAT(s.interpreter->execution_plan(), ElementsAre(2, 1));
  ASSERT_EQ(s.interpreter->nodes_size(), 3u);
  EXPECT_STREQ(s.interpreter->node_and_registration(2)->second.custom_name, "ReluDelegate");
}

TEST(CppApiTest, AppliesDelegatesWhenBuilding) {
  auto delegate = tflite::TfLiteDelegateFactory::Create(std::make_unique<ReluDelegate>());
  auto model = FlatBufferModel::BuildFromFile(Path("tiny.tflite").c_str());
  BuiltinOpResolver resolver;
  InterpreterBuilder builder(*model, resolver);
  builder.AddDelegate(delegate.get());
  std::unique_ptr<Interpreter> interpreter;
  ASSERT_EQ(builder(&interpreter), kTfLiteOk);
  EXPECT_EQ(FirstOfTiny(*interpreter), 105);
}

TEST(CppApiTest, OwnsADelegateThatItIsGiven) {
  int deleted = 0;
  {
    Session s("tiny.tflite");
    auto delegate =
        tflite::TfLiteDelegateFactory::Create(std::make_unique<ReluDelegate>(tflite::SimpleDelegateInterface::Options(), &deleted));
    ASSERT_EQ(s.interpreter->ModifyGraphWithDelegate(std::move(delegate)), kTfLiteOk);
    EXPECT_EQ(FirstOfTiny(*s.interpreter), 105);
    EXPECT_EQ(deleted, 0);
  }
  EXPECT_EQ(deleted, 1);
}

TEST(CppApiTest, LeavesSmallPartitionsAlone) {
  tflite::SimpleDelegateInterface::Options options;
  options.min_nodes_per_partition = 2;
  auto delegate = tflite::TfLiteDelegateFactory::Create(std::make_unique<ReluDelegate>(options));
  Session s("tiny.tflite");
  ASSERT_EQ(s.interpreter->ModifyGraphWithDelegate(delegate.get()), kTfLiteOk) << s.messages.text;
  EXPECT_EQ(FirstOfTiny(*s.interpreter), 5);
}

struct ResolverWithDelegate : public BuiltinOpResolver {
  ResolverWithDelegate() {
    delegate_creators_.push_back([](TfLiteContext*) { return tflite::TfLiteDelegateFactory::Create(std::make_unique<ReluDelegate>()); });
  }
};

TEST(CppApiTest, AppliesTheDelegatesOfAResolverWhenAllocating) {
  Session s("tiny.tflite", ResolverWithDelegate());
  ASSERT_EQ(s.status, kTfLiteOk);
  EXPECT_EQ(FirstOfTiny(*s.interpreter), 105);
}

TEST(CppApiTest, RunsInMemoryOfTheClient) {
  alignas(64) static float memory[16] = {};
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->SetCustomAllocationForTensor(0, {memory, sizeof(memory)}), kTfLiteOk) << s.messages.text;
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk) << s.messages.text;
  memory[3] = 9;
  ASSERT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  EXPECT_EQ(s.interpreter->typed_output_tensor<float>(1)[3], 9);
  EXPECT_EQ(s.interpreter->typed_input_tensor<float>(0), memory);
}

TEST(CppApiTest, NamesEveryNode) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.status, kTfLiteOk);
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk);
  const auto* relu = s.interpreter->node_and_registration(0);
  ASSERT_NE(relu, nullptr) << s.messages.text;
  EXPECT_EQ(relu->second.builtin_code, tflite::BuiltinOperator_RELU);
  EXPECT_EQ(relu->first.inputs->data[0], 0);
  const auto* reshape = s.interpreter->node_and_registration(0, 1);
  ASSERT_NE(reshape, nullptr);
  EXPECT_EQ(reshape->second.builtin_code, tflite::BuiltinOperator_RESHAPE);
  EXPECT_EQ(s.interpreter->node_and_registration(2), nullptr);
}

TEST(CppApiTest, KeepsProfiles) {
  Session s("tiny.tflite");
  ASSERT_EQ(s.interpreter->AllocateTensors(), kTfLiteOk);
  tflite::profiling::Profiler profiler(16);
  s.interpreter->SetProfiler(&profiler);
  ASSERT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  EXPECT_TRUE(profiler.GetProfileEvents().empty());
  profiler.StartProfiling();
  ASSERT_EQ(s.interpreter->Invoke(), kTfLiteOk);
  profiler.StopProfiling();
  ASSERT_FALSE(profiler.GetProfileEvents().empty());
  EXPECT_EQ(profiler.GetProfileEvents()[0]->tag, "RELU");
  EXPECT_EQ(profiler.GetProfileEvents()[0]->event_type, tflite::Profiler::EventType::OPERATOR_INVOKE_EVENT);
  s.interpreter->SetProfiler(nullptr);
}

TEST(BufferedProfilerTest, KeepsTheLatestEvents) {
  tflite::profiling::BufferedProfiler profiler(2);
  profiler.StartProfiling();
  const uint32_t a = profiler.BeginEvent("a", tflite::Profiler::EventType::DEFAULT, 1, 2);
  profiler.AddEvent("b", tflite::Profiler::EventType::DEFAULT, 5, 0, 0);
  profiler.AddEvent("c", tflite::Profiler::EventType::DEFAULT, 6, 0, 0);
  profiler.EndEvent(a);
  ASSERT_EQ(profiler.GetProfileEvents().size(), 2u);
  EXPECT_EQ(profiler.GetProfileEvents()[1]->tag, "c");
  EXPECT_EQ(profiler.GetProfileEvents()[1]->elapsed_time, 6u);
}

// ---- Arithmetic of quantized operators ----

TEST(KernelUtilTest, ScalesInFixedPoint) {
  int32_t multiplier;
  int shift;
  tflite::QuantizeMultiplier(0.75, &multiplier, &shift);
  EXPECT_EQ(multiplier, 3 << 29);
  EXPECT_EQ(shift, 0);
  EXPECT_EQ(tflite::MultiplyByQuantizedMultiplier(1000, multiplier, shift), 750);
  EXPECT_EQ(tflite::MultiplyByQuantizedMultiplier(-2, multiplier, shift), -1);  // -1.5: halves go up
  tflite::QuantizeMultiplier(6.0, &multiplier, &shift);
  EXPECT_EQ(tflite::MultiplyByQuantizedMultiplier(7, multiplier, shift), 42);
  tflite::QuantizeMultiplierSmallerThanOneExp(1.0 / 8, &multiplier, &shift);
  EXPECT_EQ(tflite::MultiplyByQuantizedMultiplierSmallerThanOneExp(-12, multiplier, shift), -2);  // -1.5
  tflite::QuantizeMultiplier(1e-30, &multiplier, &shift);
  EXPECT_EQ(multiplier, 0);
  EXPECT_EQ(tflite::SaturatingRoundingDoublingHighMul(INT32_MIN, INT32_MIN), INT32_MAX);
}

TEST(KernelUtilTest, FindsActivationRanges) {
  TfLiteTensor output = {};
  output.type = kTfLiteInt8;
  output.params = {0.1f, -10};
  int32_t low, high;
  ASSERT_EQ(tflite::CalculateActivationRangeQuantized(nullptr, kTfLiteActRelu6, &output, &low, &high), kTfLiteOk);
  EXPECT_EQ(low, -10);
  EXPECT_EQ(high, 50);
  ASSERT_EQ(tflite::CalculateActivationRangeQuantized(nullptr, kTfLiteActRelu, &output, &low, &high), kTfLiteOk);
  EXPECT_EQ(high, 127);
  float f_low, f_high;
  tflite::CalculateActivationRange(kTfLiteActReluN1To1, &f_low, &f_high);
  EXPECT_EQ(f_low, -1);
  EXPECT_EQ(f_high, 1);
}

TEST(KernelUtilTest, FindsPadding) {
  int height, width;
  const TfLitePaddingValues values = tflite::ComputePaddingHeightWidth(2, 1, 1, 1, 7, 8, 3, 4, kTfLitePaddingSame, &height, &width);
  EXPECT_EQ(height, 4);
  EXPECT_EQ(width, 8);
  EXPECT_EQ(values.height, 1);
  EXPECT_EQ(values.width, 1);
  EXPECT_EQ(values.width_offset, 1);
  EXPECT_EQ(tflite::ComputeOutSize(kTfLitePaddingValid, 7, 3, 2), 3);
}

}  // namespace
