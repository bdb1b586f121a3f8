// FarmHash's hash for every machine: one recipe for each range of lengths, all of multiplications, rotations and shifts of 64-bit
// words in little-endian order.
#include "kernels/lsh_projection/fingerprint.h"

#include <bit>
#include <cstring>
#include <utility>

namespace goldcrest::kernels {
namespace {

// The hash's three primes.
constexpr uint64_t kPrime0 = 0xc3a5c85c97cb3127, kPrime1 = 0xb492b66fbe98f273, kPrime2 = 0x9ae16a3b2f90404f;

uint64_t Word(const uint8_t* p) {
  uint64_t v;
  std::memcpy(&v, p, sizeof(v));
  return v;
}
uint32_t HalfWord(const uint8_t* p) {
  uint32_t v;
  std::memcpy(&v, p, sizeof(v));
  return v;
}

uint64_t Mix(uint64_t v) { return v ^ v >> 47; }

uint64_t Join(uint64_t u, uint64_t v, uint64_t factor) { return Mix((v ^ Mix((u ^ v) * factor)) * factor) * factor; }

uint64_t UpTo16(const uint8_t* s, size_t n) {
  const uint64_t factor = kPrime2 + n * 2;
  if (n >= 8) {
    const uint64_t a = Word(s) + kPrime2, b = Word(s + n - 8);
    return Join(std::rotr(b, 37) * factor + a, (std::rotr(a, 25) + b) * factor, factor);
  }
  if (n >= 4) return Join(n + (uint64_t{HalfWord(s)} << 3), HalfWord(s + n - 4), factor);
  if (n == 0) return kPrime2;
  const uint32_t low = s[0] + (uint32_t{s[n / 2]} << 8), high = static_cast<uint32_t>(n) + (uint32_t{s[n - 1]} << 2);
  return Mix(low * kPrime2 ^ high * kPrime0) * kPrime2;
}

uint64_t UpTo32(const uint8_t* s, size_t n) {
  const uint64_t factor = kPrime2 + n * 2;
  const uint64_t a = Word(s) * kPrime1, b = Word(s + 8), c = Word(s + n - 8) * factor, d = Word(s + n - 16) * kPrime2;
  return Join(std::rotr(a + b, 43) + std::rotr(c, 30) + d, a + std::rotr(b + kPrime2, 18) + c, factor);
}

uint64_t UpTo64(const uint8_t* s, size_t n) {
  const uint64_t factor = kPrime2 + n * 2;
  const uint64_t a = Word(s) * kPrime2, b = Word(s + 8), c = Word(s + n - 8) * factor, d = Word(s + n - 16) * kPrime2;
  const uint64_t y = std::rotr(a + b, 43) + std::rotr(c, 30) + d;
  const uint64_t z = Join(y, a + std::rotr(b + kPrime2, 18) + c, factor);
  const uint64_t e = Word(s + 16) * factor, f = Word(s + 24), g = (y + Word(s + n - 32)) * factor, h = (z + Word(s + n - 24)) * factor;
  return Join(std::rotr(e + f, 43) + std::rotr(g, 30) + h, e + std::rotr(f + a, 18) + g, factor);
}

struct Pair {
  uint64_t first = 0, second = 0;
};

// Half a block of 64 bytes, with two seeds.
Pair HalfBlock(const uint8_t* s, uint64_t a, uint64_t b) {
  const uint64_t w = Word(s), x = Word(s + 8), y = Word(s + 16), z = Word(s + 24);
  a += w;
  b = std::rotr(b + a + z, 21);
  const uint64_t c = a;
  a += x + y;
  b += std::rotr(a, 44);
  return {a + z, b + c};
}

struct Blocks {
  uint64_t x, y, z;
  Pair v, w;

  // `weight` is 1 inside and 9 at the end.
  void Add(const uint8_t* s, uint64_t factor, uint64_t weight) {
    x = std::rotr(x + y + v.first + Word(s + 8), 37) * factor;
    y = std::rotr(y + v.second + Word(s + 48), 42) * factor;
    x ^= w.second * weight;
    y += v.first * weight + Word(s + 40);
    z = std::rotr(z + w.first, 33) * factor;
    v = HalfBlock(s, v.second * factor, x + w.first);
    w = HalfBlock(s + 32, z + w.second, y + Word(s + 16));
    std::swap(z, x);
  }
};

uint64_t Long(const uint8_t* s, size_t n) {
  constexpr uint64_t kSeed = 81;
  Blocks b{};
  b.y = kSeed * kPrime1 + 113;
  b.z = Mix(b.y * kPrime2 + 113) * kPrime2;
  b.x = kSeed * kPrime2 + Word(s);
  const size_t whole = (n - 1) / 64 * 64;
  for (size_t at = 0; at < whole; at += 64) b.Add(s + at, kPrime1, 1);
  const uint64_t factor = kPrime1 + ((b.z & 0xff) << 1);
  b.w.first += (n - 1) & 63;
  b.v.first += b.w.first;
  b.w.first += b.v.first;
  b.Add(s + n - 64, factor, 9);
  return Join(Join(b.v.first, b.w.first, factor) + Mix(b.y) * kPrime0 + b.z, Join(b.v.second, b.w.second, factor) + b.x, factor);
}

}  // namespace

uint64_t Fingerprint64(const uint8_t* data, size_t length) {
  if (length <= 16) return UpTo16(data, length);
  if (length <= 32) return UpTo32(data, length);
  return length <= 64 ? UpTo64(data, length) : Long(data, length);
}

}  // namespace goldcrest::kernels
