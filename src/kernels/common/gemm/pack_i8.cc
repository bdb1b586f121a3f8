// Packing of integer weights, and of what a layer's quantization makes of each column.
#include <algorithm>
#include <cstring>
#include <new>

#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/i8_columns.h"
#include "kernels/common/requantize.h"

namespace goldcrest::gemm {
namespace {

static_assert(kArrayPadding >= kChannelPadding);

// Largest |a' * w| of one k: unsigned bytes by -128.
constexpr int64_t kLargestProduct = 255 * 128;

void SetFactors(int32_t* arrays, size_t length, size_t c, FixedPointMultiplier m) {
  const int32_t left = std::max(m.shift, 0), right = std::max(-m.shift, 0);
  arrays[kMultiplier * length + c] = m.multiplier;
  arrays[kLeft * length + c] = left;
  arrays[kRight * length + c] = right;
  arrays[kMask * length + c] = PowerOfTwoMask(right);
  arrays[kHalf * length + c] = right > 0 ? int32_t{1} << (right - 1) : 0;
  arrays[kSign * length + c] = right > 0 ? 31 : 32;
}

}  // namespace

CheckedSize I8PackedBytes(const I8Kernel& kernel, size_t n, size_t k) {
  const CheckedSize columns = CheckedSize(n).AlignedUp(2 * static_cast<size_t>(kernel.lanes));
  return (columns * sizeof(int32_t)).AlignedUp(64) + columns * CheckedSize(k).AlignedUp(static_cast<size_t>(kernel.group));
}

const int32_t* PackedColumnSums(const void* packed) { return static_cast<const int32_t*>(packed); }

void PackI8(const I8Kernel& kernel, size_t n, size_t k, const void* weights, bool is_unsigned, size_t stride_n, size_t stride_k,
            void* packed) {
  const I8Layout layout(kernel, n, k);
  const uint8_t flip = is_unsigned ? 0x80 : 0;
  int32_t* sums = static_cast<int32_t*>(packed);
  std::fill_n(sums, layout.padded_n(), 0);
  for (size_t p = 0; p < layout.panels(); ++p) {
    int8_t* out = static_cast<int8_t*>(packed) + layout.PanelBegin(p);
    const uint8_t* in = static_cast<const uint8_t*>(weights) + p * layout.nr * stride_n;
    const size_t columns = layout.Columns(p), width = layout.Vectors(p) * layout.lanes;
    for (size_t k0 = 0; k0 < layout.padded_k(); k0 += layout.group) {
      const size_t present = std::min(layout.group, k - k0);
      for (size_t j = 0; j < width; ++j) {
        for (size_t i = 0; i < layout.group; ++i, ++out) {
          *out = j < columns && i < present ? static_cast<int8_t>(in[j * stride_n + (k0 + i) * stride_k] ^ flip) : 0;
          sums[p * layout.nr + j] = WrappingAdd(sums[p * layout.nr + j], *out);
        }
      }
    }
  }
}

CheckedSize I8ColumnBytes(const I8Kernel& kernel, size_t n) {
  const CheckedSize length = CheckedSize(n).AlignedUp(2 * static_cast<size_t>(kernel.lanes)) + kArrayPadding;
  return length * static_cast<size_t>(kI8ColumnArrays) * sizeof(int32_t) + sizeof(I8ColumnsHeader);
}

void PrepareI8(const I8Kernel& kernel, size_t n, size_t k, const void* packed, const I8Quantization& q, void* columns) {
  const I8Layout layout(kernel, n, k);
  I8ColumnsHeader& header = *new (columns) I8ColumnsHeader();
  header.a_unsigned = q.a_unsigned;
  header.a_zero_point = q.a_zero_point;
  header.w_zero_point = q.w_zero_point - (q.w_unsigned ? 128 : 0);
  header.flip = kernel.widens || kernel.signed_activations == !q.a_unsigned ? 0 : 0x80808080u;
  int32_t* arrays = reinterpret_cast<int32_t*>(&header + 1);
  const size_t length = layout.padded_n() + kArrayPadding;
  std::fill_n(arrays, kI8ColumnArrays * length, 0);
  // A flipped byte reads 128 more where the kernel takes unsigned rows, 128 less where it takes signed ones.
  const int32_t offset = header.flip == 0 ? 0 : kernel.signed_activations ? -128 : 128;
  const uint32_t total = static_cast<uint32_t>(q.a_zero_point) + static_cast<uint32_t>(offset);
  const int32_t* sums = PackedColumnSums(packed);
  for (size_t c = 0; c < layout.padded_n(); ++c) {
    const uint32_t bias = c < n && q.bias != nullptr ? static_cast<uint32_t>(q.bias[c]) : 0;
    arrays[kBias * length + c] = static_cast<int32_t>(bias - total * static_cast<uint32_t>(sums[c]));
    const bool has_factor = c < n && q.factors != nullptr;
    const FixedPointMultiplier m = has_factor ? q.factors[q.per_channel ? c : 0] : FixedPointMultiplier();
    SetFactors(arrays, length, c, m);
    header.any_left |= m.shift > 0;
  }
  // The terms of zero points that come with the rows are bounded like a second product.
  const int64_t largest_product = header.w_zero_point == 0 ? kLargestProduct : 2 * kLargestProduct;
  const bool small_depth = k < (size_t{1} << 20);
  for (size_t p = 0; p < layout.panels(); ++p) {
    bool small = small_depth;
    for (size_t c = p * layout.nr; small && c < (p + 1) * layout.nr; ++c) {
      const int64_t largest = std::abs(int64_t{arrays[kBias * length + c]}) + static_cast<int64_t>(k) * largest_product;
      small = largest < (int64_t{1} << 30) >> arrays[kLeft * length + c];
    }
    arrays[kSmall * length + p * layout.nr] = small;
  }
}

}  // namespace goldcrest::gemm
