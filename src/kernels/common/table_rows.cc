#include "kernels/common/table_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/table_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_ARCH_X86
// PSHUFB looks up the low four bits of a byte in 16 entries, and gives 0 where the byte is negative. With x the index: for x below
// 128, looking up x, x - 16, x - 32, ... answers as long as the difference is not negative, so part k holds entries 16 k + i XORed
// with the part before, and the XOR of all answers is the entry. For x from 128 on the same is done with x - 128 (the sign bit
// flipped) and the other eight parts. 16 look-ups for a vector of bytes; the plain loop makes one for each byte.
class Lookup {
 public:
  explicit Lookup(const ByteTable& table) {
    uint8_t parts[256];
    for (size_t i = 0; i < 256; ++i) parts[i] = static_cast<uint8_t>(table[i] ^ (i % 128 < 16 ? 0 : table[i - 16]));
    for (size_t k = 0; k < 16; ++k) part_[k] = hn::LoadDup128(d_, parts + 16 * k);
  }

  HWY_INLINE void Apply(const uint8_t* in, uint8_t* out) const {
    const auto x = hn::LoadU(d_, in);
    hn::StoreU(hn::Or(Half(x, 0), Half(hn::Xor(x, hn::Set(d_, 0x80)), 8)), d_, out);
  }
  size_t lanes() const { return hn::Lanes(d_); }

 private:
  using D = hn::ScalableTag<uint8_t>;
  using V = hn::Vec<D>;

  // The entry of an x below 128, else 0.
  HWY_INLINE V Half(V x, size_t first) const {
    const hn::RebindToSigned<D> di;
    auto index = hn::BitCast(di, x);
    V y = hn::TableLookupBytesOr0(part_[first], x);
    for (size_t k = 1; k < 8; ++k) {
      // Saturating: what is negative stays so.
      index = hn::SaturatedSub(index, hn::Set(di, 16));
      y = hn::Xor(y, hn::TableLookupBytesOr0(part_[first + k], hn::BitCast(d_, index)));
    }
    return y;
  }

  D d_;
  V part_[16];
};
#elif HWY_TARGET == HWY_NEON
// TBL looks a byte up in 64 entries and gives 0 beyond them; TBX keeps what was there.
class Lookup {
 public:
  explicit Lookup(const ByteTable& table) {
    for (int k = 0; k < 4; ++k) part_[k] = vld1q_u8_x4(table.data() + 64 * k);
  }
  HWY_INLINE void Apply(const uint8_t* in, uint8_t* out) const {
    const uint8x16_t x = vld1q_u8(in), step = vdupq_n_u8(64);
    const uint8x16_t x1 = vsubq_u8(x, step), x2 = vsubq_u8(x1, step), x3 = vsubq_u8(x2, step);
    uint8x16_t y = vqtbl4q_u8(part_[0], x);
    y = vqtbx4q_u8(y, part_[1], x1);
    y = vqtbx4q_u8(y, part_[2], x2);
    vst1q_u8(out, vqtbx4q_u8(y, part_[3], x3));
  }
  size_t lanes() const { return 16; }

 private:
  uint8x16x4_t part_[4];
};
#endif

void TableRow(const ByteTable& table, const void* in, void* out, size_t n) {
  const uint8_t* x = static_cast<const uint8_t*>(in);
  uint8_t* y = static_cast<uint8_t*>(out);
  size_t i = 0;
#if HWY_ARCH_X86 || HWY_TARGET == HWY_NEON
  if (n >= 256) {  // shorter rows do not repay the preparation
    const Lookup lookup(table);
    for (; i + lookup.lanes() <= n; i += lookup.lanes()) lookup.Apply(x + i, y + i);
  }
#endif
  for (; i < n; ++i) y[i] = table[x[i]];
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest {

GC_SIMD_TABLE(TableRow)

TableRowFn ChooseTableRow() { return GC_SIMD_CHOOSE(TableRow); }

}  // namespace goldcrest
#endif
