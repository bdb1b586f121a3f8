#include "tools/common/random_input.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace goldcrest::tools {
namespace {

// SplitMix64: small, fast, and the same everywhere, which the standard library's distributions are not.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    uint64_t z = state_;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }
  // From 0 to count - 1; any value where count is 0, which stands for 2^64.
  uint64_t Below(uint64_t count) { return count == 0 ? Next() : Next() % count; }

 private:
  uint64_t state_;
};

// A multiple of 2^-24 from -0.5 up to 0.5.
double SmallReal(Random* random) { return static_cast<double>(random->Next() >> 40) / (1 << 24) - 0.5; }

uint16_t ToBFloat16(float v) {
  uint32_t bits;
  std::memcpy(&bits, &v, sizeof(bits));
  return static_cast<uint16_t>(bits >> 16);
}

// Rounds toward zero; numbers below the smallest normal half become 0 and those beyond the largest the largest.
uint16_t ToHalf(float v) {
  uint32_t bits;
  std::memcpy(&bits, &v, sizeof(bits));
  const auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000);
  const int exponent = static_cast<int>(bits >> 23 & 0xFF) - 127 + 15;
  if (exponent <= 0) return sign;
  if (exponent >= 31) return sign | 0x7BFF;
  return static_cast<uint16_t>(sign | exponent << 10 | (bits >> 13 & 0x3FF));
}

template <typename T, typename Make>
void Fill(std::span<uint8_t> bytes, Make make) {
  for (size_t i = 0; i + sizeof(T) <= bytes.size(); i += sizeof(T)) {
    const T v = static_cast<T>(make());
    std::memcpy(bytes.data() + i, &v, sizeof(T));
  }
}

template <typename T>
Status FillIntegers(Random* random, const ValueRange& range, std::span<uint8_t> bytes) {
  const bool below = range.low < 0 && (!std::is_signed_v<T> || range.low < static_cast<int64_t>(std::numeric_limits<T>::min()));
  const bool above = range.high > 0 && static_cast<uint64_t>(range.high) > static_cast<uint64_t>(std::numeric_limits<T>::max());
  if (range.low > range.high || below || above) {
    return Error(StatusCode::kInvalidArgument, "values from %lld to %lld for an integer of %zu bits", static_cast<long long>(range.low),
                 static_cast<long long>(range.high), 8 * sizeof(T));
  }
  const uint64_t count = static_cast<uint64_t>(range.high) - static_cast<uint64_t>(range.low) + 1;
  Fill<T>(bytes, [&] { return static_cast<uint64_t>(range.low) + random->Below(count); });
  return Status::Ok();
}

// `as_bits` turns a real number into the stored element.
template <typename T, typename AsBits>
Status FillReals(Random* random, const std::optional<ValueRange>& range, std::span<uint8_t> bytes, AsBits as_bits) {
  if (range && range->low > range->high) {
    return Error(StatusCode::kInvalidArgument, "values from %lld to %lld", static_cast<long long>(range->low),
                 static_cast<long long>(range->high));
  }
  Fill<T>(bytes, [&] {
    const double v = SmallReal(random);
    if (!range) return as_bits(v);
    return as_bits(static_cast<double>(range->low) + (v + 0.5) * (static_cast<double>(range->high) - static_cast<double>(range->low)));
  });
  return Status::Ok();
}

}  // namespace

Status FillRandom(TensorType type, uint64_t seed, const std::optional<ValueRange>& range, std::span<uint8_t> bytes) {
  Random random(seed);
  constexpr ValueRange kIndices = {0, 99};
  switch (type) {
    case TensorType::kFloat32:
    case TensorType::kComplex64: return FillReals<float>(&random, range, bytes, [](double v) { return static_cast<float>(v); });
    case TensorType::kFloat64:
    case TensorType::kComplex128: return FillReals<double>(&random, range, bytes, [](double v) { return v; });
    case TensorType::kFloat16: return FillReals<uint16_t>(&random, range, bytes, [](double v) { return ToHalf(static_cast<float>(v)); });
    case TensorType::kBFloat16:
      return FillReals<uint16_t>(&random, range, bytes, [](double v) { return ToBFloat16(static_cast<float>(v)); });
    case TensorType::kInt8: return FillIntegers<int8_t>(&random, range.value_or(ValueRange{-128, 127}), bytes);
    case TensorType::kUInt8: return FillIntegers<uint8_t>(&random, range.value_or(ValueRange{0, 255}), bytes);
    case TensorType::kInt16: return FillIntegers<int16_t>(&random, range.value_or(kIndices), bytes);
    case TensorType::kUInt16: return FillIntegers<uint16_t>(&random, range.value_or(kIndices), bytes);
    case TensorType::kInt32: return FillIntegers<int32_t>(&random, range.value_or(kIndices), bytes);
    case TensorType::kUInt32: return FillIntegers<uint32_t>(&random, range.value_or(kIndices), bytes);
    case TensorType::kInt64: return FillIntegers<int64_t>(&random, range.value_or(kIndices), bytes);
    case TensorType::kUInt64: return FillIntegers<uint64_t>(&random, range.value_or(kIndices), bytes);
    case TensorType::kBool: return FillIntegers<uint8_t>(&random, ValueRange{0, 1}, bytes);
    case TensorType::kInt4:
    case TensorType::kInt2:
    case TensorType::kUInt4: return FillIntegers<uint8_t>(&random, ValueRange{0, 255}, bytes);
    case TensorType::kFloat8E4M3FN:
    case TensorType::kFloat8E5M2:
      // Sign and the lower bits: no infinity, no NaN, at most about 1.
      Fill<uint8_t>(bytes, [&] { return random.Next() & 0xB7; });
      return Status::Ok();
    case TensorType::kString:
    case TensorType::kResource:
    case TensorType::kVariant: break;
  }
  return Error(StatusCode::kUnsupported, "no random values for %s", TypeName(type).data());
}

std::vector<std::string> RandomStrings(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<std::string> strings(count);
  for (std::string& s : strings) {
    for (uint64_t i = 0, n = 1 + random.Below(8); i < n; ++i) s.push_back(static_cast<char>('a' + random.Below(26)));
  }
  return strings;
}

}  // namespace goldcrest::tools
