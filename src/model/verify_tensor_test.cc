// The verifier on tensors and on operators' options.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "model/verify_test_util.h"

// Numbers in comments are the cases of ../shared/robustness.md.
namespace goldcrest::model {
namespace {

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

// 29
TEST(VerifyTensorTest, ChecksVariables) {
  const auto variable = [](AddModel& m) {
    m.T(1).is_variable = true;
    m.Graph().inputs = {0};
  };
  ExpectAccepted(variable);
  ExpectAccepted([=](AddModel& m) {
    variable(m);
    m.T(1).has_shape = false;
    m.T(1).shape = {};
  });
  ExpectRefused(
      [=](AddModel& m) {
        variable(m);
        m.T(1).buffer = m.AddBuffer(Floats(6));
      },
      "is a variable and has constant data (buffer 1) at once");
}

// 30-33
TEST(VerifyTensorTest, ChecksShapes) {
  const auto all = [](std::vector<int32_t> shape) {
    return [=](AddModel& m) {
      for (Tensor& t : m.Graph().tensors) t.shape = shape;
    };
  };
  ExpectAccepted(all({0, 3}));
  ExpectAccepted(all({}));
  if (sizeof(size_t) > 4) {
    ExpectAccepted(all({kMax, 3}));
  } else {
    ExpectRefused(all({kMax, 3}), "more elements than memory can hold");
  }
  ExpectAccepted(all({0, kMax}));
  ExpectAccepted(all({1, 1, 1, 1, 1, 1, 1, 1}));
  ExpectRefused(all({-1, 3}), "negative dimension -1; a dimension not yet known is 1 in the shape and -1 in the shape_signature");
  ExpectRefused(all({kMin}), "negative dimension -2147483648");
  ExpectRefused(all({kMax, kMax, kMax}), "more elements than memory can hold");
  ExpectRefused(all({65536, 65536, 65536, 65536}), "more elements than memory can hold");
  ExpectRefused(all({0, kMax, kMax, kMax}), "more elements than memory can hold");
  for (size_t rank : {9, 255, 65535}) ExpectRefused(all(std::vector<int32_t>(rank, 1)), "at most 8 are supported");
  AddModel deep;
  deep.T(0).shape.assign(9, 1);
  EXPECT_EQ(Verify(deep).code(), StatusCode::kUnsupported);
}

// 34: the shape counts, as in TensorFlow Lite.
TEST(VerifyTensorTest, WarnsOfASignatureThatContradictsTheShape) {
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {-1, 3}; });
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {5, 3}; }, "shape_signature contradicts the shape [2, 3]");
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {-2, 3}; }, "shape_signature contradicts");
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {-1}; }, "shape_signature has 1 dimensions and shape 2");
}

TEST(VerifyTensorTest, MatchesConstantsWithTheirShape) {
  ExpectAccepted([](AddModel& m) { m.MakeConstant(Floats(6)); });
  ExpectAccepted([](AddModel& m) { m.MakeConstant(Floats(8)); }, "needs 24 bytes, and its buffer 1 has 32; the rest is ignored");
  ExpectRefused([](AddModel& m) { m.MakeConstant(Floats(5)); }, "FLOAT32 [2, 3] needs 24 bytes, and its buffer 1 has 20");
  // 66: two elements of four bits share a byte.
  const auto int4 = [](size_t bytes) {
    return [=](AddModel& m) {
      m.T(1) = MakeTensor({5}, TensorType::kInt4);
      m.MakeConstant(Block(std::vector<uint8_t>(bytes)));
    };
  };
  ExpectAccepted(int4(3));
  ExpectRefused(int4(2), "INT4 [5] needs 3 bytes");
}

// 67
TEST(VerifyTensorTest, ChecksSparseConstants) {
  const auto sparse = [](std::vector<int32_t> segments, std::vector<int32_t> indices, size_t values) {
    return [=](AddModel& m) {
      Sparsity s{{0, 1}, {}, std::vector<DimensionMetadata>(2)};
      s.dim_metadata[0].dense_size = 2;
      DimensionMetadata& columns = s.dim_metadata[1];
      columns.format = DimensionMetadata::Format::kSparseCsr;
      columns.array_segments = segments;
      columns.array_indices = indices;
      columns.segments_bits = columns.indices_bits = 32;
      m.T(1).sparsity = std::make_shared<Sparsity>(s);
      m.MakeConstant(Floats(values));
    };
  };
  ExpectAccepted(sparse({0, 1, 3}, {1, 0, 2}, 3));
  ExpectRefused(sparse({0, 2, 1}, {1}, 3), "array_segments decrease");
  ExpectRefused(sparse({0, 1, 3}, {1, 0, 7}, 3), "index 7 after 0 in a level of 3");
  ExpectRefused(sparse({0, 1, 3}, {1, 0, 2}, 2), "3 values of 4 bytes, but there are 8");
  ExpectRefused([](AddModel& m) { m.T(1).sparsity = std::make_shared<Sparsity>(); }, "has a sparse layout but no data");
}

// 68
TEST(VerifyTensorTest, ChecksStringConstants) {
  const auto strings = [](std::vector<int32_t> words, std::vector<int32_t> shape) {
    return [=](AddModel& m) {
      m.T(1) = MakeTensor(shape, TensorType::kString);
      std::vector<uint8_t> bytes(words.size() * sizeof(int32_t));
      std::memcpy(bytes.data(), words.data(), bytes.size());
      m.MakeConstant(Block(std::move(bytes)));
    };
  };
  ExpectAccepted(strings({2, 16, 18, 20, 0}, {2}));
  ExpectRefused(strings({2, 18, 16, 20, 0}, {2}), "string offset 1 is 16; 18 to 20 is expected");
  ExpectRefused(strings({2, 16, 18, 24, 0}, {2}), "string offset 2 is 24");
  ExpectRefused(strings({2, 16, 18, 20, 0}, {3}), "has 2 strings, and the shape 3");
  ExpectRefused(
      [=](AddModel& m) {
        strings({2, 16, 18, 20, 0}, {2})(m);
        const int32_t other = m.AddTensor(m.T(1));
        m.T(static_cast<size_t>(other)).shape = {1, 3};
      },
      "tensor 3 \"t\": the string table has 2 strings, and the shape 3");
}

TEST(VerifyTensorTest, ChecksTypes) {
  for (int bad : {-1, 23, 50, 127, -128}) {
    ExpectRefused([=](AddModel& m) { m.T(1).type = static_cast<TensorType>(bad); }, "type " + std::to_string(bad) + " is not known");
  }
}

// 55
TEST(VerifyTensorTest, RefusesUnknownEnumsInOptions) {
  ExpectRefused([](AddModel& m) { m.Op().options = AddOptions{static_cast<ActivationFunctionType>(77)}; },
                "option fused_activation_function is 77; 0 to 5 are known");
  ExpectRefused([](AddModel& m) { m.Op().options = AddOptions{static_cast<ActivationFunctionType>(-1)}; },
                "fused_activation_function is -1");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kMaxPool2d;
        Pool2DOptions o;
        o.padding = static_cast<Padding>(2);
        m.Op().options = o;
      },
      "option padding is 2; 0 to 1 are known");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kCast;
        m.Op().options = CastOptions{TensorType::kFloat32, static_cast<TensorType>(99)};
      },
      "option out_data_type is 99");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kStablehloDotGeneral;
        StablehloDotGeneralOptions o;
        o.precision_config = {StablehloPrecisionConfig::kHigh, static_cast<StablehloPrecisionConfig>(3)};
        m.Op().options = o;
      },
      "option precision_config is 3");
}

// 56: absent options have their defaults, with which the operator decides.
TEST(VerifyTensorTest, RefusesOptionsOfAnotherOperator) {
  ExpectAccepted([](AddModel& m) { m.Op().options = {}; });
  ExpectRefused([](AddModel& m) { m.Op().options = Conv2DOptions(); }, "carries Conv2DOptions where AddOptions belong");
  ExpectAccepted(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kRelu;
        m.Op().options = WhileOptions{0, 0};
      },
      "carries WhileOptions, which it does not use");
}

Change Quantized(const std::function<void(Quantization&)>& change, TensorType type = TensorType::kInt8) {
  return [=](AddModel& m) {
    Quantization q;
    q.scale = {0.5f};
    q.zero_point = {3};
    change(q);
    m.T(0).type = type;
    m.T(0).quantization = std::make_shared<Quantization>(q);
  };
}

// 61
TEST(VerifyTensorTest, ChecksScales) {
  const auto scale = [](float v, TensorType type = TensorType::kInt8) { return Quantized([=](Quantization& q) { q.scale = {v}; }, type); };
  ExpectAccepted(scale(0.5f));
  ExpectAccepted(scale(1e-40f));
  for (float bad : {0.0f, -1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    ExpectRefused(scale(bad), "a finite number above 0 is expected");
    ExpectAccepted(scale(bad, TensorType::kFloat32));  // not quantized, whatever it carries
  }
  // Weights that are all zero.
  ExpectAccepted([](AddModel& m) {
    Quantized([](Quantization& q) { q.scale = {0.0f}; })(m);
    m.T(0).buffer = m.AddBuffer(Block(std::vector<uint8_t>(6)));
  });
}

// 62
TEST(VerifyTensorTest, ChecksZeroPoints) {
  const auto zero_point = [](int64_t v, TensorType type) { return Quantized([=](Quantization& q) { q.zero_point = {v}; }, type); };
  ExpectAccepted(zero_point(-128, TensorType::kInt8));
  ExpectRefused(zero_point(128, TensorType::kInt8), "zero point 0 is 128, outside of INT8");
  ExpectAccepted(zero_point(255, TensorType::kUInt8));
  ExpectRefused(zero_point(-1, TensorType::kUInt8), "outside of UINT8");
  ExpectRefused(zero_point(8, TensorType::kInt4), "outside of INT4");
  ExpectRefused(zero_point(int64_t{1} << 40, TensorType::kInt32), "outside of INT32");
}

// 63, 64
TEST(VerifyTensorTest, ChecksTheLengthsOfQuantizationVectors) {
  const auto counts = [](size_t scales, size_t zero_points, int32_t dimension) {
    return Quantized([=](Quantization& q) {
      q.scale.assign(scales, 0.5f);
      q.zero_point.assign(zero_points, 0);
      q.quantized_dimension = dimension;
    });
  };
  ExpectAccepted(counts(1, 1, 0));
  ExpectAccepted(counts(2, 2, 0));
  ExpectAccepted(counts(3, 3, 1));
  ExpectAccepted(counts(0, 0, 0));
  ExpectRefused(counts(3, 3, 0), "quantization has 3 scales; 1 or the 2 of dimension 0 are expected");
  ExpectRefused(counts(2, 2, 1), "quantization has 2 scales; 1 or the 3 of dimension 1 are expected");
  ExpectRefused(counts(4, 4, 1), "quantization has 4 scales");
  ExpectRefused(counts(2, 1, 0), "2 scales and 1 zero points");
  ExpectRefused(counts(1, 0, 0), "1 scales and 0 zero points");
  for (int32_t bad : {-1, 2, kMax, kMin}) ExpectRefused(counts(1, 1, bad), "quantized_dimension is " + std::to_string(bad));
}

TEST(VerifyTensorTest, ChecksTensorsOfBlockwiseQuantization) {
  const auto blockwise = [](int32_t scales, int32_t zero_points) {
    return Quantized([=](Quantization& q) {
      q.details = Quantization::Details::kBlockwise;
      q.scales_tensor = scales;
      q.zero_points_tensor = zero_points;
    });
  };
  ExpectAccepted(blockwise(1, -1));
  ExpectRefused(blockwise(3, 0), "quantization scales are in tensor 3 of 3");
  ExpectRefused(blockwise(0, -2), "quantization zero points are in tensor -2 of 3");
}

TEST(VerifyTensorTest, ChecksExternalBuffers) {
  ExpectRefused([](AddModel& m) { m.T(1).external_buffer = 7; }, "refers to external buffer 7, which the model does not list");
  ExpectRefused([](AddModel& m) { m.external_buffers = {{7, 2, 0, 0, ""}}; }, "external buffer 0 refers to group 2 of 0");
}

}  // namespace
}  // namespace goldcrest::model
