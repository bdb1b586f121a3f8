// SPACE_TO_BATCH_ND: every block_shape-th pixel, from each place in a block, becomes an image of its own; the tensor is framed with
// paddings first. BATCH_TO_SPACE_ND: the reverse, cropped at last.
//   SPACE_TO_BATCH_ND [1, 4, 1] (1, 2, 3, 4) with block_shape [2], paddings [[0, 0]] -> [2, 2, 1]: (1, 3), (2, 4)
#include <cstring>
#include <string>

#include "base/checked.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

// The tensor in space is [batch, spatial ..., rest ...], that in batches [batch * product of block, spatial ..., rest ...].
struct Blocks {
  std::vector<int64_t> block;   // by spatial dimension
  std::vector<int64_t> before;  // padding or crop in front
  std::vector<int64_t> after;
  int spatial() const { return static_cast<int>(block.size()); }
};

// Inputs 1 and 2, once known; `missing` is the one that is not.
Expected<std::optional<Blocks>> BlocksOf(InferContext& ctx, int* missing) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ExpectSameQuantization(ctx, 0));
  if (TypeBits(ctx.input(0).type) < 8) {
    return Error(StatusCode::kUnsupported, "input 0 is %s; elements must have a byte at least",
                 std::string(TypeName(ctx.input(0).type)).c_str());
  }
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1, 1));
  const int32_t spatial = ctx.input(1).shape[0];
  if (spatial < 1 || spatial > ctx.input(0).shape.rank() - 1) {
    return Error(StatusCode::kInvalidModel, "block_shape has %d dimensions; the input has the shape %s", spatial,
                 ctx.input(0).shape.ToString().c_str());
  }
  if (ctx.input(2).shape != Shape{spatial, 2}) {
    return Error(StatusCode::kInvalidModel, "input 2 has the shape %s; expected [%d, 2]", ctx.input(2).shape.ToString().c_str(), spatial);
  }
  GC_ASSIGN_OR_RETURN(const auto block, IntegerValues(ctx, 1, spatial));
  *missing = 1;
  if (!block) return std::optional<Blocks>();
  GC_ASSIGN_OR_RETURN(const auto margins, IntegerValues(ctx, 2, 2 * int64_t{spatial}));
  *missing = 2;
  if (!margins) return std::optional<Blocks>();
  Blocks b;
  for (int d = 0; d < spatial; ++d) {
    const int64_t size = (*block)[d], before = (*margins)[2 * d], after = (*margins)[2 * d + 1];
    if (size < 1 || size > INT32_MAX) return Error(StatusCode::kInvalidModel, "block_shape %d is %lld", d, static_cast<long long>(size));
    if (before < 0 || after < 0 || before > INT32_MAX || after > INT32_MAX) {
      return Error(StatusCode::kInvalidModel, "dimension %d has the margins %lld and %lld; expected ones in [0, 2^31)", d,
                   static_cast<long long>(before), static_cast<long long>(after));
    }
    b.block.push_back(size);
    b.before.push_back(before);
    b.after.push_back(after);
  }
  return std::optional(std::move(b));
}

Status InferToBatch(InferContext& ctx) {
  int missing = 0;
  GC_ASSIGN_OR_RETURN(const auto b, BlocksOf(ctx, &missing));
  if (!b) return ctx.NeedsValue(missing);
  const Shape& in = ctx.input(0).shape;
  std::vector<int64_t> dims(in.begin(), in.end());
  CheckedSize batch = in[0];
  for (int d = 0; d < b->spatial(); ++d) {
    const int64_t padded = b->before[d] + in[d + 1] + b->after[d];
    if (padded % b->block[d] != 0) {
      return Error(StatusCode::kInvalidModel, "dimension %d has %lld elements with paddings, no multiple of block_shape %lld", d + 1,
                   static_cast<long long>(padded), static_cast<long long>(b->block[d]));
    }
    dims[d + 1] = padded / b->block[d];
    batch *= b->block[d];
  }
  if (!batch.AtMost(INT32_MAX)) return Error(StatusCode::kLimitExceeded, "makes a batch of more than 2^31 - 1");
  dims[0] = static_cast<int64_t>(batch.value());
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Status InferToSpace(InferContext& ctx) {
  int missing = 0;
  GC_ASSIGN_OR_RETURN(const auto b, BlocksOf(ctx, &missing));
  if (!b) return ctx.NeedsValue(missing);
  const Shape& in = ctx.input(0).shape;
  std::vector<int64_t> dims(in.begin(), in.end());
  for (int d = 0; d < b->spatial(); ++d) {
    if (dims[0] % b->block[d] != 0) {
      return Error(StatusCode::kInvalidModel, "the batch of %s is no multiple of the product of block_shape", in.ToString().c_str());
    }
    dims[0] /= b->block[d];
    const int64_t whole = in[d + 1] * b->block[d], cropped = whole - b->before[d] - b->after[d];
    if (cropped < 0) {
      return Error(StatusCode::kInvalidModel, "crops %lld and %lld of dimension %d are more than its %lld elements",
                   static_cast<long long>(b->before[d]), static_cast<long long>(b->after[d]), d + 1, static_cast<long long>(whole));
    }
    dims[d + 1] = cropped;
  }
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  Blocks blocks;
  Shape space, batches;  // the two tensors' shapes
  size_t inner_bytes;    // of what lies behind the spatial dimensions
};

// Walks the tensor in batches: visit(pixel in it, pixel in space, or -1 where that lies in the margin).
template <typename Visit>
void ForEachPixel(const State& s, const Visit& visit) {
  const Blocks& b = s.blocks;
  const int spatial = b.spatial();
  const int64_t pixels = s.batches.elements(0, spatial + 1), batch = s.space[0];
  for (int64_t pixel = 0; pixel < pixels; ++pixel) {
    int64_t at[Shape::kMaxRank], rest = pixel;
    for (int d = spatial; d > 0; --d) {
      at[d] = rest % s.batches[d];
      rest /= s.batches[d];
    }
    // rest is the image: place in the block, then the image in space.
    int64_t place = rest / batch, from = rest % batch;
    int64_t offsets[Shape::kMaxRank];
    for (int d = spatial; d > 0; --d) {
      offsets[d] = place % b.block[d - 1];
      place /= b.block[d - 1];
    }
    bool inside = true;
    for (int d = 1; d <= spatial; ++d) {
      const int64_t position = at[d] * b.block[d - 1] + offsets[d] - b.before[d - 1];
      inside = inside && position >= 0 && position < s.space[d];
      from = from * s.space[d] + position;
    }
    visit(pixel, inside ? from : -1);
  }
}

Status EvalToBatch(const State& s, EvalContext& ctx) {
  const uint8_t* in = ctx.in<uint8_t>(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  const TensorType type = ctx.output(0).type;
  const int32_t zero = type == TensorType::kInt8 || type == TensorType::kUInt8 ? ctx.output(0).quantization.zero_point0() : 0;
  if (s.inner_bytes == 0) return Status::Ok();
  ForEachPixel(s, [&](int64_t to, int64_t from) {
    uint8_t* pixel = out + static_cast<size_t>(to) * s.inner_bytes;
    if (from < 0)
      std::memset(pixel, zero, s.inner_bytes);
    else
      std::memcpy(pixel, in + static_cast<size_t>(from) * s.inner_bytes, s.inner_bytes);
  });
  return Status::Ok();
}

Status EvalToSpace(const State& s, EvalContext& ctx) {
  const uint8_t* in = ctx.in<uint8_t>(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  if (s.inner_bytes == 0) return Status::Ok();
  ForEachPixel(s, [&](int64_t from, int64_t to) {
    if (to < 0) return;
    std::memcpy(out + static_cast<size_t>(to) * s.inner_bytes, in + static_cast<size_t>(from) * s.inner_bytes, s.inner_bytes);
  });
  return Status::Ok();
}

Expected<State> MakeState(SelectContext& ctx, const Shape& space, const Shape& batches) {
  int missing = 0;
  GC_ASSIGN_OR_RETURN(auto b, BlocksOf(ctx, &missing));
  if (!b) return Error(StatusCode::kInternal, "input %d is not known", missing);
  const size_t inner = static_cast<size_t>(space.elements(b->spatial() + 1, space.rank()));
  return State{std::move(*b), space, batches, inner * static_cast<size_t>(TypeBits(ctx.input(0).type)) / 8};
}

Expected<Kernel> SelectToBatch(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(State s, MakeState(ctx, ctx.input(0).shape, ctx.output(0).shape));
  return Kernel::Make<State, EvalToBatch>("space_to_batch_nd", std::move(s));
}

Expected<Kernel> SelectToSpace(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(State s, MakeState(ctx, ctx.output(0).shape, ctx.input(0).shape));
  return Kernel::Make<State, EvalToSpace>("batch_to_space_nd", std::move(s));
}

}  // namespace

GC_DEFINE_OPERATOR(SpaceToBatchNd, InferToBatch, SelectToBatch)
GC_DEFINE_OPERATOR(BatchToSpaceNd, InferToSpace, SelectToSpace)

}  // namespace goldcrest::kernels
