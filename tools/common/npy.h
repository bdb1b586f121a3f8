// NumPy's .npy files: reading any bytes safely, and writing.
//
// Read: format versions 1 to 3, little-endian; bool, int8 to int64, uint8 to uint64, float16, float32, float64, complex64, complex128,
// strings (S: bytes as they are; U: made UTF-8), and V2, which is how NumPy stores bfloat16. Arrays in Fortran's order are
// brought into C's order. Structured arrays and Python objects are refused.
// Written: version 1.0, C order, strings as S.
#ifndef GOLDCREST_TOOLS_COMMON_NPY_H_
#define GOLDCREST_TOOLS_COMMON_NPY_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/aligned_buffer.h"
#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest::tools {

struct NpyArray {
  TensorType type = TensorType::kFloat32;
  Shape shape;
  AlignedBuffer data;                // elements in C order; empty for strings
  std::vector<std::string> strings;  // the elements of a STRING array

  std::span<const uint8_t> bytes() const { return {data.data(), data.size()}; }
};

// Errors: INVALID_ARGUMENT for what is no intact .npy, UNSUPPORTED for types and ranks that no tensor has, OUT_OF_MEMORY.
Expected<NpyArray> ParseNpy(std::span<const uint8_t> file);

// The same from a file; its name stands in front of the message.
Expected<NpyArray> ReadNpy(const std::string& path);

// The header of a file, as many bytes as it says, ready to be followed by the elements. `string_bytes` is the width of an element
// of STRING. Errors: UNSUPPORTED for types without a counterpart in NumPy.
Expected<std::string> NpyHeader(TensorType type, const Shape& shape, size_t string_bytes = 0);

// Writes `array`, replacing the file. Errors: IO_ERROR.
Status WriteNpy(const std::string& path, const NpyArray& array);

// Writes elements that somebody else owns; not for STRING.
Status WriteNpy(const std::string& path, TensorType type, const Shape& shape, std::span<const uint8_t> bytes);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_NPY_H_
