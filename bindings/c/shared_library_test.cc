// The C++ API through libgoldcrest.so, with nothing but the public headers.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "goldcrest/interpreter.h"
#include "goldcrest/op.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;

struct Nothing {};
Status EvalTwice(const Nothing&, EvalContext& ctx) {
  for (size_t i = 0; i < ctx.input(0).bytes / sizeof(float); ++i) ctx.out<float>(0)[i] = 2 * ctx.in<float>(0)[i];
  return Status::Ok();
}

// A custom operator in C++.
class Twice : public Operator {
 public:
  Status Infer(InferContext& ctx) const override {
    GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 2));
    return ctx.SetOutput(0, ctx.input(0).shape);
  }
  Expected<Kernel> Select(SelectContext&) const override { return Kernel::Make<Nothing, EvalTwice>("twice", {}); }
};

class Registry : public OperatorRegistry {
 public:
  const Operator* Find(int builtin_code, std::string_view custom_name, int version, std::string* reason) const override {
    return custom_name == "Twice" ? &twice_ : BuiltinRegistry().Find(builtin_code, custom_name, version, reason);
  }

 private:
  Twice twice_;
};

TEST(SharedLibraryTest, RunsACustomOperatorWrittenInCpp) {
  const Registry registry;
  CompileOptions options;
  options.registry = &registry;
  auto compiled = CompiledModel::FromFile(GC_MODELS_DIR "/custom.tflite", options);
  ASSERT_TRUE(compiled.ok()) << compiled.status().message();
  auto created = Interpreter::Create(*compiled);
  ASSERT_TRUE(created.ok());
  Interpreter& interpreter = **created;
  ASSERT_TRUE(interpreter.Allocate().ok());
  const float in[] = {1, -2, 3, -4};
  std::memcpy(interpreter.input(0).data, in, sizeof(in));
  ASSERT_TRUE(interpreter.Invoke().ok());
  const float* out = interpreter.output(0).as<float>();
  EXPECT_THAT(std::vector<float>(out, out + 4), ElementsAre(2, 0, 6, 0));
}

TEST(SharedLibraryTest, TellsHowTensorsGetTheirMemoryAndWhatNodesAre) {
  auto compiled = CompiledModel::FromFile(GC_MODELS_DIR "/plain.tflite");
  ASSERT_TRUE(compiled.ok());
  auto interpreter = Interpreter::Create(*compiled);
  EXPECT_EQ((*interpreter)->memory(4), TensorMemory::kVariable);
  EXPECT_EQ((*interpreter)->memory(5), TensorMemory::kConstant);
  ASSERT_TRUE((*interpreter)->Allocate().ok());
  EXPECT_EQ((*interpreter)->memory(0), TensorMemory::kArena);
  EXPECT_EQ((*interpreter)->memory(2), TensorMemory::kNone);
  const Model::Node node = (*compiled)->model().node(0);
  EXPECT_EQ(node.op_name, "RELU");
  EXPECT_THAT(std::vector<int>(node.inputs.begin(), node.inputs.end()), ElementsAre(0));
}

// Clients linked with the reference library ask for this version.
TEST(SharedLibraryTest, CSymbolsCarryTheVersionNodeOfTheReference) {
  void* library = dlopen(GC_C_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  EXPECT_NE(dlvsym(library, "TfLiteInterpreterInvoke", "VERS_1.0"), nullptr);
  EXPECT_EQ(dlvsym(library, "TfLiteInterpreterInvoke", "VERS_2.0"), nullptr);
  EXPECT_EQ(dlclose(library), 0);
}

}  // namespace
}  // namespace goldcrest
