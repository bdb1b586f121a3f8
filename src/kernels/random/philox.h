// Philox4x32-10, the counter-based random generator of TensorFlow: four 32-bit numbers for each value of a 128-bit counter.
#ifndef GOLDCREST_SRC_KERNELS_RANDOM_PHILOX_H_
#define GOLDCREST_SRC_KERNELS_RANDOM_PHILOX_H_

#include <array>
#include <cstdint>

namespace goldcrest::kernels {

class Philox {
 public:
  using Block = std::array<uint32_t, 4>;

  Philox() = default;
  // TensorFlow's use of two seeds: the first is the key, the second the counter's upper half.
  Philox(uint64_t seed, uint64_t seed2)
      : key_{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)},
        counter_{0, 0, static_cast<uint32_t>(seed2), static_cast<uint32_t>(seed2 >> 32)} {}

  // The next four numbers.
  Block Next();
  // Leaves out `blocks` times four numbers.
  void Skip(uint64_t blocks);

 private:
  std::array<uint32_t, 2> key_ = {};
  Block counter_ = {};
};

// In [0, 1), from 23 bits.
float UnitFloat(uint32_t x);
// In [0, 1), from 20 bits of `high` and all of `low`.
double UnitDouble(uint32_t high, uint32_t low);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_RANDOM_PHILOX_H_
