// Observers: from the distribution of values to the range that is quantized.
#ifndef GOLDCREST_SRC_QUANTIZE_OBSERVERS_H_
#define GOLDCREST_SRC_QUANTIZE_OBSERVERS_H_

#include <vector>

#include "quantize/histogram.h"
#include "quantize/quantize.h"

namespace goldcrest::quantize {

// How to observe. Cutting a range off makes few values wrong by much to make the others better by little; what the outliers mean to the
// result is not known, so their error can count more.
struct ObserverChoice {
  Observer observer = Observer::kAuto;
  double clip_weight = 1;
};

// The parameters of `type` (INT8, INT16) for values distributed like `members`, which share them; they cover `cover` in any case. Values
// beyond `limits` need no telling apart. kAuto takes the range with the least mean squared error.
Params ObserveParams(const std::vector<const Histogram*>& members, ValueRange cover, TensorType type, ObserverChoice choice,
                     ValueRange limits = Histogram::kNoLimits);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_OBSERVERS_H_
