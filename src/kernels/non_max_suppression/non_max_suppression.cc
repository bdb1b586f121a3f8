// NON_MAX_SUPPRESSION_V4 and _V5: of boxes that overlap, the one with the highest score stays.
//
//   inputs: boxes [n, 4] (two opposite corners, y before x), scores [n], max_output_size, iou_threshold, score_threshold; V5: sigma
//   outputs: numbers of the boxes that stay, best first [max_output_size]; V5: their scores [max_output_size]; how many there are
// Unused places of the outputs are 0.
//
// With a sigma above 0, boxes that overlap a better one by less than iou_threshold lose score instead ("Soft-NMS", Gaussian weighting).
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/detection_postprocess/nms.h"

namespace goldcrest::kernels {
namespace {

enum Input : int { kBoxes, kScores, kMost, kIouThreshold, kScoreThreshold, kSigma };

Status Infer(InferContext& ctx, bool soft) {
  const int inputs = soft ? 6 : 5, outputs = soft ? 3 : 2;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(inputs, inputs, outputs));
  for (int i = 0; i < inputs; ++i) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {i == kMost ? TensorType::kInt32 : TensorType::kFloat32}));
    const int rank = i == kBoxes ? 2 : i == kScores ? 1 : 0;
    GC_RETURN_IF_ERROR(ctx.ExpectRank(i, rank, rank));
  }
  for (int i = 0; i < outputs; ++i) {
    GC_RETURN_IF_ERROR(ctx.ExpectOutputType(i, {soft && i == 1 ? TensorType::kFloat32 : TensorType::kInt32}));
  }
  const Shape &boxes = ctx.input(kBoxes).shape, &scores = ctx.input(kScores).shape;
  if (boxes[1] != 4 || boxes[0] != scores[0]) {
    return Error(StatusCode::kInvalidModel, "has boxes %s and scores %s; expected [n, 4] and [n]", boxes.ToString().c_str(),
                 scores.ToString().c_str());
  }
  const int32_t* most = ctx.value<int32_t>(kMost);
  if (most == nullptr) return ctx.NeedsValue(kMost);
  if (*most < 0) return Error(StatusCode::kRuntimeError, "max_output_size is %d; it must not be negative", *most);
  for (int i = 0; i < outputs - 1; ++i) GC_RETURN_IF_ERROR(ctx.SetOutput(i, {*most}));
  return ctx.SetOutput(outputs - 1, Shape{});
}

struct Candidate {
  float score;
  int32_t box;
  int32_t compared;  // boxes that had been selected when it was last compared with them
};

struct State {
  int64_t boxes = 0;
  int32_t most = 0;
  bool soft = false;
};

class Run {
 public:
  Run(const State& s, EvalContext& ctx)
      : s_(s),
        ctx_(ctx),
        candidates_(reinterpret_cast<Candidate*>(ctx.workspace())),
        selected_(ctx.out<int32_t>(0)),
        iou_threshold_(*ctx.in<float>(kIouThreshold)),
        score_threshold_(*ctx.in<float>(kScoreThreshold)) {}

  Status All() {
    const float sigma = s_.soft ? *ctx_.in<float>(kSigma) : 0.0f;
    if (sigma < 0) return Error(StatusCode::kRuntimeError, "sigma is %g; it must not be negative", static_cast<double>(sigma));
    soft_ = sigma > 0;
    decay_ = soft_ ? static_cast<float>(-0.5 / static_cast<double>(sigma)) : 0.0f;
    for (int32_t i = 0; i < s_.boxes; ++i) {
      const float score = ctx_.in<float>(kScores)[i];
      if (score > score_threshold_) Push({score, i, 0});
    }
    const int32_t wanted = static_cast<int32_t>(std::min<int64_t>(waiting_, s_.most));
    while (found_ < wanted && waiting_ > 0) Consider(Pop());
    std::fill(selected_ + found_, selected_ + s_.most, 0);
    if (s_.soft) std::fill(ctx_.out<float>(1) + found_, ctx_.out<float>(1) + s_.most, 0.0f);
    *ctx_.out<int32_t>(s_.soft ? 2 : 1) = found_;
    return Status::Ok();
  }

 private:
  // The queue is a heap: boxes of one score come out in the order that pushing and popping it gives.
  static bool Worse(const Candidate& a, const Candidate& b) { return a.score < b.score; }
  void Push(const Candidate& c) {
    candidates_[waiting_++] = c;
    std::push_heap(candidates_, candidates_ + waiting_, Worse);
  }
  Candidate Pop() {
    std::pop_heap(candidates_, candidates_ + waiting_, Worse);
    return candidates_[--waiting_];
  }

  Box BoxAt(int32_t i) const {
    const float* p = ctx_.in<float>(kBoxes) + int64_t{i} * 4;
    return {std::min(p[0], p[2]), std::min(p[1], p[3]), std::max(p[0], p[2]), std::max(p[1], p[3])};
  }

  void Consider(Candidate c) {
    const float before = c.score;
    const Box box = BoxAt(c.box);
    for (int32_t k = found_ - 1; k >= c.compared; --k) {
      const float iou = IntersectionOverUnion(box, BoxAt(selected_[k]));
      if (iou >= iou_threshold_) return;
      if (soft_) c.score *= std::exp(decay_ * iou * iou);
      if (c.score <= score_threshold_) break;
    }
    c.compared = found_;
    if (c.score == before) {
      selected_[found_] = c.box;
      if (s_.soft) ctx_.out<float>(1)[found_] = c.score;
      ++found_;
    }
    // One that was selected comes back as well, and overlaps itself.
    if (c.score > score_threshold_) Push(c);
  }

  const State& s_;
  EvalContext& ctx_;
  Candidate* candidates_;
  int32_t* selected_;
  const float iou_threshold_, score_threshold_;
  bool soft_ = false;
  float decay_ = 0;
  int64_t waiting_ = 0;
  int32_t found_ = 0;
};

Status Eval(const State& s, EvalContext& ctx) { return Run(s, ctx).All(); }

Expected<Kernel> Select(SelectContext& ctx, bool soft) {
  const int64_t boxes = ctx.input(kBoxes).shape[0];
  const int32_t most = *ctx.value<int32_t>(kMost);
  const CheckedSize workspace = CheckedSize(boxes) * sizeof(Candidate);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>(soft ? "non_max_suppression_v5" : "non_max_suppression_v4", {boxes, most, soft});
  kernel.workspace = workspace.value();
  // Every box with every one that stays.
  kernel.work = static_cast<uint64_t>(boxes) * static_cast<uint64_t>(std::min<int64_t>(boxes, most) + 1);
  return kernel;
}

Status InferV4(InferContext& ctx) { return Infer(ctx, false); }
Status InferV5(InferContext& ctx) { return Infer(ctx, true); }
Expected<Kernel> SelectV4(SelectContext& ctx) { return Select(ctx, false); }
Expected<Kernel> SelectV5(SelectContext& ctx) { return Select(ctx, true); }

}  // namespace

GC_DEFINE_OPERATOR(NonMaxSuppressionV4, InferV4, SelectV4)
GC_DEFINE_OPERATOR(NonMaxSuppressionV5, InferV5, SelectV5)

}  // namespace goldcrest::kernels
