// TFLite_Detection_PostProcess: from what a single-shot detector computes for each anchor to boxes, classes and scores.
//
//   inputs: box encodings [1, boxes, 4 or more] (y, x, h, w relative to the anchor), class predictions [1, boxes, classes, perhaps with
//           a background class in front], anchors [boxes, 4] (y, x, h, w); FLOAT32, or UINT8 with quantization
//   outputs: boxes [1, n, 4] (ymin, xmin, ymax, xmax), classes [1, n], scores [1, n], count [1]; n = max_detections *
//            max_classes_per_detection, unused ones 0
//
// Two ways: "fast" suppresses overlapping boxes by their best class; "regular" does so for each class and merges the results.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/common/flex_map.h"
#include "kernels/common/quantization.h"
#include "kernels/detection_postprocess/nms.h"

namespace goldcrest::kernels {
namespace {

constexpr int32_t kDefaultDetectionsPerClass = 100;

struct Options {
  int32_t max_detections = 0;
  int32_t max_classes_per_detection = 0;
  int32_t detections_per_class = 0;
  bool regular = false;
  float score_threshold = 0;
  float iou_threshold = 0;
  int32_t num_classes = 0;
  double y_scale = 0, x_scale = 0, h_scale = 0, w_scale = 0;
};

Expected<Options> ReadOptions(const InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const FlexMap map, FlexMap::Parse(ctx.node().custom_options));
  const auto scale = [&](const char* key) { return static_cast<double>(static_cast<float>(map.Number(key).value_or(0))); };
  Options o;
  o.max_detections = map.Integer("max_detections").value_or(0);
  o.max_classes_per_detection = map.Integer("max_classes_per_detection").value_or(0);
  o.detections_per_class = std::min(map.Integer("detections_per_class").value_or(kDefaultDetectionsPerClass), o.max_detections);
  o.regular = map.Number("use_regular_nms").value_or(0) != 0;
  o.score_threshold = static_cast<float>(map.Number("nms_score_threshold").value_or(0));
  o.iou_threshold = static_cast<float>(map.Number("nms_iou_threshold").value_or(0));
  o.num_classes = map.Integer("num_classes").value_or(0);
  o.y_scale = scale("y_scale");
  o.x_scale = scale("x_scale");
  o.h_scale = scale("h_scale");
  o.w_scale = scale("w_scale");
  if (o.max_detections < 1 || o.max_classes_per_detection < 1 || o.detections_per_class < 1 || o.num_classes < 1) {
    return Error(StatusCode::kInvalidModel,
                 "options max_detections %d, max_classes_per_detection %d, detections_per_class %d, num_classes %d must be at least 1",
                 o.max_detections, o.max_classes_per_detection, o.detections_per_class, o.num_classes);
  }
  if (!(o.iou_threshold > 0) || !(o.iou_threshold <= 1)) {
    return Error(StatusCode::kInvalidModel, "option nms_iou_threshold is %g; expected one in (0, 1]", static_cast<double>(o.iou_threshold));
  }
  return o;
}

Status CheckInputs(const InferContext& ctx, const Options& o) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3, 4));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kUInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kUInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {ctx.input(0).type}));
  const Shape &boxes = ctx.input(0).shape, &classes = ctx.input(1).shape, &anchors = ctx.input(2).shape;
  const bool fits = boxes.rank() == 3 && boxes[0] == 1 && boxes[2] >= 4 && classes.rank() == 3 && classes[0] == 1 &&
                    classes[1] == boxes[1] && anchors.rank() == 2 && anchors[0] == boxes[1] && anchors[1] == 4;
  if (!fits) {
    return Error(StatusCode::kInvalidModel,
                 "has box encodings %s, class predictions %s and anchors %s; expected [1, n, 4], [1, n, c], [n, 4]",
                 boxes.ToString().c_str(), classes.ToString().c_str(), anchors.ToString().c_str());
  }
  if (classes[2] != o.num_classes && classes[2] - 1 != o.num_classes) {
    return Error(StatusCode::kInvalidModel, "has predictions for %d classes; option num_classes is %d, to which a background may be added",
                 classes[2], o.num_classes);
  }
  for (int i = 0; i < 3; ++i) {
    const TensorView& t = ctx.input(i);
    if (t.type == TensorType::kUInt8 && !IsValidScale(static_cast<double>(t.quantization.scale0()))) {
      return Error(StatusCode::kInvalidModel, "input %d needs a scale above 0; found %g", i, static_cast<double>(t.quantization.scale0()));
    }
  }
  return Status::Ok();
}

Status Infer(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Options o, ReadOptions(ctx));
  GC_RETURN_IF_ERROR(CheckInputs(ctx, o));
  for (int i = 0; i < 4; ++i) GC_RETURN_IF_ERROR(ctx.ExpectOutputType(i, {TensorType::kFloat32}));
  const CheckedSize n = CheckedSize(o.max_detections) * o.max_classes_per_detection;
  if (!n.AtMost(INT32_MAX)) return Error(StatusCode::kLimitExceeded, "makes more than 2^31 detections");
  const int32_t detections = static_cast<int32_t>(n.value());
  GC_RETURN_IF_ERROR(ctx.SetOutput(0, {1, detections, 4}));
  GC_RETURN_IF_ERROR(ctx.SetOutput(1, {1, detections}));
  GC_RETURN_IF_ERROR(ctx.SetOutput(2, {1, detections}));
  return ctx.SetOutput(3, {1});
}

// A detection of "regular".
struct Detection {
  float score;
  int32_t box;
  int32_t class_index;
};

struct State {
  Options options;
  int64_t boxes = 0;
  int64_t box_stride = 4;    // elements of an encoding
  int64_t score_stride = 0;  // predictions of a box, with those of the background
  // In the workspace, in bytes.
  size_t boxes_at = 0, scores_at = 0, column_at = 0, candidates_at = 0, selected_at = 0, order_at = 0, detections_at = 0;
};

float Real(const TensorView& t, int64_t i) {
  if (t.type == TensorType::kFloat32) return t.as<float>()[i];
  return static_cast<float>(int32_t{t.as<uint8_t>()[i]} - t.quantization.zero_point0()) * t.quantization.scale0();
}

class Run {
 public:
  Run(const State& s, EvalContext& ctx)
      : s_(s),
        o_(s.options),
        ctx_(ctx),
        boxes_(At<Box>(s.boxes_at)),
        scores_(At<float>(s.scores_at)),
        column_(At<float>(s.column_at)),
        candidates_(At<int32_t>(s.candidates_at)),
        selected_(At<int32_t>(s.selected_at)),
        order_(At<int32_t>(s.order_at)),
        detections_(At<Detection>(s.detections_at)) {}

  Status All() {
    GC_RETURN_IF_ERROR(DecodeBoxes());
    const int64_t background = s_.score_stride - o_.num_classes;
    for (int64_t b = 0; b < s_.boxes; ++b) {
      for (int32_t c = 0; c < o_.num_classes; ++c) {
        scores_[b * o_.num_classes + c] = Real(ctx_.input(1), b * s_.score_stride + background + c);
      }
    }
    for (int i = 0; i < 4; ++i) std::memset(ctx_.output(i).data, 0, ctx_.output(i).bytes);
    *ctx_.out<float>(3) = static_cast<float>(o_.regular ? Regular() : Fast());
    return Status::Ok();
  }

 private:
  template <typename T>
  T* At(size_t at) {
    return reinterpret_cast<T*>(ctx_.workspace() + at);
  }

  Status DecodeBoxes() {
    for (int64_t b = 0; b < s_.boxes; ++b) {
      double code[4], anchor[4];
      for (int k = 0; k < 4; ++k) {
        code[k] = static_cast<double>(Real(ctx_.input(0), b * s_.box_stride + k));
        anchor[k] = static_cast<double>(Real(ctx_.input(2), b * 4 + k));
      }
      const float y = static_cast<float>(code[0] / o_.y_scale * anchor[2] + anchor[0]);
      const float x = static_cast<float>(code[1] / o_.x_scale * anchor[3] + anchor[1]);
      const float half_h = static_cast<float>(0.5 * std::exp(code[2] / o_.h_scale) * anchor[2]);
      const float half_w = static_cast<float>(0.5 * std::exp(code[3] / o_.w_scale) * anchor[3]);
      boxes_[b] = {y - half_h, x - half_w, y + half_h, x + half_w};
      if (boxes_[b].ymin > boxes_[b].ymax || boxes_[b].xmin > boxes_[b].xmax) {
        return Error(StatusCode::kRuntimeError, "box %lld ends before it begins: its anchor has a negative size",
                     static_cast<long long>(b));
      }
    }
    return Status::Ok();
  }

  size_t Select(const float* scores, int32_t most) {
    return SelectBoxes(boxes_, scores, static_cast<size_t>(s_.boxes), o_.score_threshold, o_.iou_threshold, static_cast<size_t>(most),
                       candidates_, selected_);
  }

  void Write(int64_t at, int32_t box, int32_t class_index, float score) {
    std::memcpy(ctx_.out<float>(0) + at * 4, &boxes_[box], sizeof(Box));
    ctx_.out<float>(1)[at] = static_cast<float>(class_index);
    ctx_.out<float>(2)[at] = score;
  }

  int64_t Fast() {
    for (int64_t b = 0; b < s_.boxes; ++b) {
      const float* scores = scores_ + b * o_.num_classes;
      column_[b] = *std::max_element(scores, scores + o_.num_classes);
    }
    const size_t found = Select(column_, o_.max_detections);
    const int32_t classes = std::min(o_.max_classes_per_detection, o_.num_classes);
    for (size_t i = 0; i < found; ++i) {
      const float* scores = scores_ + int64_t{selected_[i]} * o_.num_classes;
      for (int32_t c = 0; c < o_.num_classes; ++c) order_[c] = c;
      const auto key = [&](int32_t c) { return std::isnan(scores[c]) ? -INFINITY : scores[c]; };
      if (classes == 1)
        order_[0] = static_cast<int32_t>(std::max_element(scores, scores + o_.num_classes) - scores);
      else
        std::partial_sort(order_, order_ + classes, order_ + o_.num_classes, [&](int32_t a, int32_t b) { return key(a) > key(b); });
      for (int32_t c = 0; c < classes; ++c) {
        Write(static_cast<int64_t>(i) * o_.max_classes_per_detection + c, selected_[i], order_[c], scores[order_[c]]);
      }
    }
    return static_cast<int64_t>(found);
  }

  int64_t Regular() {
    size_t kept = 0;
    for (int32_t c = 0; c < o_.num_classes; ++c) {
      for (int64_t b = 0; b < s_.boxes; ++b) column_[b] = scores_[b * o_.num_classes + c];
      const size_t found = Select(column_, o_.detections_per_class);
      for (size_t i = 0; i < found; ++i) detections_[kept + i] = {column_[selected_[i]], selected_[i], c};
      std::inplace_merge(detections_, detections_ + kept, detections_ + kept + found,
                         [](const Detection& a, const Detection& b) { return a.score > b.score; });
      kept = std::min(kept + found, static_cast<size_t>(o_.max_detections));
    }
    for (size_t i = 0; i < kept; ++i) Write(static_cast<int64_t>(i), detections_[i].box, detections_[i].class_index, detections_[i].score);
    return static_cast<int64_t>(kept);
  }

  const State& s_;
  const Options& o_;
  EvalContext& ctx_;
  Box* boxes_;
  float* scores_;
  float* column_;
  int32_t* candidates_;
  int32_t* selected_;
  int32_t* order_;
  Detection* detections_;
};

Status Eval(const State& s, EvalContext& ctx) { return Run(s, ctx).All(); }

Expected<Kernel> Select(SelectContext& ctx) {
  State s;
  GC_ASSIGN_OR_RETURN(s.options, ReadOptions(ctx));
  const Options& o = s.options;
  s.boxes = ctx.input(0).shape[1];
  s.box_stride = ctx.input(0).shape[2];
  s.score_stride = ctx.input(1).shape[2];
  CheckedSize workspace = 0;
  const auto take = [&](CheckedSize count, size_t bytes) {
    const size_t at = workspace.ok() ? workspace.value() : 0;
    workspace = (workspace + count * bytes).AlignedUp(64);
    return at;
  };
  s.boxes_at = take(s.boxes, sizeof(Box));
  s.scores_at = take(CheckedSize(s.boxes) * o.num_classes, sizeof(float));
  s.column_at = take(s.boxes, sizeof(float));
  s.candidates_at = take(s.boxes, sizeof(int32_t));
  s.selected_at = take(o.max_detections, sizeof(int32_t));
  s.order_at = take(o.num_classes, sizeof(int32_t));
  s.detections_at = take(CheckedSize(o.max_detections) + o.detections_per_class, sizeof(Detection));
  const CheckedSize comparisons =
      CheckedSize(s.boxes) * (CheckedSize(std::min<int64_t>(s.boxes, o.max_detections)) + 32) * (o.regular ? o.num_classes : 1);
  if (!workspace.ok() || !comparisons.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>(o.regular ? "detection_postprocess regular" : "detection_postprocess fast", s);
  kernel.workspace = workspace.value();
  kernel.work = comparisons.value() + static_cast<uint64_t>(ctx.input(1).shape.elements());
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(DetectionPostProcess, Infer, Select)

}  // namespace goldcrest::kernels
