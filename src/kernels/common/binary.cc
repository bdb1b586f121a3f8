#include "kernels/common/binary.h"

#include <cstring>

namespace goldcrest {

void Repeat(const uint8_t* source, size_t bytes, size_t tile_bytes, uint8_t* tile) {
  std::memcpy(tile, source, bytes);
  // What is there is doubled; a piece is a whole number of repetitions.
  for (size_t have = bytes; have < tile_bytes; have *= 2)
    std::memcpy(tile + have, tile, have < tile_bytes - have ? have : tile_bytes - have);
}

Status InferBinary(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_ASSIGN_OR_RETURN(const Shape shape, BroadcastShapes(ctx.input(0).shape, ctx.input(1).shape));
  return ctx.SetOutput(0, shape);
}

}  // namespace goldcrest
