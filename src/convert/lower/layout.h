// Windows that slide over images or volumes, and the two orders of their dimensions: channels last (NHWC, NDHWC), which the model format
// has, and channels first (NCHW, NCDHW), which gets TRANSPOSEs around.
#ifndef GOLDCREST_SRC_CONVERT_LOWER_LAYOUT_H_
#define GOLDCREST_SRC_CONVERT_LOWER_LAYOUT_H_

#include <array>
#include <vector>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

struct Window {
  int spatial = 2;  // dimensions it slides over
  bool channels_last = true;
  bool same = false;         // padding SAME; else VALID
  bool is_explicit = false;  // explicit paddings, then VALID
  std::array<int32_t, 3> stride = {1, 1, 1};
  std::array<int32_t, 3> dilation = {1, 1, 1};
  std::array<int32_t, 3> size = {1, 1, 1};  // where the node has `ksize`
  std::vector<int64_t> paddings;            // explicit: before and after, a pair a dimension in the order of the node's data format
};

// From the attributes data_format, strides, dilations, ksize, padding and explicit_paddings. Refuses strides, sizes and the like over batch
// and channels, which the model format has not.
Expected<Window> ReadWindow(const Lowering& l, int spatial);

// The value with channels last, by a TRANSPOSE where it has them first; and back.
Value* ToChannelsLast(Lowering& l, Value* x, const Window& w);
Value* FromChannelsLast(Lowering& l, Value* y, const Window& w);
// The shape of a value in the node's data format, with channels last.
tf::PartialShape ChannelsLastShape(const tf::PartialShape& shape, const Window& w);
// `x`, in the node's data format, with explicit paddings put around it.
Value* PadExplicitly(Lowering& l, Value* x, const Window& w);
// A constant with its dimensions in another order, computed here, or a TRANSPOSE.
Value* TransposeConstant(Lowering& l, Value* x, const std::vector<int>& order);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_LOWER_LAYOUT_H_
