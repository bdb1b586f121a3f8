// The opaque objects of the C API.
#ifndef GOLDCREST_BINDINGS_C_OBJECTS_H_
#define GOLDCREST_BINDINGS_C_OBJECTS_H_

#include <memory>
#include <string>
#include <vector>

#include "bindings/c/delegations.h"
#include "bindings/c/foreign_graph.h"
#include "bindings/c/foreign_operator.h"
#include "bindings/c/operator_table.h"
#include "bindings/c/reporter.h"
#include "bindings/c/subgraph_mirror.h"
#include "bindings/c/telemetry.h"
#include "goldcrest/interpreter.h"
#include "tensorflow/lite/core/c/c_api.h"

struct TfLiteModel {
  // A file without subgraphs is a model that no interpreter can be made of.
  goldcrest::Expected<goldcrest::Model> model;
};

struct TfLiteInterpreterOptions {
  int32_t num_threads = -1;
  goldcrest::c::Reporter reporter;
  std::vector<goldcrest::c::RegisteredOperator> operators;
  goldcrest::c::OperatorLookup lookup;
  std::vector<TfLiteOpaqueDelegate*> delegates;
  bool cancellation = false;
  bool preserve_all_tensors = false;
  bool reference_kernels = false;
  bool delegate_fallback = false;
  goldcrest::Limits limits;
  TfLiteTelemetryProfilerStruct* telemetry = nullptr;
};

struct TfLiteInterpreter {
  TfLiteInterpreter(const TfLiteInterpreterOptions& options, bool only_registered)
      : reporter(options.reporter),
        cancellation(options.cancellation),
        delegate_fallback(options.delegate_fallback),
        operators(options.operators, options.lookup, *this, only_registered),
        delegations(*this),
        telemetry(options.telemetry) {}

  // What a client sees of subgraph `s`, made when it is first needed.
  goldcrest::c::SubgraphMirror& mirror(int s) const;
  // What custom operators and delegates see of it, the same way.
  goldcrest::c::ForeignGraph& foreign_graph(int s);
  // Allocates and runs subgraph `s` for the client, with its delegates.
  TfLiteStatus Allocate(int s);
  TfLiteStatus Invoke(int s);
  TfLiteStatus Resize(int s, int position, const int* dims, int rank, bool strict);
  // The same for any tensor by its index: variables keep the shape, what operators compute gets theirs.
  goldcrest::Status ResizeTensor(int s, int tensor, std::span<const int> dims, bool strict);
  // Sends what went wrong to the reporter, as TensorFlow Lite words it. `verb`: "prepare" or "invoke".
  TfLiteStatus Report(const goldcrest::Status& status, const char* verb) const;

  // Declared in the order in which they need each other.
  const goldcrest::c::Reporter reporter;
  const bool cancellation;
  const bool delegate_fallback;
  bool allow_buffer_handle_output = false;
  int num_threads = 1;
  goldcrest::c::ForeignOperators operators;
  goldcrest::c::Delegations delegations;
  goldcrest::c::Telemetry telemetry;
  std::unique_ptr<goldcrest::Interpreter> interpreter;
  mutable std::vector<std::unique_ptr<goldcrest::c::SubgraphMirror>> mirrors;  // by subgraph
  std::vector<std::unique_ptr<goldcrest::c::ForeignGraph>> foreign;            // by subgraph; null without custom operators and delegates
  std::vector<int> variables;                                                  // of the first subgraph
};

namespace goldcrest::c {

// Limits as the C and Python interfaces name them: 0 for the usual one.
inline Limits LimitsOf(uint64_t max_bytes, uint64_t max_steps) {
  Limits limits;
  if (max_bytes != 0) limits.max_bytes = max_bytes;
  if (max_steps != 0) limits.max_steps = max_steps;
  return limits;
}

// An interpreter without the options' delegates, which come last.
Expected<std::unique_ptr<TfLiteInterpreter>> NewInterpreter(const Model& model, const TfLiteInterpreterOptions& options,
                                                            bool only_registered);

}  // namespace goldcrest::c

struct TfLiteSignatureRunner {
  TfLiteInterpreter* owner;
  int subgraph;
  std::vector<goldcrest::Model::Signature::Entry> inputs;  // sorted by name
  std::vector<goldcrest::Model::Signature::Entry> outputs;
};

#endif  // GOLDCREST_BINDINGS_C_OBJECTS_H_
