#include "convert/saved_model/tensor_proto.h"

#include <gtest/gtest.h>

namespace goldcrest::convert {
namespace {

proto::TensorProto Proto(int dtype, const std::vector<int64_t>& dims) {
  proto::TensorProto t;
  t.set_dtype(dtype);
  for (const int64_t d : dims) t.mutable_tensor_shape()->add_dim()->set_size(d);
  return t;
}

tf::Literal Read(const proto::TensorProto& t) {
  ByteBudget budget(1 << 20);
  auto literal = LiteralFromProto(t, &budget);
  EXPECT_TRUE(literal.ok()) << literal.status().message();
  return literal.ok() ? *literal : tf::Literal();
}

std::string ErrorOf(const proto::TensorProto& t) {
  ByteBudget budget(1 << 20);
  const auto literal = LiteralFromProto(t, &budget);
  return literal.ok() ? "" : literal.status().message();
}

TEST(TensorProtoTest, RawBytes) {
  proto::TensorProto t = Proto(3, {2});
  t.set_tensor_content(std::string("\1\0\0\0\2\0\0\0", 8));
  EXPECT_EQ(Read(t), tf::Literal::Of<int32_t>({2}, {1, 2}));
}

TEST(TensorProtoTest, TheLastNumberRepeatsAndNoNumberIsZero) {
  proto::TensorProto t = Proto(1, {2, 2});
  EXPECT_EQ(Read(t), tf::Literal::Of<float>({2, 2}, {0, 0, 0, 0}));
  t.add_float_val(1);
  t.add_float_val(5);
  EXPECT_EQ(Read(t), tf::Literal::Of<float>({2, 2}, {1, 5, 5, 5}));
}

TEST(TensorProtoTest, EveryListBelongsToItsTypes) {
  proto::TensorProto half = Proto(19, {1});
  half.add_half_val(0x3c00);
  EXPECT_EQ(Read(half).AsDoubles()->at(0), 1.0);
  proto::TensorProto bfloat16 = Proto(14, {1});
  bfloat16.add_half_val(0x3f80);
  EXPECT_EQ(Read(bfloat16).AsDoubles()->at(0), 1.0);
  proto::TensorProto int8 = Proto(6, {2});
  int8.add_int_val(-3);
  EXPECT_EQ(*Read(int8).AsInts(), (std::vector<int64_t>{-3, -3}));
  proto::TensorProto uint64 = Proto(23, {1});
  uint64.add_uint64_val(7);
  EXPECT_EQ(Read(uint64), tf::Literal::Of<uint64_t>({1}, {7}));
  proto::TensorProto bools = Proto(10, {2});
  bools.add_bool_val(true);
  EXPECT_EQ(Read(bools), tf::Literal::Of<bool>({2}, {true, true}));
  proto::TensorProto complex = Proto(8, {2});
  for (const float v : {1.f, 2.f}) complex.add_scomplex_val(v);
  EXPECT_EQ(Read(complex), tf::Literal::Of<std::complex<float>>({2}, {{1, 2}, {1, 2}}));
  proto::TensorProto strings = Proto(7, {3});
  strings.add_string_val("a");
  strings.add_string_val("b");
  EXPECT_EQ(Read(strings).strings(), (std::vector<std::string>{"a", "b", "b"}));
}

TEST(TensorProtoTest, AnyByteButZeroIsTrue) {
  proto::TensorProto t = Proto(10, {3});
  t.set_tensor_content(std::string("\0\2\xff", 3));
  EXPECT_EQ(Read(t), tf::Literal::Of<bool>({3}, {false, true, true}));
}

TEST(TensorProtoTest, WhatDoesNotFitIsRefused) {
  proto::TensorProto t = Proto(1, {1});
  t.set_tensor_content("abc");
  EXPECT_EQ(ErrorOf(t), "3 bytes for a float32 tensor of shape [1], which has 4");
  proto::TensorProto many = Proto(3, {1});
  many.add_int_val(1);
  many.add_int_val(2);
  EXPECT_EQ(ErrorOf(many), "a constant of 1 elements lists 2");
  EXPECT_EQ(ErrorOf(Proto(1, {-1})), "a value has the shape [?]");
  EXPECT_EQ(ErrorOf(Proto(20, {})), "constants of type resource are not read");
}

TEST(TensorProtoTest, OneNumberDoesNotStandForGigabytes) {
  proto::TensorProto t = Proto(1, {1 << 30});
  t.add_float_val(1);
  EXPECT_EQ(ErrorOf(t), "reading the model would take more than the limit of 1048576 bytes");
  EXPECT_NE(ErrorOf(Proto(1, {INT64_MAX, INT64_MAX})), "");
  EXPECT_NE(ErrorOf(Proto(7, {1 << 30})), "");
}

}  // namespace
}  // namespace goldcrest::convert
