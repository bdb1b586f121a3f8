// Look-ups in a table of 256 bytes, by vectors.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_TABLE_ROWS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_TABLE_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace goldcrest {

// Results for each byte that an element of an 8-bit tensor may be.
using ByteTable = std::array<uint8_t, 256>;

// out[i] = table[in[i]] for i < n; `out` may be `in`.
using TableRowFn = void (*)(const ByteTable& table, const void* in, void* out, size_t n);

// For the best CPU target.
TableRowFn ChooseTableRow();

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_TABLE_ROWS_H_
