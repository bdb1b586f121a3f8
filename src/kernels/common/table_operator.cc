#include "kernels/common/table_operator.h"

#include "kernels/common/unary.h"

namespace goldcrest {
namespace {

class TableOperator final : public Operator {
 public:
  explicit TableOperator(const ByteTable& table) : table_(table) {}
  Status Infer(InferContext& ctx) const override {
    GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
    return ctx.SetOutput(0, ctx.input(0).shape);
  }
  Expected<Kernel> Select(SelectContext& ctx) const override { return MakeTableKernel(ctx, "table of 256 bytes", table_); }

 private:
  ByteTable table_;
};

}  // namespace

std::shared_ptr<const Operator> MakeTableOperator(const ByteTable& table) { return std::make_shared<TableOperator>(table); }

}  // namespace goldcrest
