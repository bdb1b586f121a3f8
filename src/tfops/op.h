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

// The entries of an integer tensor of rank 0 or 1 as far as they are known: of a shape, say, whose batch is not.
using PartialInts = std::vector<std::optional<int64_t>>;

// What is known of an input before the graph runs.
struct InputFacts {
  DataType type = DataType::kInvalid;
  PartialShape shape;
  const Literal* value = nullptr;                  // null unless constant
  std::optional<PartialInts> ints = std::nullopt;  // what OutputFacts said of it, of a tensor that is not constant
};

// What is known of a result. The type is the operator's own affair and not inferred here: the graph's reader has it from the
// operator's definition. Where every entry of `ints` is known the result is as good as constant.
struct OutputFacts {
  PartialShape shape;
  std::optional<PartialInts> ints;
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
  // The one integer of a constant input of one element.
  std::optional<int64_t> Int(size_t i) const;
  // The entries of an input of rank 0 or 1, as many as it has, known or not; nothing where not even their number is known.
  std::optional<PartialInts> Entries(size_t i) const;
  void Set(size_t i, PartialShape shape) {
    if (i < outputs_.size()) outputs_[i].shape = std::move(shape);
  }
  void SetInts(size_t i, PartialInts ints) {
    if (i < outputs_.size()) outputs_[i].ints = std::move(ints);
  }
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
  // What the operator's infer says of result i when it knows every input; of unknown rank or dimensions where the values decide.
  const PartialShape& shape(size_t i) const { return shapes_[i]; }
  const std::vector<int64_t>& dims(size_t i) const { return shapes_[i].dims(); }
  void Set(size_t i, Literal value) {
    if (i < outputs_.size()) outputs_[i] = std::move(value);
  }
  std::vector<Literal>& outputs() { return outputs_; }
  uint64_t max_bytes() const { return max_bytes_; }
  // Whether `dims` of `type` fits: LIMIT_EXCEEDED past the caller's bound, INVALID_ARGUMENT for a negative dimension.
  Status Fits(DataType type, std::span<const int64_t> dims) const;
  // Room for them, zeroed.
  Expected<std::vector<uint8_t>> Allocate(DataType type, const std::vector<int64_t>& dims) const;

 private:
  friend Status Eval(const struct Op& op, EvalContext& ctx);
  const Attrs& attrs_;
  std::span<const Literal> inputs_;
  std::span<const DataType> output_types_;
  std::vector<Literal> outputs_;
  std::vector<PartialShape> shapes_;
  uint64_t max_bytes_;
};

// One operator, a row of its family's table. Called through Infer and Eval below, which check what every operator needs.
struct Op {
  std::string_view name;
  // The fewest it has; a list of inputs or results makes it more.
  uint8_t inputs;
  uint8_t outputs;
  Status (*infer_row)(InferContext& ctx);
  Status (*eval_row)(EvalContext& ctx);
  bool has_eval() const { return eval_row != nullptr; }
};

// Sets the shapes of the results, which may know less than there is (an unknown rank is always right). INVALID_MODEL where the inputs'
// shapes, constants and attributes contradict each other.
Status Infer(const Op& op, InferContext& ctx);
// Computes the results: UNSUPPORTED where the operator has no value of its own (variables, control flow) or types are not computed here.
// Refuses what Infer refuses, and what only values show.
Status Eval(const Op& op, EvalContext& ctx);

// Null for an operator that is not here.
const Op* FindOp(std::string_view name);
std::vector<std::string_view> OpNames();  // sorted

// The family tables, each in the file of its name.
std::span<const Op> ActivationGradOps();
std::span<const Op> BatchNormOps();
std::span<const Op> BinaryOps();
std::span<const Op> BoxOps();
std::span<const Op> CastOps();
std::span<const Op> ConvOps();
std::span<const Op> ElementwiseOps();
std::span<const Op> FakeQuantOps();
std::span<const Op> FftOps();
std::span<const Op> FillOps();
std::span<const Op> GatherOps();
std::span<const Op> ImageOps();
std::span<const Op> JoinOps();
std::span<const Op> LayoutOps();
std::span<const Op> LinalgOps();
std::span<const Op> MatMulOps();
std::span<const Op> MatrixDiagOps();
std::span<const Op> NnOps();
std::span<const Op> PadOps();
std::span<const Op> PoolOps();
std::span<const Op> RandomOps();
std::span<const Op> ReduceOps();
std::span<const Op> ScanOps();
std::span<const Op> ScatterOps();
std::span<const Op> SelectOps();
std::span<const Op> ShapeOps();
std::span<const Op> SliceOps();
std::span<const Op> SortOps();
std::span<const Op> SpaceOps();
std::span<const Op> StateOps();
std::span<const Op> StringOps();

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_OP_H_
