#include "tfops/windows.h"

#include <algorithm>
#include <string>

namespace goldcrest::tf {
namespace {

constexpr int64_t kMaxStep = 1 << 30;  // strides and dilations; sizes times these stay in 64 bits
constexpr int64_t kMaxSize = 1 << 30;

// Padding and result size of one dimension of known sizes.
Status Place(Window& w, std::string_view padding) {
  const int64_t reach = (w.size - 1) * w.dilation + 1;
  if (padding == "SAME") {
    w.out = (w.in + w.stride - 1) / w.stride;
    w.before = std::max<int64_t>((w.out - 1) * w.stride + reach - w.in, 0) / 2;
  } else {
    w.out = w.in < reach ? 0 : (w.in - reach) / w.stride + 1;
  }
  return Status::Ok();
}

}  // namespace

Expected<ImageLayout> LayoutOf(const Attrs& attrs, int spatial) {
  const std::string_view format = attrs.String("data_format", "NHWC");
  if (format == "NHWC" || format == "NDHWC") return ImageLayout{spatial, false};
  if (format == "NCHW" || format == "NCDHW") return ImageLayout{spatial, true};
  return Error(StatusCode::kUnsupported, "data format %s", std::string(format).c_str());
}

Expected<std::vector<int64_t>> KernelSizes(const std::vector<int64_t>& ksize, const ImageLayout& layout) {
  if (static_cast<int>(ksize.size()) != layout.rank())
    return Error(StatusCode::kInvalidModel, "a window of %zu dimensions for %d", ksize.size(), layout.rank());
  std::vector<int64_t> sizes;
  for (int i = 0; i < layout.spatial; ++i) sizes.push_back(ksize[static_cast<size_t>(layout.space(i))]);
  return sizes;
}

Expected<std::vector<Window>> WindowsOf(const Attrs& attrs, const ImageLayout& layout, const std::vector<int64_t>& sizes,
                                        const PartialShape& input) {
  const std::vector<int64_t> strides = attrs.Ints("strides"), dilations = attrs.Ints("dilations"), pads = attrs.Ints("explicit_paddings");
  const std::string_view padding = attrs.String("padding");
  const auto rank = static_cast<size_t>(layout.rank());
  if (strides.size() != rank || (!dilations.empty() && dilations.size() != rank))
    return Error(StatusCode::kInvalidModel, "%zu strides and %zu dilations of %zu dimensions", strides.size(), dilations.size(), rank);
  if (padding != "SAME" && padding != "VALID" && (padding != "EXPLICIT" || pads.size() != 2 * rank))
    return Error(StatusCode::kInvalidModel, "padding \"%s\" of %zu numbers", std::string(padding).c_str(), pads.size());
  std::vector<Window> windows;
  for (int i = 0; i < layout.spatial; ++i) {
    const auto at = static_cast<size_t>(layout.space(i));
    Window w;
    w.size = sizes[static_cast<size_t>(i)];
    w.stride = strides[at];
    w.dilation = dilations.empty() ? 1 : dilations[at];
    w.in = input.has_rank() ? input.dim(layout.space(i)) : PartialShape::kUnknown;
    int64_t after = 0;
    if (padding == "EXPLICIT") {
      w.before = pads[2 * at];
      after = pads[2 * at + 1];
    }
    if (w.stride < 1 || w.dilation < 1 || w.stride > kMaxStep || w.dilation > kMaxStep || w.before < 0 || after < 0 ||
        w.before > kMaxSize || after > kMaxSize || w.size == 0 || w.size > kMaxSize || w.in > INT64_MAX / 4)
      return Error(StatusCode::kInvalidModel, "a window of %lld with stride %lld and dilation %lld", static_cast<long long>(w.size),
                   static_cast<long long>(w.stride), static_cast<long long>(w.dilation));
    if (w.in >= 0 && (w.size > 0 || padding == "SAME")) {
      const int64_t own = w.in;
      w.in += w.before + after;
      const int64_t before = w.before;
      if (w.size > 0) {
        GC_RETURN_IF_ERROR(Place(w, padding));
      } else {
        w.out = (w.in + w.stride - 1) / w.stride;
      }
      if (padding == "EXPLICIT") w.before = before;
      w.in = own;
    }
    windows.push_back(w);
  }
  return windows;
}

PartialShape ImageShape(const ImageLayout& layout, int64_t batch, const std::vector<Window>& windows, int64_t channels) {
  PartialShape shape = PartialShape::OfRank(layout.rank());
  shape.set_dim(0, batch);
  shape.set_dim(layout.channel(), channels);
  for (int i = 0; i < layout.spatial; ++i) shape.set_dim(layout.space(i), windows[static_cast<size_t>(i)].out);
  return shape;
}

}  // namespace goldcrest::tf
