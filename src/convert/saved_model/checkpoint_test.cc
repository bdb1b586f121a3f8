#include "convert/saved_model/checkpoint.h"

#include <gtest/gtest.h>

#include "convert/saved_model/saved_model_test_util.h"

namespace goldcrest::convert {
namespace {

class CheckpointTest : public testing::Test {
 protected:
  Expected<Checkpoint> Open() {
    writer_.Write(folder_, "variables");
    return Checkpoint::Open(folder_.path() + "/variables", &budget_);
  }
  std::string ErrorOf(const std::string& name) {
    auto checkpoint = Open();
    if (!checkpoint.ok()) return checkpoint.status().message();
    const auto value = checkpoint->Read(name);
    return value.ok() ? "" : value.status().message();
  }
  static void AddExtent(int64_t start, int64_t length, proto::TensorSliceProto* slice) {
    auto* extent = slice->add_extent();
    if (length < 0) return;
    extent->set_start(start);
    extent->set_length(length);
  }

  TempFolder folder_;
  CheckpointWriter writer_;
  ByteBudget budget_{1 << 20};
};

TEST_F(CheckpointTest, NumbersStayInTheMappedShard) {
  writer_.AddFloats("w", {2, 3}, {1, 2, 3, 4, 5, 6});
  auto checkpoint = Open();
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status().message();
  const auto w = checkpoint->Read("w");
  ASSERT_TRUE(w.ok()) << w.status().message();
  EXPECT_EQ(w->dims(), (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(w->values<float>()[5], 6.f);
  EXPECT_NE(w->bytes().file(), nullptr);
}

TEST_F(CheckpointTest, BytesAtAnOddPlaceAreCopied) {
  writer_.Add("a", 6, {1}, "x");
  writer_.AddFloats("w", {2}, {1.5f, -2});
  auto checkpoint = Open();
  ASSERT_TRUE(checkpoint.ok());
  const auto w = checkpoint->Read("w");
  ASSERT_TRUE(w.ok()) << w.status().message();
  EXPECT_EQ(w->values<float>()[1], -2.f);
  EXPECT_EQ(w->bytes().file(), nullptr);
}

TEST_F(CheckpointTest, Strings) {
  writer_.AddStrings("s", {2, 2}, {"a", "", std::string(300, 'b'), std::string("\0c", 2)});
  auto checkpoint = Open();
  ASSERT_TRUE(checkpoint.ok());
  const auto s = checkpoint->Read("s");
  ASSERT_TRUE(s.ok()) << s.status().message();
  EXPECT_EQ(s->strings(), (std::vector<std::string>{"a", "", std::string(300, 'b'), std::string("\0c", 2)}));
}

TEST_F(CheckpointTest, AChangedByteOfAValueIsNoticed) {
  writer_.AddFloats("w", {2}, {1, 2});
  writer_.AddStrings("s", {2}, {"ab", "cd"});
  for (const char* name : {"w", "s"}) {
    for (size_t i = std::string(name) == "w" ? 0 : 8; i < (std::string(name) == "w" ? 8 : writer_.data().size()); ++i) {
      writer_.data()[i] = static_cast<char>(writer_.data()[i] ^ 4);
      EXPECT_NE(ErrorOf(name), "") << name << " " << i;
      writer_.data()[i] = static_cast<char>(writer_.data()[i] ^ 4);
    }
    EXPECT_EQ(ErrorOf(name), "");
  }
  writer_.data()[0] = 1;
  EXPECT_TRUE(ErrorOf("w").starts_with("tensor \"w\" of the checkpoint: its checksum is wrong")) << ErrorOf("w");
}

TEST_F(CheckpointTest, WhatLiesOutsideItsShardIsRefused) {
  proto::BundleEntryProto& w = writer_.AddFloats("w", {2}, {1, 2});
  w.set_offset(4);
  EXPECT_EQ(ErrorOf("w"), "tensor \"w\" of the checkpoint: it ends at byte 12 of its shard, which has 8");
  w.set_offset(-1);
  EXPECT_NE(ErrorOf("w"), "");
  w.set_offset(INT64_MAX);
  EXPECT_NE(ErrorOf("w"), "");
  w.set_offset(0);
  w.set_shard_id(1);
  EXPECT_EQ(ErrorOf("w"), "tensor \"w\" of the checkpoint: it lies in shard 1, the checkpoint has 1");
  w.set_shard_id(0);
  writer_.header().set_num_shards(2);
  EXPECT_NE(ErrorOf("w").find("variables.data-00000-of-00002"), std::string::npos) << ErrorOf("w");
}

TEST_F(CheckpointTest, AShapeOfAnotherSizeIsRefused) {
  writer_.AddFloats("w", {3}, {1, 2});
  EXPECT_NE(ErrorOf("w").find("8 bytes for a float32 tensor of shape [3], which has 12"), std::string::npos) << ErrorOf("w");
  writer_.AddFloats("v", {-1}, {1});
  EXPECT_NE(ErrorOf("v"), "");
}

TEST_F(CheckpointTest, BigEndianIsRefused) {
  writer_.header().set_endianness(proto::BundleHeaderProto::BIG);
  EXPECT_NE(ErrorOf("w").find("the checkpoint was written on a big-endian machine"), std::string::npos);
}

TEST_F(CheckpointTest, SlicesArePutTogether) {
  // A 3x4 matrix: rows 0 and 1 in two halves, row 2 whole.
  proto::BundleEntryProto whole;
  AddExtent(0, 2, whole.add_slices());
  AddExtent(0, 2, whole.mutable_slices(0));
  AddExtent(0, 2, whole.add_slices());
  AddExtent(2, 2, whole.mutable_slices(1));
  AddExtent(2, 1, whole.add_slices());
  AddExtent(0, -1, whole.mutable_slices(2));
  writer_.AddFloats(SliceKey("w", whole.slices(0)), {2, 2}, {0, 1, 4, 5});
  writer_.AddFloats(SliceKey("w", whole.slices(1)), {2, 2}, {2, 3, 6, 7});
  writer_.AddFloats(SliceKey("w", whole.slices(2)), {1, 4}, {8, 9, 10, 11});
  writer_.Add("w", 1, {3, 4}, "").mutable_slices()->CopyFrom(whole.slices());
  auto checkpoint = Open();
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status().message();
  const auto w = checkpoint->Read("w");
  ASSERT_TRUE(w.ok()) << w.status().message();
  for (int i = 0; i < 12; ++i) EXPECT_EQ(w->values<float>()[static_cast<size_t>(i)], static_cast<float>(i));
  const auto part = checkpoint->ReadSlice("w", "3 4 1,2:1,3");
  ASSERT_TRUE(part.ok()) << part.status().message();
  EXPECT_EQ(*part, tf::Literal::Of<float>({2, 3}, {5, 6, 7, 9, 10, 11}));
  EXPECT_EQ(checkpoint->ReadSlice("w", "3 4 0,1:-")->dims(), (std::vector<int64_t>{1, 4}));
  EXPECT_FALSE(checkpoint->ReadSlice("w", "3 4 2,2:-").ok());
  EXPECT_FALSE(checkpoint->ReadSlice("w", "3 4 x").ok());
}

TEST_F(CheckpointTest, SlicesThatLeaveAHoleAreRefused) {
  proto::BundleEntryProto whole;
  AddExtent(0, 1, whole.add_slices());
  writer_.AddFloats(SliceKey("w", whole.slices(0)), {1}, {1});
  writer_.Add("w", 1, {2}, "").mutable_slices()->CopyFrom(whole.slices());
  EXPECT_EQ(ErrorOf("w"), "tensor \"w\" of the checkpoint: its slices do not cover it");
}

TEST(SliceKeyTest, IsAsTensorFlowWritesIt) {
  proto::TensorSliceProto slice;
  slice.add_extent()->set_length(64);
  slice.mutable_extent(0)->set_start(3);
  slice.add_extent();
  const std::string want(
      "\x00"
      "a\x00\x01\x01\x02\x83\xc0\x40\x80\x7f",
      11);
  EXPECT_EQ(SliceKey("a", slice), want);
}

}  // namespace
}  // namespace goldcrest::convert
