// Non-maximum suppression: of boxes that overlap, the one with the highest score stays.
#ifndef GOLDCREST_SRC_KERNELS_DETECTION_POSTPROCESS_NMS_H_
#define GOLDCREST_SRC_KERNELS_DETECTION_POSTPROCESS_NMS_H_

#include <cstddef>
#include <cstdint>

namespace goldcrest::kernels {

struct Box {
  float ymin, xmin, ymax, xmax;
};

// Area of the intersection by area of the union; 0 where a box has no area.
float IntersectionOverUnion(const Box& a, const Box& b);

// Writes to `selected` the numbers of at most `most` boxes, highest score first (of equal ones the first): those with a score of at
// least `score_threshold` that overlap no better box by more than `iou_threshold`. Returns how many. `candidates` is working memory
// for `count` numbers; `selected` has room for `most`.
size_t SelectBoxes(const Box* boxes, const float* scores, size_t count, float score_threshold, float iou_threshold, size_t most,
                   int32_t* candidates, int32_t* selected);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_DETECTION_POSTPROCESS_NMS_H_
