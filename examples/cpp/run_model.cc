// Runs a model once, with every input element 0.5, and prints the output. The smallest useful program.
//
//   run_model [MODEL.tflite]     a model with one float input and one float output; examples/digits unless given
#include <algorithm>
#include <cstdio>

#include "goldcrest/interpreter.h"

using namespace goldcrest;

Status Run(const char* path) {
  GC_ASSIGN_OR_RETURN(auto model, CompiledModel::FromFile(path));
  GC_ASSIGN_OR_RETURN(auto interpreter, Interpreter::Create(model));
  GC_RETURN_IF_ERROR(interpreter->Allocate());
  TensorView in = interpreter->input(0);
  std::fill_n(in.as<float>(), in.bytes / sizeof(float), 0.5f);
  GC_RETURN_IF_ERROR(interpreter->Invoke());
  TensorView out = interpreter->output(0);
  for (size_t i = 0; i < out.bytes / sizeof(float); ++i) std::printf("%zu: %.4f\n", i, out.as<float>()[i]);
  return Status::Ok();
}

int main(int argc, char** argv) {
  const Status status = Run(argc > 1 ? argv[1] : "examples/digits/digits_float.tflite");
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.message().c_str());
  return status.ok() ? 0 : 1;
}
