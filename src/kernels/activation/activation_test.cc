#include <gmock/gmock.h>

#include "kernels/common/unary_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;
using Op = BuiltinOperator;

double LogisticRef(double x) { return 1 / (1 + std::exp(-x)); }
double GeluRef(double x) { return 0.5 * x * std::erfc(-x * std::sqrt(0.5)); }
double GeluTanhRef(double x) { return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))); }

TEST(ActivationTest, FloatIsWithinTheBoundsOfItsFunction) {
  ExpectFloatFunction(Op::kLogistic, LogisticRef, -20, 20, 3);
  ExpectFloatFunction(Op::kTanh, [](double x) { return std::tanh(x); }, -12, 12, 3);
  ExpectFloatFunction(Op::kElu, [](double x) { return x < 0 ? std::expm1(x) : x; }, -12, 12, 2);
  ExpectFloatFunction(Op::kHardSwish, [](double x) { return x * std::min(std::max(x + 3, 0.0), 6.0) / 6; }, -6, 6, 3, 1e-7);
  ExpectFloatFunction(Op::kGelu, GeluRef, -6, 6, 2, 1e-6, model::GeluOptions{false});
  ExpectFloatFunction(Op::kGelu, GeluTanhRef, -6, 6, 2, 1e-6, model::GeluOptions{true});
  ExpectFloatFunction(Op::kLeakyRelu, [](double x) { return x > 0 ? x : 0.25 * x; }, -6, 6, 1, 0, model::LeakyReluOptions{0.25f});
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(ActivationTest, QuantizedLogisticAndTanhEqualTheReference) {
  EXPECT_THAT(RunUnary(Op::kLogistic, kSampleInt8, NoOptions(), {{0.05f}, {-3}}, {{1.0f / 256}, {-128}}),
              ElementsAre(-128, -126, -116, -81, -16, 10, 13, 59, 111, 127, 127));
  EXPECT_THAT(RunUnary(Op::kLogistic, kSampleUInt8, NoOptions(), {{0.05f}, {125}}, {{1.0f / 256}, {0}}),
              ElementsAre(0, 2, 12, 47, 112, 138, 141, 187, 239, 255, 255));
  EXPECT_THAT(RunUnary(Op::kLogistic, kSampleInt16, NoOptions(), {{0.0003f}, {0}}, {{0x1p-15f}, {0}}),
              ElementsAre(2, 81, 2064, 13466, 16195, 16384, 16387, 16541, 18098, 26790, 32408, 32766));
  EXPECT_THAT(RunUnary(Op::kTanh, kSampleInt8, NoOptions(), {{0.02f}, {-3}}, {{1.0f / 128}, {0}}),
              ElementsAre(-126, -122, -107, -69, -13, 8, 10, 49, 101, 124, 127));
  EXPECT_THAT(RunUnary(Op::kTanh, kSampleUInt8, NoOptions(), {{0.02f}, {125}}, {{1.0f / 128}, {128}}),
              ElementsAre(2, 6, 21, 59, 115, 136, 138, 177, 229, 252, 255));
  EXPECT_THAT(RunUnary(Op::kTanh, kSampleInt16, NoOptions(), {{0.0001f}, {0}}, {{0x1p-15f}, {0}}),
              ElementsAre(-32675, -31589, -23472, -3914, -253, 0, 3, 211, 2289, 15143, 29660, 32675));
  EXPECT_THAT(RunUnary(Op::kTanh, kSampleInt16, NoOptions(), {{0x1p-12f}, {0}}, {{0x1p-15f}, {0}}),
              ElementsAre(-32767, -32764, -31968, -9335, -616, 0, 8, 512, 5546, 27520, 32725, 32767));
}

TEST(ActivationTest, OtherQuantizedActivationsEqualTheReference) {
  EXPECT_THAT(RunUnary(Op::kHardSwish, kSampleInt8, NoOptions(), {{0.05f}, {-3}}, {{0.03f}, {-90}}),
              ElementsAre(-90, -90, -90, -103, -94, -87, -86, -68, -7, 82, 127));
  EXPECT_THAT(RunUnary(Op::kHardSwish, kSampleUInt8, NoOptions(), {{0.06f}, {100}}, {{0.05f}, {20}}),
              ElementsAre(20, 20, 14, 17, 37, 46, 47, 71, 114, 174, 206));
  const model::LeakyReluOptions leaky{0.3f};
  EXPECT_THAT(RunUnary(Op::kLeakyRelu, kSampleInt8, leaky, {{0.05f}, {-3}}, {{0.03f}, {10}}),
              ElementsAre(-53, -37, -21, -5, 7, 15, 17, 43, 98, 127, 127));
  EXPECT_THAT(RunUnary(Op::kLeakyRelu, kSampleInt16, leaky, {{0.0005f}, {0}}, {{0.0008f}, {0}}),
              ElementsAre(-6144, -3750, -1688, -225, -15, 0, 1, 40, 438, 3125, 9375, 20479));
  EXPECT_THAT(RunUnary(Op::kElu, kSampleInt8, NoOptions(), {{0.03f}, {-3}}, {{0.03f}, {-60}}),
              ElementsAre(-93, -91, -88, -80, -65, -57, -56, -40, -7, 43, 70));
  EXPECT_THAT(RunUnary(Op::kGelu, kSampleInt8, model::GeluOptions{false}, {{0.03f}, {-3}}, {{0.03f}, {-100}}),
              ElementsAre(-100, -100, -102, -106, -102, -98, -98, -85, -50, 3, 30));
}

TEST(ActivationTest, NaNStaysNaN) {
  for (Op op : {Op::kLogistic, Op::kTanh, Op::kElu, Op::kHardSwish, Op::kGelu}) {
    EXPECT_TRUE(std::isnan(RunUnary<float>(op, {NAN})[0])) << static_cast<int>(op);
  }
}

TEST(ActivationTest, RefusesQuantizedTensorsItCannotCompute) {
  const auto run = [](Op op, TestQuant in, TestQuant out) {
    OpTest test(op);
    test.Input<int16_t>({1}, {1}, in);
    test.Output<int16_t>({1}, out);
    return test.Run().message();
  };
  EXPECT_EQ(run(Op::kTanh, {}, {{0x1p-15f}, {0}}),
            "TANH (node 0): input 0 \"t0\" is INT16 and needs one scale that is positive and finite");
  EXPECT_THAT(run(Op::kLogistic, {{0.1f}, {0}}, {{0.5f}, {0}}),
              testing::StartsWith("LOGISTIC (node 0): INT16 needs an output scale of 2^-15; it is 0.5"));
}

}  // namespace
}  // namespace goldcrest
