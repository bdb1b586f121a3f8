// The tables of the model format, read as clients read them, and the enumerations of schema_enums.h against them.
//
//   cpp_headers tiny.tflite
#include <cstdio>
#include <cstring>

#include "tensorflow/lite/model.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/schema/schema_utils.h"

#ifndef GOLDCREST_HAS_SCHEMA_TABLES
#error "the tables are missing"
#endif

// A second copy of the enumerations, without tables.
namespace without_tables {
#include "tensorflow/lite/schema/schema_enums.h"
}  // namespace without_tables

namespace plain = without_tables::tflite;

static_assert(static_cast<int>(plain::BuiltinOperator_MAX) == static_cast<int>(tflite::BuiltinOperator_MAX), "operators");
static_assert(static_cast<int>(plain::TensorType_MAX) == static_cast<int>(tflite::TensorType_MAX), "types");
static_assert(static_cast<int>(plain::Padding_VALID) == static_cast<int>(tflite::Padding_VALID), "padding");
static_assert(static_cast<int>(plain::ActivationFunctionType_SIGN_BIT) == static_cast<int>(tflite::ActivationFunctionType_SIGN_BIT),
              "activations");

static int Fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  return 1;
}

int main(int argc, char** argv) {
  for (int i = 0; i <= tflite::BuiltinOperator_MAX; ++i) {
    if (std::strcmp(plain::EnumNameBuiltinOperator(static_cast<plain::BuiltinOperator>(i)),
                    tflite::EnumNameBuiltinOperator(static_cast<tflite::BuiltinOperator>(i))) != 0) {
      return Fail("an operator's name differs");
    }
  }
  for (int i = 0; i <= tflite::TensorType_MAX; ++i) {
    if (std::strcmp(plain::EnumNameTensorType(static_cast<plain::TensorType>(i)),
                    tflite::EnumNameTensorType(static_cast<tflite::TensorType>(i))) != 0) {
      return Fail("a type's name differs");
    }
  }
  auto model = argc == 2 ? tflite::FlatBufferModel::BuildFromFile(argv[1]) : nullptr;
  if (model == nullptr || !model->initialized() || !model->CheckModelIdentifier()) return Fail("no model");
  const tflite::Model* root = model->GetModel();
  if (root->version() != 3 || root->subgraphs()->size() != 1) return Fail("the root is wrong");
  if ((*model)->subgraphs()->Get(0)->operators()->size() != 2) return Fail("the operators are wrong");
  const tflite::BuiltinOperator first = tflite::GetBuiltinCode(root->operator_codes()->Get(0));
  return first == tflite::BuiltinOperator_RELU ? 0 : Fail("the first operator is no RELU");
}
