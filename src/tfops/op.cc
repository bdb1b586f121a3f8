#include "tfops/op.h"

#include <string>

#include "base/checked.h"

namespace goldcrest::tf {
namespace {

// Tensors of more entries are no shapes, and are followed as constants only.
constexpr int64_t kMaxEntries = 256;

Status CheckCounts(const Op& op, size_t inputs, size_t outputs) {
  if (inputs < op.inputs || outputs < op.outputs)
    return Error(StatusCode::kInvalidModel, "%zu inputs and %zu results; it has %d and %d", inputs, outputs, op.inputs, op.outputs);
  return Status::Ok();
}

Status CheckLiteral(const Literal& value, size_t i) {
  if (value.type() == DataType::kString) return Status::Ok();
  CheckedSize bytes = TypeBytes(value.type());
  if (bytes.value() == 0) return Error(StatusCode::kUnsupported, "input %zu is %s, which has no value", i, TypeName(value.type()).c_str());
  for (int64_t d : value.dims()) bytes *= d;
  if (!bytes.ok() || bytes.value() != value.bytes().size())
    return Error(StatusCode::kInvalidArgument, "input %zu has %zu bytes for shape %s", i, value.bytes().size(),
                 value.shape().ToString().c_str());
  return Status::Ok();
}

}  // namespace

std::optional<std::vector<int64_t>> InferContext::Ints(size_t i) const {
  if (i >= inputs_.size() || inputs_[i].value == nullptr) return std::nullopt;
  Expected<std::vector<int64_t>> ints = inputs_[i].value->AsInts();
  if (!ints.ok()) return std::nullopt;
  return std::move(*ints);
}

std::optional<int64_t> InferContext::Int(size_t i) const {
  const std::optional<PartialInts> entries = Entries(i);
  if (!entries.has_value() || entries->size() != 1) return std::nullopt;
  return entries->front();
}

std::optional<PartialInts> InferContext::Entries(size_t i) const {
  if (i >= inputs_.size()) return std::nullopt;
  const InputFacts& in = inputs_[i];
  if (in.value != nullptr && in.value->rank() <= 1) {
    if (const auto ints = Ints(i)) return PartialInts(ints->begin(), ints->end());
  }
  if (in.ints.has_value()) return in.ints;
  const int64_t n = in.shape.elements();
  if (n < 0 || n > kMaxEntries || in.shape.rank() > 1) return std::nullopt;
  return PartialInts(static_cast<size_t>(n));
}

Status EvalContext::Fits(DataType type, std::span<const int64_t> dims) const {
  CheckedSize bytes = type == DataType::kString ? sizeof(std::string) : TypeBytes(type);
  for (int64_t d : dims) {
    if (d < 0)
      return Error(StatusCode::kInvalidArgument, "a result of shape %s",
                   PartialShape(std::vector<int64_t>(dims.begin(), dims.end())).ToString().c_str());
    bytes *= d;
  }
  if (!bytes.AtMost(max_bytes_))
    return Error(StatusCode::kLimitExceeded, "a result of shape %s needs more than %llu bytes",
                 PartialShape(std::vector<int64_t>(dims.begin(), dims.end())).ToString().c_str(),
                 static_cast<unsigned long long>(max_bytes_));
  return Status::Ok();
}

Expected<std::vector<uint8_t>> EvalContext::Allocate(DataType type, const std::vector<int64_t>& dims) const {
  GC_RETURN_IF_ERROR(Fits(type, dims));
  size_t bytes = TypeBytes(type);
  for (int64_t d : dims) bytes *= static_cast<size_t>(d);
  return std::vector<uint8_t>(bytes);
}

Status Infer(const Op& op, InferContext& ctx) {
  GC_RETURN_IF_ERROR(CheckCounts(op, ctx.num_inputs(), ctx.num_outputs()));
  return op.infer_row(ctx);
}

Status Eval(const Op& op, EvalContext& ctx) {
  if (!op.has_eval()) return Error(StatusCode::kUnsupported, "%s has no value of its own here", std::string(op.name).c_str());
  GC_RETURN_IF_ERROR(CheckCounts(op, ctx.num_inputs(), ctx.num_outputs()));
  std::vector<InputFacts> facts;
  for (size_t i = 0; i < ctx.num_inputs(); ++i) {
    GC_RETURN_IF_ERROR(CheckLiteral(ctx.input(i), i));
    facts.push_back({ctx.input(i).type(), ctx.input(i).shape(), &ctx.input(i)});
  }
  InferContext infer(ctx.attrs(), facts, ctx.num_outputs());
  GC_RETURN_IF_ERROR(op.infer_row(infer));
  ctx.shapes_.clear();
  for (const OutputFacts& out : infer.outputs()) {
    if (!out.shape.has_rank()) return Error(StatusCode::kInvalidModel, "inputs of types that do not decide the shape of a result");
    ctx.shapes_.push_back(out.shape);
  }
  GC_RETURN_IF_ERROR(op.eval_row(ctx));
  for (size_t i = 0; i < ctx.num_outputs(); ++i)
    if (ctx.outputs_[i].type() != ctx.output_type(i))
      return Error(StatusCode::kInvalidModel, "result %zu is %s where the graph says %s", i, TypeName(ctx.outputs_[i].type()).c_str(),
                   TypeName(ctx.output_type(i)).c_str());
  return Status::Ok();
}

}  // namespace goldcrest::tf
