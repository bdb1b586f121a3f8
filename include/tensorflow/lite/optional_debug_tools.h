// PrintInterpreterState: the tensors and nodes of an interpreter, on standard output.
#ifndef GOLDCREST_TENSORFLOW_LITE_OPTIONAL_DEBUG_TOOLS_H_
#define GOLDCREST_TENSORFLOW_LITE_OPTIONAL_DEBUG_TOOLS_H_

#include <cstdint>
#include <cstdio>
#include <string>

#include "tensorflow/lite/core/interpreter.h"
#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/util.h"

namespace tflite {

namespace internal {

inline const char* AllocationTypeName(TfLiteAllocationType type) {
  switch (type) {
    case kTfLiteMemNone: return "kTfLiteMemNone";
    case kTfLiteMmapRo: return "kTfLiteMmapRo";
    case kTfLiteArenaRw: return "kTfLiteArenaRw";
    case kTfLiteArenaRwPersistent: return "kTfLiteArenaRwPersistent";
    case kTfLiteDynamic: return "kTfLiteDynamic";
    case kTfLitePersistentRo: return "kTfLitePersistentRo";
    case kTfLiteCustom: return "kTfLiteCustom";
    case kTfLiteVariantObject: return "kTfLiteVariantObject";
    default: return "(invalid)";
  }
}

inline void PrintIndices(const char* what, const TfLiteIntArray* indices) {
  std::printf("  %d %s Tensors:%s\n", indices != nullptr ? indices->size : 0, what, GetShapeDebugString(indices).c_str());
}

inline void PrintSubgraphState(const Subgraph& subgraph, int name_length, int type_length, int allocation_length) {
  std::printf("%3s %-*s %-*s %-*s %12s  %s\n", "ID", name_length, "Name", type_length, "Type", allocation_length, "AllocType",
              "Size (Bytes)", "Shape");
  for (int i = 0; i < static_cast<int>(subgraph.tensors_size()); ++i) {
    const TfLiteTensor* t = subgraph.tensor(i);
    if (t == nullptr) continue;
    std::printf("%3d %-*.*s %-*s %-*s %12zu  %s\n", i, name_length, name_length, t->name != nullptr ? t->name : "(null)", type_length,
                TfLiteTypeGetName(t->type), allocation_length, AllocationTypeName(t->allocation_type), t->bytes,
                GetShapeDebugString(t->dims).c_str());
  }
  for (int i = 0; i < static_cast<int>(subgraph.nodes_size()); ++i) {
    const auto* node = subgraph.node_and_registration(i);
    if (node == nullptr) continue;
    std::printf("Node %3d Operator %s\n", i, GetOpNameByRegistration(node->second).c_str());
    PrintIndices("Input", node->first.inputs);
    PrintIndices("Output", node->first.outputs);
    if (node->first.intermediates != nullptr && node->first.intermediates->size > 0)
      PrintIndices("Intermediate", node->first.intermediates);
    if (node->first.temporaries != nullptr && node->first.temporaries->size > 0) PrintIndices("Temporary", node->first.temporaries);
  }
  std::printf("Execution plan:");
  for (int i : subgraph.execution_plan()) std::printf(" %d", i);
  std::printf("\n");
}

}  // namespace internal

// Columns are as wide as the last three arguments say; longer names are cut.
inline void PrintInterpreterState(const Interpreter* interpreter, int32_t tensor_name_display_length = 25,
                                  int32_t tensor_type_display_length = 15, int32_t alloc_type_display_length = 18) {
  std::printf("Interpreter has %zu subgraphs.\n\n", interpreter->subgraphs_size());
  for (int s = 0; s < static_cast<int>(interpreter->subgraphs_size()); ++s) {
    const Subgraph& subgraph = *interpreter->subgraph(s);
    std::printf("-----------Subgraph-%d %s has %zu tensors and %zu nodes------------\n", s, subgraph.GetName().c_str(),
                subgraph.tensors_size(), subgraph.nodes_size());
    internal::PrintSubgraphState(subgraph, tensor_name_display_length, tensor_type_display_length, alloc_type_display_length);
    std::printf("--------------Subgraph-%d dump has completed--------------\n\n", s);
  }
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_OPTIONAL_DEBUG_TOOLS_H_
