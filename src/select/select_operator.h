// An operator of tfops behind the operator interface.
#ifndef GOLDCREST_SRC_SELECT_SELECT_OPERATOR_H_
#define GOLDCREST_SRC_SELECT_SELECT_OPERATOR_H_

#include <memory>
#include <string_view>

#include "goldcrest/op.h"
#include "tfops/op.h"

namespace goldcrest::select {

std::unique_ptr<Operator> MakeSelectOperator(const tf::Op& op);

// Operators that read or change what is kept beside tensors: variables, files.
struct StateOp {
  std::string_view name;
  Status (*eval)(const tf::Attrs& attrs, EvalContext& ctx);
};
const StateOp* FindStateOp(std::string_view name);
std::unique_ptr<Operator> MakeStateOperator(const StateOp& op);

// A tensor as a literal: a copy.
Expected<tf::Literal> ToLiteral(const TensorView& t);
// A literal into output i, whose shape the plan may have left open.
Status FromLiteral(const tf::Literal& literal, EvalContext& ctx, int i, bool allocate);

}  // namespace goldcrest::select

#endif  // GOLDCREST_SRC_SELECT_SELECT_OPERATOR_H_
