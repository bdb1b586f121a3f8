#include <algorithm>
#include <map>

#include "tfops/op.h"

namespace goldcrest::tf {
namespace {

using Table = std::map<std::string_view, const Op*>;

const Table& AllOps() {
  static const Table* const table = [] {
    auto* all = new Table;
    for (const auto& family : {ActivationGradOps(), BatchNormOps(), BinaryOps(),     BoxOps(),    CastOps(),  ConvOps(),  ElementwiseOps(),
                               FakeQuantOps(),      FftOps(),       FillOps(),       GatherOps(), ImageOps(), JoinOps(),  LayoutOps(),
                               LinalgOps(),         MatMulOps(),    MatrixDiagOps(), NnOps(),     PadOps(),   PoolOps(),  RandomOps(),
                               ReduceOps(),         ScanOps(),      ScatterOps(),    SelectOps(), ShapeOps(), SliceOps(), SortOps(),
                               SpaceOps(),          StateOps(),     StringOps()})
      for (const Op& op : family) all->emplace(op.name, &op);
    return all;
  }();
  return *table;
}

}  // namespace

const Op* FindOp(std::string_view name) {
  const auto found = AllOps().find(name);
  return found == AllOps().end() ? nullptr : found->second;
}

std::vector<std::string_view> OpNames() {
  std::vector<std::string_view> names;
  for (const auto& [name, op] : AllOps()) names.push_back(name);
  return names;
}

}  // namespace goldcrest::tf
