// Fuzz target: any bytes are read; what reads is judged; what reads can be written and means the same when read back.
#include <cstdint>
#include <cstdlib>

#include "model/equal.h"
#include "model/reader.h"
#include "model/sparsity.h"
#include "model/verify.h"
#include "model/writer.h"

namespace goldcrest::model {
namespace {

constexpr uint64_t kLimit = uint64_t{64} << 20;

void DensifyAll(const Model& model) {
  for (const Subgraph& subgraph : model.subgraphs) {
    for (const Tensor& tensor : subgraph.tensors) {
      const Block* data = ConstantData(model, tensor);
      if (tensor.sparsity && data != nullptr) (void)Densify(tensor, *data, uint64_t{1} << 20);
    }
  }
}

void Check(bool holds) {
  if (!holds) std::abort();
}

void Run(std::span<const uint8_t> bytes) {
  const auto copy = CopyBytes(bytes);
  if (!copy.ok()) return;
  const ReadOptions limits{.max_bytes = kLimit};
  const Expected<Model> model = ReadModel(*copy, limits);
  if (!model.ok()) {
    Check(!model.status().message().empty());
    return;
  }
  std::vector<Remark> remarks;
  const Status verdict = Verify(*model, {&remarks, 100});
  Check(verdict.ok() || !verdict.message().empty());
  DensifyAll(*model);

  const Expected<std::vector<uint8_t>> written = WriteModel(*model);
  if (!written.ok()) return;
  const auto written_copy = CopyBytes(*written);
  if (!written_copy.ok()) return;
  const Expected<Model> again = ReadModel(*written_copy, limits);
  // What many tables of a file share is written for each, so that the copy can be over the limit.
  if (!again.ok() && again.status().code() == StatusCode::kLimitExceeded) return;
  Check(again.ok());
  Check(Differences(*model, *again).empty());
  Check(Verify(*again).message() == verdict.message());
}

}  // namespace
}  // namespace goldcrest::model

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  goldcrest::model::Run({data, size});
  return 0;
}
