#include "kernels/common/table_rows.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

TEST(TableRowsTest, EveryEntryOnEveryTargetAroundTheVectorLength) {
  ByteTable table;
  for (int i = 0; i < 256; ++i) table[static_cast<size_t>(i)] = static_cast<uint8_t>(i * 167 + 41);
  ForEachCpuTarget([&](CpuTarget) {
    for (size_t n : {0, 1, 255, 256, 257, 271, 287, 319, 320, 1000}) {
      std::vector<uint8_t> in(n), out(n + 1, 99), want(n + 1, 99);
      for (size_t i = 0; i < n; ++i) {
        in[i] = static_cast<uint8_t>(i * 3);
        want[i] = table[in[i]];
      }
      ChooseTableRow()(table, in.data(), out.data(), n);
      EXPECT_EQ(out, want) << n;
      ChooseTableRow()(table, in.data(), in.data(), n);  // in place
      in.push_back(99);
      EXPECT_EQ(in, want) << n;
    }
  });
}

}  // namespace
}  // namespace goldcrest
