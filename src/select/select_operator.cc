#include "select/select_operator.h"

#include <cstring>

#include "runtime/strings.h"
#include "select/node_def.h"

namespace goldcrest::select {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

// Inputs up to this size are shown to shape inference: shapes, axes, sizes.
constexpr size_t kMaxShapeBytes = 1024;
constexpr uint64_t kMaxResultBytes = uint64_t{1} << 31;

struct State {
  const tf::Op* op;
  tf::Attrs attrs;
  std::vector<bool> allocate;  // by output: its shape comes out of the run
};

// Results whose shape is known; the others stay unset.
Expected<std::vector<PartialShape>> InferShapes(const tf::Op& op, const tf::Attrs& attrs, InferContext& ctx) {
  std::vector<tf::InputFacts> facts;
  std::vector<Literal> values(static_cast<size_t>(ctx.num_inputs()));
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) return Error(StatusCode::kInvalidModel, "input %d is left out", i);
    const TensorView& t = ctx.input(i);
    tf::InputFacts fact{tf::FromTensorType(t.type), PartialShape({t.shape.begin(), t.shape.end()}), nullptr};
    if (t.data != nullptr && t.bytes <= kMaxShapeBytes) {
      ctx.value<uint8_t>(i);
      GC_ASSIGN_OR_RETURN(values[static_cast<size_t>(i)], ToLiteral(t));
      fact.value = &values[static_cast<size_t>(i)];
    }
    facts.push_back(std::move(fact));
  }
  tf::InferContext infer(attrs, facts, static_cast<size_t>(ctx.num_outputs()));
  GC_RETURN_IF_ERROR(tf::Infer(op, infer));
  std::vector<PartialShape> shapes;
  for (const tf::OutputFacts& output : infer.outputs()) shapes.push_back(output.shape);
  return shapes;
}

bool IsFixed(const PartialShape& shape, TensorType type) {
  return type != TensorType::kString && shape.IsStatic() && shape.rank() <= Shape::kMaxRank && shape.elements() >= 0 &&
         shape.elements() <= INT32_MAX;
}

Status Eval(const State& state, EvalContext& ctx) {
  std::vector<Literal> inputs;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    GC_ASSIGN_OR_RETURN(Literal literal, ToLiteral(ctx.input(i)));
    inputs.push_back(std::move(literal));
  }
  std::vector<DataType> types;
  for (int i = 0; i < ctx.num_outputs(); ++i) types.push_back(tf::FromTensorType(ctx.output(i).type));
  tf::EvalContext eval(state.attrs, inputs, types, kMaxResultBytes);
  GC_RETURN_IF_ERROR(tf::Eval(*state.op, eval));
  for (int i = 0; i < ctx.num_outputs(); ++i)
    GC_RETURN_IF_ERROR(FromLiteral(eval.outputs()[static_cast<size_t>(i)], ctx, i, state.allocate[static_cast<size_t>(i)]));
  return Status::Ok();
}

class SelectOperator final : public Operator {
 public:
  explicit SelectOperator(const tf::Op& op) : op_(op) {}

  Status Infer(InferContext& ctx) const override {
    GC_ASSIGN_OR_RETURN(const NodeDef def, Read(ctx));
    GC_ASSIGN_OR_RETURN(const std::vector<PartialShape> shapes, InferShapes(op_, def.attrs, ctx));
    for (int i = 0; i < ctx.num_outputs(); ++i) {
      const PartialShape& shape = shapes[static_cast<size_t>(i)];
      if (!IsFixed(shape, ctx.output(i).type)) {
        ctx.SetOutputUnknown(i);
        continue;
      }
      const std::vector<int32_t> dims(shape.dims().begin(), shape.dims().end());
      GC_RETURN_IF_ERROR(ctx.SetOutput(i, Shape(dims.data(), static_cast<int>(dims.size()))));
    }
    return Status::Ok();
  }

  Expected<Kernel> Select(SelectContext& ctx) const override {
    GC_ASSIGN_OR_RETURN(NodeDef def, Read(ctx));
    GC_ASSIGN_OR_RETURN(const std::vector<PartialShape> shapes, InferShapes(op_, def.attrs, ctx));
    State state{&op_, std::move(def.attrs), {}};
    for (int i = 0; i < ctx.num_outputs(); ++i) state.allocate.push_back(!IsFixed(shapes[static_cast<size_t>(i)], ctx.output(i).type));
    return Kernel::Make<State, Eval>("select " + def.op, std::move(state));
  }

 private:
  Expected<NodeDef> Read(const InferContext& ctx) const {
    GC_ASSIGN_OR_RETURN(NodeDef def, ReadOptions(ctx.node().custom_options));
    if (def.op != op_.name) return Error(StatusCode::kInvalidModel, "its NodeDef is of the operator %s", def.op.c_str());
    return def;
  }
  const tf::Op& op_;
};

}  // namespace

std::unique_ptr<Operator> MakeSelectOperator(const tf::Op& op) { return std::make_unique<SelectOperator>(op); }

Expected<Literal> ToLiteral(const TensorView& t) {
  std::vector<int64_t> dims(t.shape.begin(), t.shape.end());
  const auto* data = t.as<uint8_t>();
  if (t.type != TensorType::kString)
    return tf::LiteralFromBytes(tf::FromTensorType(t.type), std::move(dims), model::Block(std::vector<uint8_t>(data, data + t.bytes)));
  GC_ASSIGN_OR_RETURN(const std::vector<std::string_view> strings, ReadStrings({data, t.bytes}));
  if (static_cast<int64_t>(strings.size()) != t.shape.elements())
    return Error(StatusCode::kRuntimeError, "%zu strings in a tensor of shape %s", strings.size(), t.shape.ToString().c_str());
  return Literal(std::move(dims), std::vector<std::string>(strings.begin(), strings.end()));
}

Status FromLiteral(const Literal& literal, EvalContext& ctx, int i, bool allocate) {
  if (literal.rank() > Shape::kMaxRank) return Error(StatusCode::kRuntimeError, "a result of rank %d", literal.rank());
  Shape shape;
  for (int64_t d : literal.dims()) {
    if (d > INT32_MAX) return Error(StatusCode::kRuntimeError, "a result of shape %s", literal.shape().ToString().c_str());
    shape.push_back(static_cast<int32_t>(d));
  }
  GC_ASSIGN_OR_RETURN(const model::Block block, tf::TensorBytes(literal));
  const std::span<const uint8_t> bytes = block.span();
  if (allocate) GC_RETURN_IF_ERROR(ctx.AllocateOutput(i, shape, bytes.size()));
  TensorView& out = ctx.output(i);
  if (out.shape != shape || out.bytes != bytes.size())
    return Error(StatusCode::kRuntimeError, "result %d has shape %s where %s was planned", i, shape.ToString().c_str(),
                 out.shape.ToString().c_str());
  if (!bytes.empty()) std::memcpy(out.data, bytes.data(), bytes.size());
  return Status::Ok();
}

}  // namespace goldcrest::select
