// The header of a .npy file: a magic number, and a Python dictionary in a few lines of text.
#ifndef GOLDCREST_TOOLS_COMMON_NPY_HEADER_H_
#define GOLDCREST_TOOLS_COMMON_NPY_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest::tools {

struct NpyLayout {
  TensorType type = TensorType::kFloat32;
  Shape shape;
  bool fortran_order = false;
  size_t element_bytes = 0;  // in the file
  bool ucs4 = false;         // STRING elements are 32-bit code points
  size_t data_offset = 0;
};

Expected<NpyLayout> ParseNpyHeader(std::span<const uint8_t> file);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_NPY_HEADER_H_
