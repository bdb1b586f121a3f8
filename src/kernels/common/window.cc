#include "kernels/common/window.h"

#include <algorithm>

namespace goldcrest::kernels {
namespace {

Status CheckWindow(int32_t taps, int32_t stride, int32_t dilation) {
  if (stride < 1) return Error(StatusCode::kInvalidModel, "has the stride %d; expected at least 1", stride);
  if (dilation < 1) return Error(StatusCode::kInvalidModel, "has the dilation %d; expected at least 1", dilation);
  if (taps < 1) return Error(StatusCode::kInvalidModel, "has a window of %d elements; expected at least 1", taps);
  return Status::Ok();
}

// The elements between the first and the last tap, both included.
int64_t Span(int32_t taps, int32_t dilation) { return (int64_t{taps} - 1) * dilation + 1; }

Expected<Window> Finish(Window w, int64_t out, int64_t before) {
  if (out < 0 || out > INT32_MAX || before > INT32_MAX || Span(w.taps, w.dilation) > INT32_MAX) {
    return Error(StatusCode::kInvalidModel, "a window of %d elements %d apart does not fit over %d", w.taps, w.dilation, w.in);
  }
  w.out = static_cast<int32_t>(out);
  w.before = static_cast<int32_t>(before);
  return w;
}

}  // namespace

Expected<Window> MakeWindow(int32_t in, int32_t taps, int32_t stride, int32_t dilation, model::Padding padding) {
  GC_RETURN_IF_ERROR(CheckWindow(taps, stride, dilation));
  const Window w{in, 0, taps, stride, dilation, 0};
  const int64_t span = Span(taps, dilation);
  switch (padding) {
    case model::Padding::kSame: {
      const int64_t out = (int64_t{in} + stride - 1) / stride;
      const int64_t missing = std::max<int64_t>(0, (out - 1) * stride + span - in);
      return Finish(w, out, missing / 2);
    }
    case model::Padding::kValid: {
      // Rounded towards zero, as TensorFlow Lite does: an input shorter than the window by less than a stride gives no output.
      const int64_t out = (int64_t{in} + stride - span) / stride;
      return Finish(w, out, 0);
    }
  }
  return Error(StatusCode::kInvalidModel, "has the padding %d; expected SAME or VALID", static_cast<int>(padding));
}

Expected<Window> MakeWindow(int32_t in, int32_t taps, int32_t stride, int32_t dilation, int32_t before, int32_t after) {
  GC_RETURN_IF_ERROR(CheckWindow(taps, stride, dilation));
  const int64_t out = (int64_t{in} + before + after + stride - Span(taps, dilation)) / stride;
  return Finish({in, 0, taps, stride, dilation, 0}, out, before);
}

Status SimplifyWindow(Window* w) {
  if (w->out <= 1) w->stride = 1;
  if (w->taps == 1) w->dilation = 1;
  if (int64_t{w->in} + w->before + w->stride + Span(w->taps, w->dilation) <= INT32_MAX) return Status::Ok();
  return Error(StatusCode::kUnsupported, "a window of %d elements %d apart over %d reaches beyond 31 bits", w->taps, w->dilation, w->in);
}

Expected<Window2D> MakeWindow2D(const InferContext& ctx, int32_t height, int32_t width, int32_t filter_height, int32_t filter_width,
                                int32_t stride_h, int32_t stride_w, int32_t dilation_h, int32_t dilation_w, model::Padding padding) {
  Window2D w;
  if (const ExplicitPadding* p = ctx.node().padding) {
    GC_ASSIGN_OR_RETURN(w.rows, MakeWindow(height, filter_height, stride_h, dilation_h, p->top, p->bottom));
    GC_ASSIGN_OR_RETURN(w.columns, MakeWindow(width, filter_width, stride_w, dilation_w, p->left, p->right));
  } else {
    GC_ASSIGN_OR_RETURN(w.rows, MakeWindow(height, filter_height, stride_h, dilation_h, padding));
    GC_ASSIGN_OR_RETURN(w.columns, MakeWindow(width, filter_width, stride_w, dilation_w, padding));
  }
  return w;
}

}  // namespace goldcrest::kernels
