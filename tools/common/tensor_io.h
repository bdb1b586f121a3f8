// Between a model's tensors and arrays in files.
#ifndef GOLDCREST_TOOLS_COMMON_TENSOR_IO_H_
#define GOLDCREST_TOOLS_COMMON_TENSOR_IO_H_

#include <cstdint>
#include <string>

#include "goldcrest/interpreter.h"
#include "goldcrest/status.h"
#include "goldcrest/tensor.h"
#include "tools/common/npy.h"

namespace goldcrest::tools {

// `input 0 "image" (FLOAT32 [1, 224, 224, 3])`, in one line whatever the name holds.
std::string Describe(std::string_view what, int position, std::string_view name, const TensorView& tensor);

// The type in NumPy that holds a tensor's values: the tensor's own, or INT8 or UINT8 for elements narrower than a byte.
TensorType ArrayType(TensorType type);

// The tensor's values as an array. Errors: UNSUPPORTED for types that NumPy
// has no counterpart for, and RUNTIME_ERROR for a tensor without data or with a broken string buffer.
Expected<NpyArray> TensorToNpy(const TensorView& tensor);

// Writes the tensor's values to a .npy file. Errors: those of TensorToNpy and WriteNpy.
Status WriteTensor(const std::string& path, const TensorView& tensor);

// Copies an array into an input tensor of the same shape, which has memory. INT8 and UINT8 arrays serve tensors with narrower
// elements. Errors: INVALID_ARGUMENT where type or shape differ or a value does not fit.
Status NpyToInput(const NpyArray& array, int tensor, int subgraph, Interpreter* interpreter);

// Fills an input tensor, which has memory, with seeded random values.
Status RandomInput(uint64_t seed, int tensor, int subgraph, Interpreter* interpreter);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_TENSOR_IO_H_
