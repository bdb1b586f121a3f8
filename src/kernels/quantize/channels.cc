#include "kernels/quantize/channels.h"

#include "kernels/common/quantization.h"

namespace goldcrest::kernels {

Expected<Channels> Channels::Of(const TensorView& tensor) {
  const QuantizationInfo& q = tensor.quantization;
  const auto fail = [&](const char* what) {
    return Error(StatusCode::kInvalidModel, "tensor \"%.*s\" of shape %s %s", static_cast<int>(tensor.name.size()), tensor.name.data(),
                 tensor.shape.ToString().c_str(), what);
  };
  Channels c;
  if (q.scale.empty()) return fail("needs a scale");
  for (size_t i = 0; i < q.scale.size(); ++i) {
    if (!IsValidScale(q.scale[i])) return fail("has a scale that is not positive and finite");
    c.affines.push_back({q.scale[i], q.zero_point_at(i)});
  }
  if (!q.per_channel()) {
    c.length = static_cast<size_t>(tensor.shape.elements());
    return c;
  }
  const int rank = tensor.shape.rank(), dim = q.dimension;
  if (dim < 0 || dim >= rank || static_cast<size_t>(tensor.shape[dim]) != q.scale.size()) {
    return fail("has scales that are not one for each index of the quantized dimension");
  }
  c.rows = static_cast<size_t>(tensor.shape.elements(0, dim + 1));
  c.length = static_cast<size_t>(tensor.shape.elements(dim + 1, rank));
  return c;
}

}  // namespace goldcrest::kernels
