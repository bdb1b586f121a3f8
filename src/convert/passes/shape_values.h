// What is known of the integers a graph computes from shapes, where the shapes are known in part: of tf.stack([tf.shape(x)[0], 7, 64])
// the last two.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_SHAPE_VALUES_H_
#define GOLDCREST_SRC_CONVERT_PASSES_SHAPE_VALUES_H_

#include <optional>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

// The elements of a scalar or vector, each known or not.
using KnownInts = std::vector<std::optional<int64_t>>;

// Nothing where not even the number of elements is known, or it is not a small scalar or vector of integers.
std::optional<KnownInts> KnownIntsOf(const Value* v);

// The elements of `v` as a shape; those not known, and negative ones, are unknown dimensions.
tf::PartialShape KnownShapeOf(const Value* v);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_SHAPE_VALUES_H_
