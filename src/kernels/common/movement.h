// Data movement: operators whose outputs hold elements of their inputs in other places, whatever the type of the elements.
//
// Such an operator says in Select where everything goes, as strided copies; the kernel made from that copies elements of 1 to 16
// bytes, elements smaller than a byte, and strings.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_MOVEMENT_H_
#define GOLDCREST_SRC_KERNELS_COMMON_MOVEMENT_H_

#include <string>
#include <vector>

#include "kernels/common/strided_copy.h"

namespace goldcrest::kernels {

struct Movement {
  struct Part {
    int input = 0;
    int output = 0;
    StridedCopy copy;
  };
  std::vector<Part> parts;  // finished copies

  // Places that no part writes get this element first, in every output.
  enum class Fill : uint8_t {
    kNone,   // the parts write every element
    kZero,   // the zero point of output 0; 0 and false where it is not quantized
    kInput,  // the only element of input `fill_input`
  };
  Fill fill = Fill::kNone;
  int fill_input = -1;
};

// The kernel that does it. All inputs named by parts, and all outputs, have one type.
Expected<Kernel> MakeMovementKernel(SelectContext& ctx, std::string name, Movement movement);

// The same for one input copied to one output as a whole, by `copy`, not finished yet.
Expected<Kernel> MakeCopyKernel(SelectContext& ctx, std::string name, StridedCopy copy, int input = 0);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_MOVEMENT_H_
