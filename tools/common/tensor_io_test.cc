#include "tools/common/tensor_io.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "model/model.h"
#include "tools/common/session.h"

namespace goldcrest::tools {
namespace {

model::Tensor MakeTensor(const std::string& name, TensorType type, std::vector<int32_t> shape, uint32_t buffer = 0) {
  model::Tensor tensor;
  tensor.name = name;
  tensor.type = type;
  tensor.shape = std::move(shape);
  tensor.buffer = buffer;
  return tensor;
}

// A model that hands its inputs out again.
Session MakeSession(std::vector<model::Tensor> tensors, std::vector<uint8_t> constant = {},
                    std::vector<model::SignatureDef> signatures = {}) {
  model::Model content;
  content.buffers.resize(1);
  if (!constant.empty()) content.buffers.push_back({model::Block(std::move(constant))});
  content.subgraphs.resize(1);
  for (size_t i = 0; i < tensors.size(); ++i) {
    content.subgraphs[0].inputs.push_back(static_cast<int32_t>(i));
    content.subgraphs[0].outputs.push_back(static_cast<int32_t>(i));
  }
  content.subgraphs[0].tensors = std::move(tensors);
  content.signature_defs = std::move(signatures);
  Expected<Model> model = Model::FromContent(std::move(content));
  EXPECT_TRUE(model.ok()) << model.status().message();
  Expected<Session> session = Session::FromModel(std::move(*model), "test", {1, ""});
  EXPECT_TRUE(session.ok()) << session.status().message();
  EXPECT_TRUE(session->Allocate().ok());
  return std::move(*session);
}

template <typename T>
NpyArray MakeArray(TensorType type, const Shape& shape, const std::vector<T>& values) {
  NpyArray array;
  array.type = type;
  array.shape = shape;
  array.data = std::move(*AlignedBuffer::Allocate(values.size() * sizeof(T)));
  std::memcpy(array.data.data(), values.data(), array.data.size());
  return array;
}

TEST(TensorIoTest, PacksElementsNarrowerThanAByte) {
  for (const auto& [type, values] : {std::pair<TensorType, std::vector<int8_t>>{TensorType::kInt4, {-8, 7, -1, 0, 3}},
                                     {TensorType::kUInt4, {0, 15, 8, 7, 1}},
                                     {TensorType::kInt2, {-2, 1, -1, 0, 1}}}) {
    Session session = MakeSession({MakeTensor("x", type, {5})});
    const NpyArray array = MakeArray<int8_t>(ArrayType(type), {5}, values);
    ASSERT_TRUE(NpyToInput(array, 0, 0, &session.interpreter()).ok());
    const Expected<NpyArray> back = TensorToNpy(session.Tensor(session.inputs()[0]));
    ASSERT_TRUE(back.ok()) << back.status().message();
    EXPECT_EQ(back->type, ArrayType(type));
    EXPECT_EQ(std::memcmp(back->data.data(), values.data(), 5), 0) << TypeName(type);
  }
  Session session = MakeSession({MakeTensor("x", TensorType::kInt4, {2})});
  const Status status = NpyToInput(MakeArray<int8_t>(TensorType::kInt8, {2}, {0, 8}), 0, 0, &session.interpreter());
  EXPECT_EQ(status.message(), "element 1 is 8; the tensor's elements go from -8 to 7");
}

TEST(TensorIoTest, CarriesStrings) {
  Session session = MakeSession({MakeTensor("x", TensorType::kString, {1, 2})});
  NpyArray array;
  array.type = TensorType::kString;
  array.shape = Shape{1, 2};
  array.strings = {"", std::string("a\0b", 3)};
  ASSERT_TRUE(NpyToInput(array, 0, 0, &session.interpreter()).ok());
  ASSERT_TRUE(session.Invoke().ok());
  const Expected<NpyArray> back = TensorToNpy(session.Tensor(session.outputs()[0]));
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(back->strings, array.strings);
  ASSERT_TRUE(RandomInput(1, 0, 0, &session.interpreter()).ok());
  EXPECT_TRUE(session.Invoke().ok());
}

TEST(TensorIoTest, WritesWhereTensorsLie) {
  const std::string path = testing::TempDir() + "gc_tensor_io_test.npy";
  Session session = MakeSession(
      {MakeTensor("x", TensorType::kInt16, {3}), MakeTensor("y", TensorType::kInt4, {3}), MakeTensor("z", TensorType::kVariant, {})});
  const std::vector<int16_t> values = {1, -2, 3};
  ASSERT_TRUE(NpyToInput(MakeArray<int16_t>(TensorType::kInt16, {3}, values), 0, 0, &session.interpreter()).ok());
  ASSERT_TRUE(NpyToInput(MakeArray<int8_t>(TensorType::kInt8, {3}, std::vector<int8_t>{1, -2, 3}), 1, 0, &session.interpreter()).ok());
  ASSERT_TRUE(WriteTensor(path, session.Tensor(session.outputs()[0])).ok());
  Expected<NpyArray> back = ReadNpy(path);
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(back->type, TensorType::kInt16);
  EXPECT_EQ(std::memcmp(back->data.data(), values.data(), 6), 0);
  ASSERT_TRUE(WriteTensor(path, session.Tensor(session.outputs()[1])).ok());
  back = ReadNpy(path);
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(static_cast<int8_t>(back->data.data()[1]), -2);
  EXPECT_EQ(WriteTensor(path, session.Tensor(session.outputs()[2])).code(), StatusCode::kUnsupported);
}

TEST(TensorIoTest, RefusesAnotherTypeOrShape) {
  Session session = MakeSession({MakeTensor("x", TensorType::kFloat32, {2, 3})});
  const Status type = NpyToInput(MakeArray<int32_t>(TensorType::kInt32, {2, 3}, std::vector<int32_t>(6)), 0, 0, &session.interpreter());
  EXPECT_EQ(type.message(), "expected FLOAT32 [2, 3], found INT32 [2, 3]");
  const Status shape = NpyToInput(MakeArray<float>(TensorType::kFloat32, {3, 2}, std::vector<float>(6)), 0, 0, &session.interpreter());
  EXPECT_EQ(shape.message(), "expected FLOAT32 [2, 3], found FLOAT32 [3, 2]");
}

TEST(SessionTest, FindsInputsByNameThenByNumber) {
  model::SignatureDef signature;
  signature.signature_key = "serve";
  signature.inputs = {{"short", 0}};
  Session session = MakeSession({MakeTensor("a", TensorType::kFloat32, {1}), MakeTensor("0", TensorType::kFloat32, {1}),
                                 MakeTensor("twin", TensorType::kFloat32, {1}), MakeTensor("twin", TensorType::kFloat32, {1})},
                                {}, {signature});
  EXPECT_EQ(*session.FindInput("a"), 0u);
  EXPECT_EQ(*session.FindInput("short"), 0u);
  EXPECT_EQ(*session.FindInput("0"), 1u);
  EXPECT_EQ(*session.FindInput("3"), 3u);
  EXPECT_EQ(session.FindInput("twin").status().message(), "2 inputs are called \"twin\"; give the number instead");
  EXPECT_EQ(session.FindInput("4").status().message(), "no input \"4\"; the inputs are: 0 \"a\", 1 \"0\", 2 \"twin\", 3 \"twin\"");
}

TEST(SessionTest, KnowsInputsThatAreConstants) {
  Session session =
      MakeSession({MakeTensor("fixed", TensorType::kFloat32, {1}, 1), MakeTensor("x", TensorType::kFloat32, {1})}, std::vector<uint8_t>(4));
  EXPECT_TRUE(session.IsConstant(session.inputs()[0]));
  EXPECT_FALSE(session.IsConstant(session.inputs()[1]));
}

}  // namespace
}  // namespace goldcrest::tools
