// STABLEHLO_RNG_BIT_GENERATOR: random bits from a state, and the state after them. Output 0 is the new state, output 1 the bits, as
// many as the file's shape asks for.
//
// Both algorithms turn a key and a counter into a block of 32-bit words, and count on: "Parallel Random Numbers: As Easy as 1, 2, 3"
// (Salmon et al., 2011). The state holds the key, then the counter; Philox takes the upper half of its counter from the key where the
// state has two words only.
#include <algorithm>
#include <cstring>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/random/philox.h"

namespace goldcrest::kernels {
namespace {

// Twenty rounds of add, rotate, exclusive-or; after every four, the next two words of the extended key come in.
void Threefry2x32(uint64_t key, uint64_t counter, Philox::Block* block) {
  constexpr int kRotations[8] = {13, 15, 26, 6, 17, 29, 16, 24};
  const uint32_t low = static_cast<uint32_t>(key), high = static_cast<uint32_t>(key >> 32);
  const uint32_t keys[3] = {low, high, low ^ high ^ 0x1BD11BDA};
  uint32_t a = static_cast<uint32_t>(counter) + low, b = static_cast<uint32_t>(counter >> 32) + high;
  for (uint32_t round = 0; round < 20; ++round) {
    const int turn = kRotations[round % 8];
    a += b;
    b = (b << turn | b >> (32 - turn)) ^ a;
    if (round % 4 != 3) continue;
    const uint32_t injection = round / 4 + 1;
    a += keys[injection % 3];
    b += keys[(injection + 1) % 3] + injection;
  }
  (*block)[0] = a;
  (*block)[1] = b;
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kUInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kUInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(1, {kInt32, kUInt32, kInt64, kUInt64}));
  const bool threefry = OptionsOf<model::StablehloRngBitGeneratorOptions>(ctx).algorithm == model::RngAlgorithm::kThreefry;
  const int32_t words = ctx.input(0).shape[0];
  if (words != 2 && (words != 3 || threefry)) {
    return Error(StatusCode::kInvalidModel, "has a state of %d words; expected %s", words, threefry ? "2" : "2 or 3");
  }
  GC_RETURN_IF_ERROR(ctx.SetOutput(0, ctx.input(0).shape));
  return ctx.SetOutput(1, Shape(ctx.output(1).shape));
}

struct State {
  bool threefry;
};

Status Eval(const State& s, EvalContext& ctx) {
  const size_t state_bytes = ctx.input(0).bytes;
  uint32_t state[6] = {};
  std::memcpy(state, ctx.input(0).data, state_bytes);
  const auto word = [&](int i) { return uint64_t{state[i + 1]} << 32 | state[i]; };
  const uint64_t key = word(0), upper = word(state_bytes > 16 ? 4 : 0);
  uint64_t counter = word(2);
  uint32_t* out = ctx.out<uint32_t>(1);
  const size_t count = ctx.output(1).bytes / sizeof(uint32_t), block_size = s.threefry ? 2 : 4;
  for (size_t i = 0; i < count; i += block_size, ++counter) {
    Philox::Block block;
    if (s.threefry) {
      Threefry2x32(key, counter, &block);
    } else {
      Philox philox(key, upper);
      philox.Skip(counter);
      block = philox.Next();
    }
    std::copy_n(block.data(), std::min(block_size, count - i), out + i);
  }
  state[2] = static_cast<uint32_t>(counter);
  state[3] = static_cast<uint32_t>(counter >> 32);
  std::memcpy(ctx.output(0).data, state, state_bytes);
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const bool threefry = OptionsOf<model::StablehloRngBitGeneratorOptions>(ctx).algorithm == model::RngAlgorithm::kThreefry;
  return Kernel::Make<State, Eval>(threefry ? "threefry2x32" : "philox4x32", {threefry});
}

}  // namespace

GC_DEFINE_OPERATOR(StablehloRngBitGenerator, Infer, Select)

}  // namespace goldcrest::kernels
