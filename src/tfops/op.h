// TensorFlow's operators, one by one: what shape a result has, and what it is. A plain loop for each, to be read and to be trusted: the
// converter infers shapes and folds constants with them and holds its own output against them; the library of select operators runs them.
//
// An operator is a row of its family's table (elementwise.cc, shape_ops.cc, ...), and the table is named in registry.cc.
#ifndef GOLDCREST_SRC_TFOPS_OP_H_
#define GOLDCREST_SRC_TFOPS_OP_H_

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tfops/attrs.h"
#include "tfops/literal.h"
#include "tfops/types.h"

namespace goldcrest::tf {

// What is known of an input before the graph runs.
struct InputFacts {
  DataType type = DataType::kInvalid;
  PartialShape shape;
  const Literal* value = nullptr;  // null unless constant
};

// What is known of a result. The type is the operator's own affair and not inferred here: the graph's reader has it from the
// operator's definition.
struct OutputFacts {
  PartialShape shape;
};

class InferContext {
 public:
  InferContext(const Attrs& attrs, std::span<const InputFacts> inputs, size_t num_outputs)
      : attrs_(attrs), inputs_(inputs), outputs_(num_outputs) {}
  const Attrs& attrs() const { return attrs_; }
  size_t num_inputs() const { return inputs_.size(); }
  size_t num_outputs() const { return outputs_.size(); }
  const InputFacts& input(size_t i) const { return inputs_[i]; }
  const PartialShape& shape(size_t i) const { return inputs_[i].shape; }
  // The integers of a constant input; nothing where it is not constant.
  std::optional<std::vector<int64_t>> Ints(size_t i) const;
  void Set(size_t i, PartialShape shape) { outputs_[i].shape = std::move(shape); }
  const std::vector<OutputFacts>& outputs() const { return outputs_; }

 private:
  const Attrs& attrs_;
  std::span<const InputFacts> inputs_;
  std::vector<OutputFacts> outputs_;
};

class EvalContext {
 public:
  EvalContext(const Attrs& attrs, std::span<const Literal> inputs, std::span<const DataType> output_types, uint64_t max_bytes)
      : attrs_(attrs), inputs_(inputs), output_types_(output_types), outputs_(output_types.size()), max_bytes_(max_bytes) {}
  const Attrs& attrs() const { return attrs_; }
  size_t num_inputs() const { return inputs_.size(); }
  size_t num_outputs() const { return outputs_.size(); }
  const Literal& input(size_t i) const { return inputs_[i]; }
  DataType output_type(size_t i) const { return output_types_[i]; }
  void Set(size_t i, Literal value) { outputs_[i] = std::move(value); }
  std::vector<Literal>& outputs() { return outputs_; }
  // Room for `dims` of `type`: LIMIT_EXCEEDED past the caller's bound, INVALID_ARGUMENT for a negative dimension.
  Expected<std::vector<uint8_t>> Allocate(DataType type, const std::vector<int64_t>& dims) const;

 private:
  const Attrs& attrs_;
  std::span<const Literal> inputs_;
  std::span<const DataType> output_types_;
  std::vector<Literal> outputs_;
  uint64_t max_bytes_;
};

// One operator. `infer` may know less than there is (an unknown rank is always right); `eval` is null for what has no value of its own
// (variables, control flow) or is not computed here.
struct Op {
  std::string_view name;
  Status (*infer)(InferContext& ctx);
  Status (*eval)(EvalContext& ctx);
};

// Null for an operator that is not here.
const Op* FindOp(std::string_view name);
std::vector<std::string_view> OpNames();  // sorted

// The family tables.
std::span<const Op> ElementwiseOps();

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_OP_H_
