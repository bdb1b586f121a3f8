// Resizing images, and choosing boxes.
#include <limits>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

Status LowerResizeBilinear(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type == DataType::kBool ? DataType::kInvalid : x->type, kFloat32);
  if (work == DataType::kInvalid && x->type != DataType::kInt32) return l.Refuse("no kernel resizes %s", tf::TypeName(x->type).c_str());
  model::ResizeBilinearOptions options;
  options.align_corners = l.attrs().Bool("align_corners");
  options.half_pixel_centers = l.attrs().Bool("half_pixel_centers");
  Value* size = AsInt32(l, 1);
  // The result is float32 whatever the input.
  return l.Replace(
      l.Builtin(BuiltinOperator::kResizeBilinear, options, {l.Cast(x, DataType::kFloat), size}, DataType::kFloat, l.output()->shape));
}

Status LowerResizeNearest(Lowering& l) {
  Value* x = l.input(0);
  constexpr TypeSet kTypes = kFloat32 | Types({DataType::kInt8, DataType::kUInt8, DataType::kInt16, DataType::kInt32});
  const DataType work = WorkingType(x->type, kTypes);
  if (work == DataType::kInvalid) return l.Refuse("no kernel resizes %s", tf::TypeName(x->type).c_str());
  model::ResizeNearestNeighborOptions options;
  options.align_corners = l.attrs().Bool("align_corners");
  options.half_pixel_centers = l.attrs().Bool("half_pixel_centers");
  Value* size = AsInt32(l, 1);
  Value* y = l.Builtin(BuiltinOperator::kResizeNearestNeighbor, options, {l.Cast(x, work), size}, work, l.output()->shape);
  return l.Replace(l.Cast(y, x->type));
}

// The first `count` (a scalar) elements of a vector.
Value* First(Lowering& l, Value* x, Value* count) {
  Value* end = l.Reshape(count, {1}, PartialShape({1}));
  Value* begin = l.Int32s({0});
  return l.Builtin(BuiltinOperator::kStridedSlice, model::StridedSliceOptions(), {x, begin, end, l.Int32s({1})}, x->type,
                   PartialShape({PartialShape::kUnknown}));
}

Status CheckBoxes(const Lowering& l) {
  const DataType type = l.input(0)->type;
  return type == DataType::kFloat ? Status::Ok() : l.Refuse("no kernel compares boxes of %s", tf::TypeName(type).c_str());
}

// The kernels fill up to the largest number of boxes with zeros, TensorFlow does not unless asked to.
Status ChooseBoxes(Lowering& l, Value* iou, Value* score, bool padded) {
  Value* most = AsInt32(l, 2);
  const std::optional<int64_t> count = ConstInt(l, 2);
  const PartialShape full({count && *count >= 0 ? *count : PartialShape::kUnknown});
  Node* made =
      l.BuiltinNode(BuiltinOperator::kNonMaxSuppressionV4, model::NonMaxSuppressionV4Options(), {l.input(0), l.input(1), most, iou, score});
  Value* chosen = l.graph().AddOutput(made, DataType::kInt32, full);
  Value* valid = l.graph().AddOutput(made, DataType::kInt32, PartialShape::Scalar());
  std::vector<Value*> results = {padded ? chosen : First(l, chosen, valid)};
  if (l.node().num_outputs() > 1) results.push_back(valid);
  return l.Replace(results);
}

Value* LowestScore(Lowering& l) { return l.Float(std::numeric_limits<float>::lowest()); }

Status LowerNms(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckBoxes(l));
  Value* iou = l.Float(l.attrs().Float("iou_threshold", 0.5f));
  return ChooseBoxes(l, iou, LowestScore(l), false);
}

Status LowerNmsV2(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckBoxes(l));
  return ChooseBoxes(l, l.input(3), LowestScore(l), false);
}

Status LowerNmsV3(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckBoxes(l));
  return ChooseBoxes(l, l.input(3), l.input(4), false);
}

Status LowerNmsV4(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckBoxes(l));
  return ChooseBoxes(l, l.input(3), l.input(4), l.attrs().Bool("pad_to_max_output_size"));
}

Status LowerNmsV5(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckBoxes(l));
  Value* most = AsInt32(l, 2);
  const std::optional<int64_t> count = ConstInt(l, 2);
  const PartialShape full({count && *count >= 0 ? *count : PartialShape::kUnknown});
  Node* made = l.BuiltinNode(BuiltinOperator::kNonMaxSuppressionV5, model::NonMaxSuppressionV5Options(),
                             {l.input(0), l.input(1), most, l.input(3), l.input(4), l.input(5)});
  Value* chosen = l.graph().AddOutput(made, DataType::kInt32, full);
  Value* scores = l.graph().AddOutput(made, DataType::kFloat, full);
  Value* valid = l.graph().AddOutput(made, DataType::kInt32, PartialShape::Scalar());
  if (l.attrs().Bool("pad_to_max_output_size")) return l.Replace({chosen, scores, valid});
  Value* first = First(l, chosen, valid);
  return l.Replace({first, First(l, scores, valid), valid});
}

constexpr LoweringRule kRules[] = {
    {"NonMaxSuppression", LowerNms},
    {"NonMaxSuppressionV2", LowerNmsV2},
    {"NonMaxSuppressionV3", LowerNmsV3},
    {"NonMaxSuppressionV4", LowerNmsV4},
    {"NonMaxSuppressionV5", LowerNmsV5},
    {"ResizeBilinear", LowerResizeBilinear},
    {"ResizeNearestNeighbor", LowerResizeNearest},
};

}  // namespace

std::span<const LoweringRule> ImageRules() { return kRules; }

}  // namespace goldcrest::convert
