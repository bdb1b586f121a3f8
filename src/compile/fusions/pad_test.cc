#include <gtest/gtest.h>

#include "compile/graph_test_util.h"
#include "compile/graph_util.h"
#include "compile/passes.h"

namespace goldcrest::compile {
namespace {

model::Options Conv(model::Padding padding) {
  model::Conv2DOptions o;
  o.padding = padding;
  return o;
}

TEST(FusePadTest, TheConvolutionPadsItself) {
  GraphBuilder b;
  const int x = b.Input({1, 8, 8, 3});
  const int p = b.Constant({4, 2}, {0, 0, 0, 1, 2, 3, 0, 0});
  const Shape padded{1, 9, 13, 3};
  b.Output(b.Node("CONV_2D", {b.Node("PAD", {x, p}, {}, true, &padded)}, Conv(model::Padding::kValid)));
  FusePad(b.graph);
  EXPECT_EQ(b.Text(), "CONV_2D(0)>3 pad[0, 1, 2, 3]");
  EXPECT_EQ(b.graph.nodes[0].origins, (std::vector<int>{1, 0}));
}

TEST(FusePadTest, LeavesOtherPaddings) {
  const struct {
    std::vector<int32_t> padding;
    model::Padding of_conv;
  } kCases[] = {{{0, 0, 0, 1, 0, 1, 1, 0}, model::Padding::kValid},    // channels too
                {{0, 0, 0, 1, 0, 1, 0, 0}, model::Padding::kSame},     // the convolution pads by itself
                {{0, 0, -1, 1, 0, 1, 0, 0}, model::Padding::kValid}};  // negative
  for (const auto& c : kCases) {
    GraphBuilder b;
    const int x = b.Input({1, 8, 8, 3});
    const int p = b.Constant({4, 2}, c.padding);
    b.Output(b.Node("CONV_2D", {b.Node("PAD", {x, p})}, Conv(c.of_conv)));
    FusePad(b.graph);
    EXPECT_EQ(b.Text(), "PAD(0,1)>2; CONV_2D(2)>3");
  }
}

}  // namespace
}  // namespace goldcrest::compile
