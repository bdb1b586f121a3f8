// Cases 61 to 68: quantization, sub-byte types, sparse layouts, tables of strings. More in src/model/verify_tensor_test.cc and
// sparsity_test.cc.
#include <cmath>
#include <limits>

#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

using model::Model;
using model::Subgraph;

// t2 = t0 + t1 in INT8, quantized by scale 0.5 and zero point 3, changed.
Change Quantized(const std::function<void(model::Quantization&)>& change, TensorType type = TensorType::kInt8) {
  return [=](Model&, Subgraph& s) {
    for (model::Tensor& t : s.tensors) {
      t.type = type;
      auto q = std::make_shared<model::Quantization>();
      q->scale = {0.5f};
      q->zero_point = {3};
      if (&t == &s.tensors[0]) change(*q);
      t.quantization = std::move(q);
    }
  };
}

TEST(RobustnessQuantization, Case61Scales) {
  const auto with = [](float scale) { return RunChanged(Quantized([=](model::Quantization& q) { q.scale = {scale}; })); };
  ExpectRuns(with(0.5f));
  for (float bad : {0.0f, -1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    ExpectInvalid(with(bad), "a finite number above 0 is expected");
  }
  // Numbers like any other, if odd ones: they run, or the operator says why it cannot.
  for (float odd : {1e-40f, std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max()}) {
    const Status status = with(odd);
    if (!status.ok()) ExpectRefused(status, status.code(), "scale");
  }
}

TEST(RobustnessQuantization, Case62ZeroPoints) {
  const auto with = [](int64_t z, TensorType type) {
    return RunChanged(Quantized([=](model::Quantization& q) { q.zero_point = {z}; }, type));
  };
  ExpectRuns(with(-128, TensorType::kInt8));
  ExpectInvalid(with(128, TensorType::kInt8), "zero point 0 is 128, outside of INT8");
  ExpectInvalid(with(-1, TensorType::kUInt8), "outside of UINT8");
  ExpectInvalid(with(INT64_MIN, TensorType::kInt16), "outside of INT16");
}

// A convolution of [1, 2, 2, 2] by 3 filters of [1, 1, 2], whose filter's scales are changed.
Status RunConv(const std::function<void(model::Quantization&)>& change, TensorType weights = TensorType::kInt8) {
  OpTest test(BuiltinOperator::kConv2d, 3);
  test.Input<int8_t>({1, 2, 2, 2}, std::vector<int8_t>(8, 1), {{0.5f}, {0}});
  const int filter = test.AddInput(weights, {3, 1, 1, 2}, std::vector<uint8_t>(6, 1), {{0.1f, 0.2f, 0.3f}, {0, 0, 0}}, true);
  test.Constant<int32_t>({3}, {0, 0, 0}, {{0.05f, 0.1f, 0.15f}, {0, 0, 0}});
  test.Output<int8_t>({1, 2, 2, 3}, {{1.0f}, {0}});
  model::Conv2DOptions o;
  o.stride_w = o.stride_h = 1;
  test.Options(o);
  auto& tensor = test.content().subgraphs[0].tensors[static_cast<size_t>(filter)];
  auto q = std::make_shared<model::Quantization>(*tensor.quantization);
  change(*q);
  tensor.quantization = q;
  return test.Run();
}

TEST(RobustnessQuantization, Case63NumberOfScales) {
  const auto with = [](size_t n) {
    return RunConv([=](model::Quantization& q) {
      q.scale.assign(n, 0.5f);
      q.zero_point.assign(n, 0);
    });
  };
  ExpectRuns(with(1));
  ExpectRuns(with(3));
  for (size_t n : {2, 4})
    ExpectInvalid(with(n), "quantization has " + std::to_string(n) + " scales; 1 or the 3 of dimension 0 are expected");
  ExpectInvalid(RunConv([](model::Quantization& q) { q.zero_point.pop_back(); }), "3 scales and 2 zero points");
}

// issue 493319454
TEST(RobustnessQuantization, Case64QuantizedDimension) {
  for (int32_t bad : {-1, 4, kMaxInt, kMinInt}) {
    ExpectInvalid(RunConv([=](model::Quantization& q) { q.quantized_dimension = bad; }), "quantized_dimension is " + std::to_string(bad));
  }
  ExpectInvalid(RunConv([](model::Quantization& q) { q.quantized_dimension = 3; }), "quantization has 3 scales; 1 or the 2 of dimension 3");
  // As many scales as the dimension has, but not the one that a convolution has scales for.
  const Status status = RunConv([](model::Quantization& q) {
    q.quantized_dimension = 3;
    q.scale = {0.1f, 0.2f};
    q.zero_point = {0, 0};
  });
  ExpectRefused(status, status.code(), "");
  EXPECT_FALSE(status.ok());
}

// CVE-2021-37682: an operator on INT8 whose tensors have no quantization.
TEST(RobustnessQuantization, Case65IntegersWithoutQuantization) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) {
                  for (model::Tensor& t : s.tensors) t.type = TensorType::kInt8;
                }),
                "scale");
  for (BuiltinOperator op : {BuiltinOperator::kLogistic, BuiltinOperator::kTanh, BuiltinOperator::kSoftmax, BuiltinOperator::kMaxPool2d}) {
    OpTest test(op);
    test.Input<int8_t>({1, 2, 2, 1}, std::vector<int8_t>(4));
    test.Output<int8_t>({1, 2, 2, 1});
    if (op == BuiltinOperator::kMaxPool2d) test.Options(model::Pool2DOptions{model::Padding::kSame, 1, 1, 1, 1, {}});
    const Status status = test.Run();
    if (!status.ok()) ExpectRefused(status, status.code(), "");
  }
  const Status conv = RunConv([](model::Quantization& q) {
    q.scale.clear();
    q.zero_point.clear();
  });
  EXPECT_FALSE(conv.ok());
  ExpectRefused(conv, conv.code(), "");
}

// issue 498063923: two elements of four bits share a byte, and the last one may be alone.
TEST(RobustnessQuantization, Case66OddNumbersOfHalfBytes) {
  for (int32_t n : {1, 3, 5, 7}) {
    for (const size_t missing : {size_t{0}, size_t{1}}) {
      const std::vector<uint8_t> bytes((static_cast<size_t>(n) + 1) / 2 - missing, 0x21);
      OpTest test(BuiltinOperator::kDequantize, 6);
      test.AddInput(TensorType::kInt4, {n}, bytes.empty() ? std::vector<uint8_t>{} : bytes, {{0.5f}, {0}}, true);
      test.Output<float>({n});
      if (bytes.empty()) continue;
      const Status status = test.Run();
      if (missing == 0) {
        ExpectRuns(status);
        EXPECT_EQ(test.output<float>(0).size(), static_cast<size_t>(n));
        EXPECT_EQ(test.output<float>(0).back(), 0.5f);
      } else {
        ExpectInvalid(status, "INT4 [" + std::to_string(n) + "] needs " + std::to_string((n + 1) / 2) + " bytes");
      }
    }
  }
}

// CVE-2022-23560
TEST(RobustnessQuantization, Case67SparseLayouts) {
  const auto sparse = [](const std::function<void(model::Sparsity&)>& change, size_t values = 3) {
    return RunChanged([&](Model& m, Subgraph& s) {
      model::Sparsity layout{{0, 1}, {}, std::vector<model::DimensionMetadata>(2)};
      layout.dim_metadata[0].dense_size = 2;
      model::DimensionMetadata& columns = layout.dim_metadata[1];
      columns.format = model::DimensionMetadata::Format::kSparseCsr;
      columns.array_segments = {0, 1, 3};
      columns.array_indices = {1, 0, 2};
      columns.segments_bits = columns.indices_bits = 32;
      change(layout);
      s.tensors[1].sparsity = std::make_shared<model::Sparsity>(layout);
      s.tensors[1].buffer = AddBuffer(m, std::vector<uint8_t>(values * sizeof(float)));
      s.inputs = {0};
    });
  };
  ExpectRuns(sparse([](model::Sparsity&) {}));
  ExpectInvalid(sparse([](model::Sparsity& l) { l.dim_metadata[1].array_segments = {0, 2, 1}; }), "array_segments");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.dim_metadata[1].array_segments = {0, 1, kMaxInt}; }), "");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.dim_metadata[1].array_indices = {1, 0, 7}; }), "index 7 after 0 in a level of 3");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.dim_metadata[1].array_indices = {1, 0, kMinInt}; }), "");
  ExpectInvalid(sparse([](model::Sparsity&) {}, 2), "3 values of 4 bytes, but there are 8");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.traversal_order = {0, 0}; }), "");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.traversal_order = {0, 2}; }), "");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.block_map = {7}; }), "");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.dim_metadata[0].dense_size = kMaxInt; }), "");
  ExpectInvalid(sparse([](model::Sparsity& l) { l.dim_metadata.clear(); }), "");
}

TEST(RobustnessQuantization, Case68TablesOfStrings) {
  const auto strings = [](const std::vector<int32_t>& words, std::vector<int32_t> shape) {
    return RunChanged([&](Model& m, Subgraph& s) {
      m.operator_codes[0].builtin = BuiltinOperator::kEqual;
      s.operators[0].options = {};
      s.tensors[0] = s.tensors[1] = NewTensor(shape, TensorType::kString);
      s.tensors[0].buffer = s.tensors[1].buffer = AddBuffer(m, BytesOf(words));
      s.tensors[2].type = TensorType::kBool;
      s.inputs = {};
    });
  };
  ExpectRuns(strings({2, 16, 18, 20, 0}, {2}));
  ExpectInvalid(strings({2, 18, 16, 20, 0}, {2}), "string offset 1 is 16; 18 to 20 is expected");
  ExpectInvalid(strings({2, 16, 18, 24, 0}, {2}), "string offset 2 is 24");
  ExpectInvalid(strings({2, kMinInt, 18, 20, 0}, {2}), "");
  ExpectInvalid(strings({-1, 16, 18, 20, 0}, {2}), "");
  ExpectInvalid(strings({kMaxInt, 16, 18, 20, 0}, {2}), "");
  ExpectInvalid(strings({2, 16, 18, 20, 0}, {3}), "has 2 strings, and the shape 3");
}

}  // namespace
}  // namespace goldcrest
