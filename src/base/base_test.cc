#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/checked.h"
#include "base/cpu.h"
#include "base/file.h"
#include "base/shape_util.h"
#include "base/thread_pool.h"

namespace goldcrest {
namespace {

TEST(StatusTest, AddsPlacesInFrontWhileUnwinding) {
  Status s = Error(StatusCode::kInvalidModel, "input %d is %s", 0, "INT32");
  s = std::move(s).At("node 12 (SOFTMAX)");
  EXPECT_EQ(s.code(), StatusCode::kInvalidModel);
  EXPECT_EQ(s.message(), "node 12 (SOFTMAX): input 0 is INT32");
}

TEST(CheckedSizeTest, StaysInvalidAfterOverflowOrNegative) {
  EXPECT_FALSE((CheckedSize(SIZE_MAX) * 2).ok());
  EXPECT_FALSE((CheckedSize(SIZE_MAX) + 1).ok());
  EXPECT_FALSE((CheckedSize(-1) * 0).ok());
  EXPECT_EQ((CheckedSize(6) * 7).value(), 42u);
  EXPECT_EQ(CheckedSize(65).AlignedUp(64).value(), 128u);
}

TEST(ShapeTest, CountsScalarsAsOneAndRefusesHiddenOverflow) {
  EXPECT_EQ(CheckedElements(Shape{}).value(), 1u);
  EXPECT_EQ(CheckedElements(Shape{0, 5}).value(), 0u);
  EXPECT_FALSE(CheckedElements(Shape{0, INT32_MAX, INT32_MAX, INT32_MAX}).ok());
  EXPECT_FALSE(CheckedElements(Shape{-1}).ok());
  EXPECT_EQ(CheckedBytes(TensorType::kInt4, Shape{3}).value(), 2u);
}

TEST(ThreadPoolTest, RunsEveryGrainOnceForAnyThreadCount) {
  for (int threads : {1, 2, 3, 8}) {
    for (size_t grains : {size_t{0}, size_t{1}, size_t{2}, size_t{1000}}) {
      std::vector<std::atomic<int>> hits(grains);
      ParallelFor(grains, threads, [&](size_t i) { hits[i].fetch_add(1); });
      for (auto& h : hits) EXPECT_EQ(h.load(), 1);
    }
  }
}

TEST(ThreadPoolTest, ServesSeveralCallersAtOnce) {
  std::atomic<int> total{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (int r = 0; r < 200; ++r) ParallelFor(16, 2, [&](size_t) { total.fetch_add(1); });
    });
  }
  for (auto& t : callers) t.join();
  EXPECT_EQ(total.load(), 4 * 200 * 16);
}

TEST(ThreadPoolTest, RunsNestedCallsInline) {
  std::atomic<int> total{0};
  ParallelFor(4, 2, [&](size_t) { ParallelFor(5, 2, [&](size_t) { total.fetch_add(1); }); });
  EXPECT_EQ(total.load(), 20);
}

TEST(FileTest, MissingFileSaysSo) {
  auto r = MapFile("/nonexistent/m.tflite");
  ASSERT_FALSE(r.ok());
  EXPECT_EQ(r.status().code(), StatusCode::kNotFound);
  EXPECT_NE(r.status().message().find("/nonexistent/m.tflite"), std::string::npos);
}

TEST(FileTest, FailedWriteLeavesTheOldFile) {
  const std::string path = testing::TempDir() + "gc_file_test";
  const uint8_t old_content[] = {1, 2, 3};
  ASSERT_TRUE(WriteFileAtomically(path, old_content).ok());
  EXPECT_FALSE(WriteFileAtomically("/nonexistent/x", old_content).ok());
  auto read = CopyFile(path, 100);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)->span().size(), 3u);
  EXPECT_FALSE(CopyFile(path, 2).ok());
  std::remove(path.c_str());
}

TEST(CpuTest, ForcingATargetAllowsItAndWhatItIncludes) {
  const CpuTarget best = BestCpuTarget();
  for (CpuTarget t : AvailableCpuTargets()) {
    ForceCpuTarget(t);
    EXPECT_TRUE(MayUse(t));
    EXPECT_EQ(BestCpuTarget(), t);
  }
  ForceCpuTarget(best);
}

}  // namespace
}  // namespace goldcrest
