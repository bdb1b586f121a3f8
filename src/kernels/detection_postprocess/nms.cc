#include "kernels/detection_postprocess/nms.h"

#include <algorithm>

namespace goldcrest::kernels {

float IntersectionOverUnion(const Box& a, const Box& b) {
  const float area_a = (a.ymax - a.ymin) * (a.xmax - a.xmin), area_b = (b.ymax - b.ymin) * (b.xmax - b.xmin);
  if (area_a <= 0 || area_b <= 0) return 0.0f;
  const float height = std::max(std::min(a.ymax, b.ymax) - std::max(a.ymin, b.ymin), 0.0f);
  const float width = std::max(std::min(a.xmax, b.xmax) - std::max(a.xmin, b.xmin), 0.0f);
  const float intersection = height * width;
  return intersection / (area_a + area_b - intersection);
}

size_t SelectBoxes(const Box* boxes, const float* scores, size_t count, float score_threshold, float iou_threshold, size_t most,
                   int32_t* candidates, int32_t* selected) {
  size_t n = 0;
  for (size_t i = 0; i < count; ++i) {
    if (scores[i] >= score_threshold) candidates[n++] = static_cast<int32_t>(i);  // NaN is not
  }
  std::sort(candidates, candidates + n, [&](int32_t a, int32_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  size_t found = 0;
  for (size_t i = 0; i < n && found < most; ++i) {
    const Box& box = boxes[candidates[i]];
    bool stays = true;
    for (size_t k = 0; stays && k < found; ++k) stays = !(IntersectionOverUnion(boxes[selected[k]], box) > iou_threshold);
    if (stays) selected[found++] = candidates[i];
  }
  return found;
}

}  // namespace goldcrest::kernels
