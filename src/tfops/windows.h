// Windows of convolutions and pools over images and volumes, in either data format.
#ifndef GOLDCREST_SRC_TFOPS_WINDOWS_H_
#define GOLDCREST_SRC_TFOPS_WINDOWS_H_

#include <string_view>
#include <vector>

#include "tfops/op.h"

namespace goldcrest::tf {

// Where the parts of an image tensor's shape are: N...C ("NHWC", "NDHWC") or NC... ("NCHW", "NCDHW").
struct ImageLayout {
  int spatial;  // the number of spatial dimensions
  bool channels_first;

  int rank() const { return spatial + 2; }
  int channel() const { return channels_first ? 1 : spatial + 1; }
  int space(int i) const { return channels_first ? i + 2 : i + 1; }
};

// From the attribute data_format; NHWC where it has none. UNSUPPORTED for other formats.
Expected<ImageLayout> LayoutOf(const Attrs& attrs, int spatial);

// One spatial dimension: how windows lie in it.
struct Window {
  int64_t size = 1;  // of the filter
  int64_t stride = 1;
  int64_t dilation = 1;
  int64_t before = 0;  // padding
  int64_t in = PartialShape::kUnknown;
  int64_t out = PartialShape::kUnknown;
};

// The attributes strides, dilations, padding and explicit_paddings; sizes of the filter and of the input as given, kUnknown among them.
// `out` and `before` are computed where `in` and `size` are known.
Expected<std::vector<Window>> WindowsOf(const Attrs& attrs, const ImageLayout& layout, const std::vector<int64_t>& sizes,
                                        const PartialShape& input);
// The sizes that the attribute ksize names, one for each spatial dimension.
Expected<std::vector<int64_t>> KernelSizes(const std::vector<int64_t>& ksize, const ImageLayout& layout);

// batch, spatial dimensions and channels in the layout's order.
PartialShape ImageShape(const ImageLayout& layout, int64_t batch, const std::vector<Window>& windows, int64_t channels);

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_WINDOWS_H_
