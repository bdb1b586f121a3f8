#include "runtime/memory_planner.h"

#include <gtest/gtest.h>

#include <random>

#include "base/aligned_buffer.h"

namespace goldcrest {
namespace {

void ExpectNoOverlap(const std::vector<MemoryRequest>& requests, size_t arena) {
  for (size_t i = 0; i < requests.size(); ++i) {
    const MemoryRequest& a = requests[i];
    EXPECT_EQ(a.offset % kAlignment, 0u);
    EXPECT_LE(a.offset + a.bytes, arena);
    for (size_t k = 0; k < i; ++k) {
      const MemoryRequest& b = requests[k];
      const bool together = a.first_step <= b.last_step && b.first_step <= a.last_step;
      const bool apart = a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset;
      EXPECT_TRUE(!together || apart || a.bytes == 0 || b.bytes == 0) << i << " and " << k;
    }
  }
}

TEST(MemoryPlannerTest, AChainNeedsTwoNeighboursAtATime) {
  std::vector<MemoryRequest> requests;
  for (int s = 0; s < 10; ++s) requests.push_back({1024, s, s + 1, 0});
  const MemoryLayout layout = PlanMemory(requests);
  EXPECT_EQ(layout.bytes, 2048u);
  EXPECT_EQ(layout.lower_bound, 2048u);
  ExpectNoOverlap(requests, layout.bytes);
}

TEST(MemoryPlannerTest, NothingNeedsNothing) {
  std::vector<MemoryRequest> none;
  EXPECT_EQ(PlanMemory(none).bytes, 0u);
  std::vector<MemoryRequest> empty = {{0, 0, 3, 0}};
  EXPECT_EQ(PlanMemory(empty).bytes, 0u);
}

TEST(MemoryPlannerTest, NeverOverlapsAndStaysNearTheLowerBoundOnRandomGraphs) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<MemoryRequest> requests;
    const int n = 1 + static_cast<int>(random() % 40);
    for (int i = 0; i < n; ++i) {
      const int first = static_cast<int>(random() % 30);
      requests.push_back({random() % 5000, first, first + static_cast<int>(random() % 6), 0});
    }
    const MemoryLayout layout = PlanMemory(requests);
    ExpectNoOverlap(requests, layout.bytes);
    EXPECT_GE(layout.bytes, layout.lower_bound);
    // Random lifetimes are harder than networks; greedy placement stays within a half of the bound on these.
    EXPECT_LE(layout.bytes, layout.lower_bound * 3 / 2) << "round " << round;
  }
}

}  // namespace
}  // namespace goldcrest
