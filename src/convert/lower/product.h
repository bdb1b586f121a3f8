// Matrix products, for the rules that end in one.
#ifndef GOLDCREST_SRC_CONVERT_LOWER_PRODUCT_H_
#define GOLDCREST_SRC_CONVERT_LOWER_PRODUCT_H_

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

// x [..., in] by weights [out, in], without a bias.
Value* FullyConnected(Lowering& l, Value* x, Value* weights, tf::PartialShape shape);
// a [..., m, k] by b [..., k, n], float32; adj_a and adj_b say that a and b lie with their last two dimensions exchanged.
Value* Product(Lowering& l, Value* a, Value* b, bool adj_a, bool adj_b, tf::PartialShape shape);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_LOWER_PRODUCT_H_
