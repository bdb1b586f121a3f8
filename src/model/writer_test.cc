#include "model/writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <random>
#include <string>

#include "model/equal.h"
#include "model/reader.h"
#include "model/schema_generated.h"
#include "model/verify.h"

namespace goldcrest::model {
namespace {

namespace fs = std::filesystem;
const fs::path kModels = fs::path(GC_SHARED_DIR) / "models";

std::string Joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

// Writes, reads back.
Expected<Model> Again(const Model& model, const WriteOptions& options = {}) {
  GC_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, WriteModel(model, options));
  GC_ASSIGN_OR_RETURN(std::shared_ptr<const Bytes> copy, CopyBytes(bytes));
  return ReadModel(std::move(copy));
}

Block BlockOf(std::initializer_list<uint8_t> bytes) { return Block(std::vector<uint8_t>(bytes)); }

std::vector<Operator> EveryKindOfOperator() {
  Operator conv;
  conv.inputs = {0, -1};
  conv.outputs = {2};
  conv.intermediates = {1};
  conv.mutating_variable_inputs = {true, false};
  Conv2DOptions o;
  o.stride_w = 2;
  o.padding = Padding::kValid;
  conv.options = o;
  Operator custom;
  custom.opcode_index = 1;
  custom.custom_options = BlockOf({1, 2, 3});
  Operator large = custom;
  large.large_custom_options = true;
  large.custom_options = BlockOf({4, 5, 6, 7});
  Operator gather;
  gather.opcode_index = 2;
  gather.options = StablehloGatherOptions{{1}, {2, 3}, {}, 4, {5}, true};
  gather.debug_metadata_index = 12;
  return {conv, custom, large, gather};
}

// The tensors of one subgraph use every field that tensors have.
Subgraph EveryKindOfTensor() {
  Subgraph s;
  s.name = "main";
  s.debug_metadata_index = 4;
  Tensor t;
  t.name = "weights";
  t.shape = {5};
  t.shape_signature = {-1};
  t.type = TensorType::kInt8;
  t.buffer = 1;
  t.external_buffer = 3;
  t.has_rank = true;
  t.is_variable = true;
  Quantization q;
  q.min = {-1.5f};
  q.max = {2.5f};
  q.scale = {0.5f, 0.25f};
  q.zero_point = {-3, int64_t{1} << 40};
  q.quantized_dimension = 1;
  q.details = Quantization::Details::kBlockwise;
  q.scales_tensor = 1;
  q.zero_points_tensor = 2;
  q.block_size = 32;
  q.block_shape = {1, 32};
  t.quantization = std::make_shared<Quantization>(q);
  Sparsity sparsity;
  sparsity.traversal_order = {0, 1};
  sparsity.block_map = {1};
  sparsity.dim_metadata.resize(3);
  sparsity.dim_metadata[0].dense_size = 7;
  for (int i = 1; i < 3; ++i) {
    DimensionMetadata& d = sparsity.dim_metadata[i];
    d.format = DimensionMetadata::Format::kSparseCsr;
    d.array_segments = {0, 2};
    d.array_indices = {0, 200};
    d.segments_bits = i == 1 ? 8 : 32;
    d.indices_bits = 16;
  }
  t.sparsity = std::make_shared<Sparsity>(sparsity);
  t.variant_tensors = {{{1, 2}, TensorType::kInt64, true}};
  s.tensors = {t, Tensor(), Tensor()};
  s.tensors[1].has_shape = false;
  Quantization custom_scheme;
  custom_scheme.details = Quantization::Details::kCustom;
  custom_scheme.custom = {1, 2, 3};
  s.tensors[1].quantization = std::make_shared<Quantization>(custom_scheme);
  Quantization multi_axis;
  multi_axis.details = Quantization::Details::kMultiAxis;
  multi_axis.scales_tensor = 1;
  multi_axis.block_size = 4;
  multi_axis.quantized_dimensions = {0, 2};
  s.tensors[2].quantization = std::make_shared<Quantization>(multi_axis);
  s.inputs = {0, 1};
  s.outputs = {2};
  return s;
}

// One of everything that the format has.
Model Everything() {
  Model m;
  m.description = "everything";
  m.operator_codes = {{BuiltinOperator::kConv2d, "", 3}, {BuiltinOperator::kCustom, "Mine", 1}, {BuiltinOperator::kStablehloGather, "", 1}};
  m.buffers.resize(5);
  m.buffers[1].data = BlockOf({1, 2, 3, 4, 5});
  m.buffers[2].data = BlockOf({6, 7, 8});
  m.buffers[2].past_flatbuffer = true;
  m.buffers[3].data = BlockOf({9});
  m.buffers[4].data = BlockOf({10, 11});
  m.buffers[4].past_flatbuffer = true;

  Subgraph s = EveryKindOfTensor();
  s.operators = EveryKindOfOperator();
  m.subgraphs = {s, Subgraph()};
  m.metadata_buffer = {3};
  m.metadata = {{"TFLITE_METADATA", 3}};
  m.signature_defs = {{"serving_default", {{"x", 0}}, {{"y", 2}}, 1}};
  m.external_buffer_groups = {{"weights.bin"}};
  m.external_buffers = {{3, 0, uint64_t{1} << 40, 12, "raw"}};
  return m;
}

TEST(WriterTest, WhatIsWrittenReadsBackEqual) {
  const Model was = Everything();
  const Expected<Model> is = Again(was);
  ASSERT_TRUE(is.ok()) << is.status().message();
  EXPECT_EQ(Joined(Differences(was, *is)), "");
  EXPECT_TRUE(is->buffers[2].past_flatbuffer);
  EXPECT_FALSE(is->buffers[1].past_flatbuffer);
  EXPECT_TRUE(is->subgraphs[0].operators[2].large_custom_options);
}

TEST(WriterTest, AlignsConstantsToSixteenBytes) {
  const Expected<Model> is = Again(Everything());
  ASSERT_TRUE(is.ok());
  for (const Buffer& buffer : is->buffers) EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data.data()) % 16, 0u);
}

TEST(WriterTest, PutsConstantsBehindTheFlatBufferWhenTheyDoNotFit) {
  Model was = Everything();
  was.buffers[1].data = Block(std::vector<uint8_t>(100000, 7));
  const Expected<Model> is = Again(was, WriteOptions{.max_flatbuffer_bytes = 50000});
  ASSERT_TRUE(is.ok()) << is.status().message();
  EXPECT_EQ(Joined(Differences(was, *is)), "");
  EXPECT_TRUE(is->buffers[1].past_flatbuffer);
  EXPECT_FALSE(is->buffers[3].past_flatbuffer) << "metadata is looked for inside";
}

TEST(WriterTest, RefusesStructureThatIsTooLarge) {
  const auto bytes = WriteModel(Everything(), WriteOptions{.max_flatbuffer_bytes = 1000});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.status().code(), StatusCode::kLimitExceeded);
}

TEST(WriterTest, SetsBothOperatorCodes) {
  Model m;
  m.operator_codes = {{BuiltinOperator::kStablehloGather, "", 1}, {BuiltinOperator::kCumsum, "", 1}, {BuiltinOperator::kConv2d, "", 1}};
  const auto bytes = WriteModel(m);
  ASSERT_TRUE(bytes.ok());
  const auto& codes = *schema::GetModel(bytes->data())->operator_codes();
  const int expected[][2] = {{127, 201}, {127, 128}, {3, 3}};
  for (uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(codes.Get(i)->deprecated_builtin_code(), expected[i][0]);
    EXPECT_EQ(static_cast<int>(codes.Get(i)->builtin_code()), expected[i][1]);
  }
}

// Other readers of the format take these vectors as given.
TEST(WriterTest, WritesEmptyVectorsThatMakeTheGraph) {
  Model m;
  const auto nothing = WriteModel(m);
  ASSERT_TRUE(nothing.ok());
  const schema::Model& empty = *schema::GetModel(nothing->data());
  EXPECT_NE(empty.subgraphs(), nullptr);
  EXPECT_NE(empty.operator_codes(), nullptr);
  EXPECT_NE(empty.buffers(), nullptr);
  m.subgraphs.resize(1);
  m.subgraphs[0].operators.resize(1);
  const auto hollow = WriteModel(m);
  ASSERT_TRUE(hollow.ok());
  const schema::SubGraph& graph = *schema::GetModel(hollow->data())->subgraphs()->Get(0);
  EXPECT_NE(graph.tensors(), nullptr);
  EXPECT_NE(graph.inputs(), nullptr);
  EXPECT_NE(graph.outputs(), nullptr);
  EXPECT_NE(graph.operators()->Get(0)->inputs(), nullptr);
  EXPECT_NE(graph.operators()->Get(0)->outputs(), nullptr);
}

TEST(WriterTest, WidensSparseIndicesThatOutgrewTheirWidth) {
  for (int32_t value : {255, 256, 65535, 65536, -1}) {
    Sparsity sparsity;
    sparsity.dim_metadata.resize(1);
    sparsity.dim_metadata[0].array_indices = {value};
    sparsity.dim_metadata[0].indices_bits = 8;
    sparsity.dim_metadata[0].array_segments = {value};
    Model m;
    m.buffers.resize(1);
    m.subgraphs.resize(1);
    m.subgraphs[0].tensors.resize(1);
    m.subgraphs[0].tensors[0].sparsity = std::make_shared<Sparsity>(sparsity);
    const Expected<Model> is = Again(m);
    ASSERT_TRUE(is.ok());
    EXPECT_EQ(Joined(Differences(m, *is)), "");
  }
}

TEST(WriterTest, KeepsFloatsToTheBit) {
  for (float value : {-0.0f, std::nanf(""), 1e-42f, -std::numeric_limits<float>::infinity()}) {
    Model m;
    m.buffers.resize(1);
    m.subgraphs.resize(1);
    m.subgraphs[0].operators.resize(1);
    m.subgraphs[0].operators[0].options = SoftmaxOptions{value};
    const Expected<Model> is = Again(m);
    ASSERT_TRUE(is.ok());
    EXPECT_EQ(Joined(Differences(m, *is)), "");
  }
}

TEST(WriterTest, EveryOptionsTypeSurvives) {
  for (int type = 1; type < 1100; ++type) {
    Model m;
    m.buffers.resize(1);
    m.operator_codes.resize(1);
    m.subgraphs.resize(1);
    m.subgraphs[0].operators.resize(1);
    // Fields other than their defaults, so that a field written to the wrong place shows.
    const bool known = VisitOptionsType(static_cast<OptionsType>(type), [&]<typename T>() {
      T value;
      int n = 1;
      T::ForEachField(value, [&](const char*, auto& field) {
        using F = std::remove_cvref_t<decltype(field)>;
        if constexpr (std::is_same_v<F, std::string>) {
          field = "s" + std::to_string(n);
        } else if constexpr (std::is_same_v<F, bool>) {
          field = !field;
        } else if constexpr (requires { field.resize(2); }) {
          field.resize(static_cast<size_t>(n % 3 + 1));
          field.back() = static_cast<typename F::value_type>(1);
        } else {
          field = static_cast<F>(n + 2);
        }
        ++n;
      });
      m.subgraphs[0].operators[0].options = Options(value);
    });
    if (!known) continue;
    const Expected<Model> is = Again(m);
    ASSERT_TRUE(is.ok());
    EXPECT_EQ(static_cast<int>(is->subgraphs[0].operators[0].options.type()), type);
    EXPECT_EQ(Joined(Differences(m, *is)), "");
  }
}

// Changes a few bytes to values that matter, cuts, or copies a part over another.
std::vector<uint8_t> Mutated(std::vector<uint8_t> bytes, std::mt19937& random) {
  const auto below = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  constexpr uint32_t kEdges[] = {0, 1, 2, 3, 4, 64, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  switch (below(4)) {
    case 0:
      for (size_t n = 1 + below(6); n > 0; --n) bytes[below(bytes.size())] ^= static_cast<uint8_t>(1 << below(8));
      break;
    case 1: {
      const uint32_t edge = kEdges[below(std::size(kEdges))];
      std::memcpy(bytes.data() + below(bytes.size() / 4) * 4, &edge, sizeof(edge));
      break;
    }
    case 2: bytes.resize(below(bytes.size())); break;
    default: {
      const size_t n = std::min<size_t>(1 + below(64), bytes.size() / 2);
      std::memmove(bytes.data() + below(bytes.size() - n), bytes.data() + below(bytes.size() - n), n);
    }
  }
  return bytes;
}

TEST(WriterTest, WhateverReadsCanBeJudgedAndWritten) {
  const std::vector<uint8_t> good = *WriteModel(Everything());
  std::mt19937 random(4);
  int read = 0;
  for (int i = 0; i < 5000; ++i) {
    const auto copy = CopyBytes(Mutated(good, random));
    ASSERT_TRUE(copy.ok());
    const Expected<Model> model = ReadModel(*copy);
    if (!model.ok()) continue;
    ++read;
    const Status verdict = Verify(*model);
    const Expected<Model> again = Again(*model);
    ASSERT_TRUE(again.ok()) << "mutation " << i << ": " << again.status().message();
    EXPECT_EQ(Joined(Differences(*model, *again)), "") << "mutation " << i;
    EXPECT_EQ(Verify(*again).message(), verdict.message()) << "mutation " << i;
  }
  EXPECT_GT(read, 500);
}

TEST(WriterTest, EverySharedModelSurvives) {
  if (!fs::exists(kModels)) GTEST_SKIP() << kModels << " is not there";
  int written = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kModels)) {
    if (entry.path().extension() != ".tflite" || entry.path().filename() == "test_model_broken.tflite") continue;
    auto file = MapFile(entry.path());
    ASSERT_TRUE(file.ok());
    const Expected<Model> was = ReadModel(*file);
    ASSERT_TRUE(was.ok()) << entry.path() << ": " << was.status().message();
    for (const WriteOptions& options : {WriteOptions(), WriteOptions{.max_flatbuffer_bytes = 700000}}) {
      const Expected<Model> is = Again(*was, options);
      ASSERT_TRUE(is.ok()) << entry.path() << ": " << is.status().message();
      EXPECT_EQ(Joined(Differences(*was, *is)), "") << entry.path();
      EXPECT_EQ(was->appended.size(), is->appended.size()) << entry.path();
    }
    ++written;
  }
  EXPECT_GE(written, 50);
}

TEST(EqualTest, NamesWhatDiffers) {
  const Model was = Everything();
  Model is = Everything();
  is.subgraphs[0].tensors[0].shape = {4};
  is.subgraphs[0].tensors[0].name = "bias";
  Conv2DOptions o = is.subgraphs[0].operators[0].options.OrDefault<Conv2DOptions>();
  o.stride_w = 3;
  is.subgraphs[0].operators[0].options = o;
  is.buffers[1].data = BlockOf({1, 2, 3, 0, 5});
  is.signature_defs[0].signature_key = "other";
  const std::vector<std::string> found = Differences(was, is);
  EXPECT_EQ(Joined(found),
            "subgraph 0: tensor 0: name is \"bias\", was \"weights\"\n"
            "subgraph 0: tensor 0: shape is [4], was [5]\n"
            "subgraph 0: operator 0: stride_w is 3, was 2\n"
            "buffer 1: data differs from byte 3 on\n"
            "signature 0: signature_key is \"other\", was \"serving_default\"\n");
}

TEST(EqualTest, SeesTheEndOfALongVector) {
  Model was;
  was.subgraphs.resize(1);
  was.subgraphs[0].operators.resize(1);
  Model is = was;
  ReshapeOptions o{std::vector<int32_t>(20, 1)};
  was.subgraphs[0].operators[0].options = o;
  o.new_shape.back() = 2;
  is.subgraphs[0].operators[0].options = o;
  EXPECT_EQ(Differences(was, is).size(), 1u);
}

}  // namespace
}  // namespace goldcrest::model
