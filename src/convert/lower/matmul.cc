// Matrix products: FULLY_CONNECTED where the second matrix is one for all rows and lies, or can be laid, transposed; else BATCH_MATMUL.
#include "convert/lower/layout.h"
#include "convert/lower/operands.h"
#include "convert/lower/product.h"

namespace goldcrest::convert {

using tf::DataType;

namespace {

// The order of dimensions that exchanges the last two.
std::vector<int> Exchange(int rank) {
  std::vector<int> order;
  for (int i = 0; i < rank; ++i) order.push_back(i);
  std::swap(order[static_cast<size_t>(rank) - 1], order[static_cast<size_t>(rank) - 2]);
  return order;
}

}  // namespace

Value* FullyConnected(Lowering& l, Value* x, Value* weights, tf::PartialShape shape) {
  model::FullyConnectedOptions options;
  options.keep_num_dims = x->rank() > 2;
  return l.Builtin(BuiltinOperator::kFullyConnected, options, {x, weights, nullptr}, DataType::kFloat, std::move(shape));
}

Value* Product(Lowering& l, Value* a, Value* b, bool adj_a, bool adj_b, tf::PartialShape shape) {
  const bool one_matrix = b->rank() == 2 && a->rank() >= 2 && !adj_a;
  if (one_matrix && adj_b && (b->constant() != nullptr || a->rank() == 2)) return FullyConnected(l, a, b, std::move(shape));
  if (one_matrix && b->constant() != nullptr) return FullyConnected(l, a, TransposeConstant(l, b, Exchange(2)), std::move(shape));
  model::BatchMatMulOptions options;
  options.adj_x = adj_a;
  options.adj_y = adj_b;
  return l.Builtin(BuiltinOperator::kBatchMatmul, options, {a, b}, DataType::kFloat, std::move(shape));
}

namespace {

Status Multiply(Lowering& l, bool adj_a, bool adj_b) {
  const DataType work = WorkingType(l.input(0)->type, kFloat32);
  if (work == DataType::kInvalid || WorkingType(l.input(1)->type, kFloat32) == DataType::kInvalid || l.input(0)->type == DataType::kBool)
    return l.Refuse("no kernel multiplies matrices of %s", tf::TypeName(l.input(0)->type).c_str());
  Value* a = l.Cast(l.input(0), work);
  Value* b = l.Cast(l.input(1), work);
  return l.Replace(l.Cast(Product(l, a, b, adj_a, adj_b, l.output()->shape), l.output()->type));
}

Status LowerMatMul(Lowering& l) { return Multiply(l, l.attrs().Bool("transpose_a"), l.attrs().Bool("transpose_b")); }
Status LowerBatchMatMul(Lowering& l) { return Multiply(l, l.attrs().Bool("adj_x"), l.attrs().Bool("adj_y")); }

constexpr LoweringRule kRules[] = {
    {"BatchMatMul", LowerBatchMatMul},
    {"BatchMatMulV2", LowerBatchMatMul},
    {"BatchMatMulV3", LowerBatchMatMul},
    {"MatMul", LowerMatMul},
};

}  // namespace

std::span<const LoweringRule> MatMulRules() { return kRules; }

}  // namespace goldcrest::convert
