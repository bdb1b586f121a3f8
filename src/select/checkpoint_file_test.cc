#include "select/checkpoint_file.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace goldcrest::select {
namespace {

using tf::Literal;

TEST(CheckpointFileTest, KeepsTensorsAndNoticesDamage) {
  const std::string path = testing::TempDir() + "/select_checkpoint";
  const Checkpoint tensors = {{"a", Literal::Of<float>({2, 1}, {1, 2})}, {"b", Literal::Scalar<int64_t>(-3)}};
  ASSERT_TRUE(WriteCheckpoint(path, tensors).ok());
  const Expected<Checkpoint> read = ReadCheckpoint(path);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(*read, tensors);
  std::FILE* file = std::fopen(path.c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  std::fseek(file, 40, SEEK_SET);
  std::fputc(0x55, file);
  std::fclose(file);
  EXPECT_EQ(ReadCheckpoint(path).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadCheckpoint(path + ".none").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace goldcrest::select
