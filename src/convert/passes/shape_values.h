// What is known of the integers a graph computes from shapes, where the shapes are known in part: of tf.stack([tf.shape(x)[0], 7, 64])
// the last two.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_SHAPE_VALUES_H_
#define GOLDCREST_SRC_CONVERT_PASSES_SHAPE_VALUES_H_

#include <map>
#include <optional>

#include "convert/graph.h"
#include "tfops/op.h"

namespace goldcrest::convert {

// Remembers what it found: for one pass over a graph whose shapes do not change behind the places already asked for. Nodes erased
// meanwhile may only be replaced by constants.
class ShapeValues {
 public:
  // The elements of a scalar or vector of integers, each known or not; nothing where not even their number is.
  std::optional<tf::PartialInts> Of(const Value* v) { return Find(v, 0); }
  // What TensorFlow's operators want to know of an input.
  tf::InputFacts FactsOf(const Value* v) { return {v->type, v->shape, v->constant(), v->constant() ? std::nullopt : Of(v)}; }

 private:
  std::optional<tf::PartialInts> Find(const Value* v, int depth);
  std::optional<tf::PartialInts> Compute(const Value* v, int depth);
  std::map<const Value*, std::optional<tf::PartialInts>> known_;
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_SHAPE_VALUES_H_
