#include "kernels/random/philox.h"

#include <bit>

namespace goldcrest::kernels {

Philox::Block Philox::Next() {
  constexpr int kRounds = 10;
  // The generator's multipliers, and what a round adds to the key.
  constexpr uint64_t kFactor0 = 0xD2511F53, kFactor1 = 0xCD9E8D57;
  constexpr uint32_t kStep0 = 0x9E3779B9, kStep1 = 0xBB67AE85;
  Block b = counter_;
  uint32_t key0 = key_[0], key1 = key_[1];
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t p0 = kFactor0 * b[0], p1 = kFactor1 * b[2];
    b = {static_cast<uint32_t>(p1 >> 32) ^ b[1] ^ key0, static_cast<uint32_t>(p1), static_cast<uint32_t>(p0 >> 32) ^ b[3] ^ key1,
         static_cast<uint32_t>(p0)};
    key0 += kStep0;
    key1 += kStep1;
  }
  Skip(1);
  return b;
}

void Philox::Skip(uint64_t blocks) {
  const uint64_t low = uint64_t{counter_[1]} << 32 | counter_[0], sum = low + blocks;
  counter_[0] = static_cast<uint32_t>(sum);
  counter_[1] = static_cast<uint32_t>(sum >> 32);
  if (sum < low && ++counter_[2] == 0) ++counter_[3];
}

float UnitFloat(uint32_t x) { return std::bit_cast<float>(uint32_t{127} << 23 | (x & 0x7FFFFF)) - 1.0f; }

double UnitDouble(uint32_t high, uint32_t low) {
  return std::bit_cast<double>(uint64_t{1023} << 52 | uint64_t{high & 0xFFFFF} << 32 | low) - 1.0;
}

}  // namespace goldcrest::kernels
