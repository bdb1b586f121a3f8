#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerImageTest, ResizedImagesAreFloat) {
  OneOp t;
  t.attrs.Set("half_pixel_centers", true);
  Value* x = t.In(DataType::kUInt8, {{1, 4, 4, 3}});
  EXPECT_EQ(t.Lower("ResizeBilinear", {x, t.Ints({2}, {8, 8})}, {{DataType::kFloat, {{1, 8, 8, 3}}}}), "CAST RESIZE_BILINEAR");
  EXPECT_TRUE(t.Find(BuiltinOperator::kResizeBilinear)->options.OrDefault<model::ResizeBilinearOptions>().half_pixel_centers);
}

TEST(LowerImageTest, ChosenBoxesAreCutToTheirNumber) {
  OneOp t;
  Value* boxes = t.In(DataType::kFloat, {{10, 4}});
  Value* scores = t.In(DataType::kFloat, {{10}});
  Value* iou = t.Floats({}, {0.5f});
  EXPECT_EQ(t.Lower("NonMaxSuppressionV3", {boxes, scores, t.Int(5), iou, iou}, {{DataType::kInt32, {{-1}}}}),
            "NON_MAX_SUPPRESSION_V4 RESHAPE STRIDED_SLICE");
}

TEST(LowerImageTest, PaddedBoxesAreAsTheKernelGivesThem) {
  OneOp t;
  t.attrs.Set("pad_to_max_output_size", true);
  Value* boxes = t.In(DataType::kFloat, {{10, 4}});
  Value* scores = t.In(DataType::kFloat, {{10}});
  Value* iou = t.Floats({}, {0.5f});
  EXPECT_EQ(t.Lower("NonMaxSuppressionV4", {boxes, scores, t.Int(5), iou, iou},
                    {{DataType::kInt32, {{5}}}, {DataType::kInt32, PartialShape::Scalar()}}),
            "NON_MAX_SUPPRESSION_V4");
}

}  // namespace
}  // namespace goldcrest::convert
