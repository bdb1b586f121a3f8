// LSH_PROJECTION: bits that are likely the same for inputs that are alike (locality-sensitive hashing).
//
//   inputs: hash functions [functions, bits], a seed for each bit; input [items, ...] of any type; weights [items], optional
//   output: DENSE: each bit, [functions * bits]; SPARSE: each function's bits as a number, plus its own number << bits, [functions]
// A bit is 1 where the sum over the items, of weight times the fingerprint of (seed, item), is above 0.
#include <cstring>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/lsh_projection/fingerprint.h"

namespace goldcrest::kernels {
namespace {

enum Input : int { kHash, kItems, kWeights };

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kHash, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kHash, 2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kItems, 1));
  const TensorView& items = ctx.input(kItems);
  if (items.type == TensorType::kString) return Error(StatusCode::kUnsupported, "has STRING items; supported: types of a fixed size");
  const Shape& hash = ctx.input(kHash).shape;
  if (hash[1] > 32) return Error(StatusCode::kInvalidModel, "has hash functions of %d bits; expected at most 32", hash[1]);
  if (items.shape[0] < 1) return Error(StatusCode::kInvalidModel, "has no items");
  if (ctx.has_input(kWeights)) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(kWeights, {TensorType::kFloat32}));
    GC_RETURN_IF_ERROR(ctx.ExpectRank(kWeights, 1, 1));
    if (ctx.input(kWeights).shape[0] != items.shape[0]) {
      return Error(StatusCode::kInvalidModel, "has %d weights for %d items", ctx.input(kWeights).shape[0], items.shape[0]);
    }
  }
  switch (OptionsOf<model::LSHProjectionOptions>(ctx).type) {
    case model::LSHProjectionType::kSparse: return ctx.SetOutput(0, {hash[0]});
    case model::LSHProjectionType::kDense: {
      const CheckedSize bits = CheckedSize(hash[0]) * hash[1];
      if (!bits.AtMost(INT32_MAX)) return Error(StatusCode::kLimitExceeded, "projects to more than 2^31 bits");
      return ctx.SetOutput(0, {static_cast<int32_t>(bits.value())});
    }
    default: return Error(StatusCode::kInvalidModel, "option type is UNKNOWN; expected SPARSE or DENSE");
  }
}

struct State {
  bool sparse;
  int64_t functions, bits, items;
  size_t item_bytes;
};

// `key` has room for the seed and an item.
int32_t BitOf(const State& s, EvalContext& ctx, float seed, uint8_t* key) {
  double score = 0;
  std::memcpy(key, &seed, sizeof(seed));
  for (int64_t i = 0; i < s.items; ++i) {
    if (s.item_bytes > 0) std::memcpy(key + sizeof(seed), ctx.in<uint8_t>(kItems) + static_cast<size_t>(i) * s.item_bytes, s.item_bytes);
    const double value = static_cast<double>(static_cast<int64_t>(Fingerprint64(key, sizeof(seed) + s.item_bytes)));
    score += ctx.has_input(kWeights) ? static_cast<double>(ctx.in<float>(kWeights)[i]) * value : value;
  }
  return score > 0 ? 1 : 0;
}

Status Eval(const State& s, EvalContext& ctx) {
  int32_t* out = ctx.out<int32_t>(0);
  for (int64_t f = 0; f < s.functions; ++f) {
    uint32_t signature = 0;
    for (int64_t b = 0; b < s.bits; ++b) {
      const int32_t bit = BitOf(s, ctx, ctx.in<float>(kHash)[f * s.bits + b], ctx.workspace());
      signature = signature << 1 | static_cast<uint32_t>(bit);
      if (!s.sparse) *out++ = bit;
    }
    if (s.sparse) *out++ = static_cast<int32_t>(signature + static_cast<uint32_t>(f) * (1u << (s.bits & 31)));
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView& items = ctx.input(kItems);
  const Shape& hash = ctx.input(kHash).shape;
  const CheckedSize bits = CheckedSize(items.shape.elements(1, items.shape.rank())) * TypeBits(items.type);
  if (!bits.ok()) return Error(StatusCode::kLimitExceeded, "the items are too large");
  const State s{OptionsOf<model::LSHProjectionOptions>(ctx).type == model::LSHProjectionType::kSparse, hash[0], hash[1], items.shape[0],
                bits.value() / 8};
  Kernel kernel = Kernel::Make<State, Eval>("lsh_projection", s);
  kernel.workspace = sizeof(float) + s.item_bytes;
  const CheckedSize work = CheckedSize(hash[0]) * hash[1] * items.shape[0] * kernel.workspace;
  kernel.work = work.ok() ? work.value() : UINT64_MAX;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(LshProjection, Infer, Select)

}  // namespace goldcrest::kernels
