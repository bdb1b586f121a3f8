// What a C client sees of one subgraph: its tensors, kept up to date, and the way back of what the client wrote into them.
#ifndef GOLDCREST_BINDINGS_C_SUBGRAPH_MIRROR_H_
#define GOLDCREST_BINDINGS_C_SUBGRAPH_MIRROR_H_

#include <map>
#include <vector>

#include "bindings/c/tensor_table.h"
#include "goldcrest/interpreter.h"

namespace goldcrest::c {

class SubgraphMirror {
 public:
  SubgraphMirror(Interpreter& interpreter, int subgraph) : interpreter_(interpreter), subgraph_(subgraph), table_(interpreter, subgraph) {}

  TensorTable& table() { return table_; }
  // Tensor i, shown from now on; null for an index out of range.
  TfLiteTensor* ForClient(int i);

  // The calls of the same name, with what the client wrote taken over before and the result shown after.
  // Memory of the client's for tensor i, which holds its value outside of runs.
  Status SetMemory(int i, const TfLiteCustomAllocation& memory);
  Status Resize(int position, const int* dims, int rank, bool strict);
  Status Allocate();
  Status Invoke();
  Status ResetVariables();
  void Refresh();

 private:
  // A string input that the client filled.
  struct Strings {
    int tensor;
    Shape shape;
    std::vector<uint8_t> bytes;
  };
  bool IsInput(int i) const;
  std::vector<Strings> FilledStrings();
  Status TakeShapes(const std::vector<Strings>& strings, bool* changed);
  Status TakeStrings(const std::vector<Strings>& strings);
  Status TakeMovedData();
  // Shows what the interpreter holds, in the client's memory where it gave some.
  void Show(int i);
  Status CheckMemory() const;
  void FillMemory();

  Interpreter& interpreter_;
  const int subgraph_;
  TensorTable table_;
  std::vector<int> shown_;
  std::vector<bool> is_shown_;
  std::map<int, TfLiteCustomAllocation> memory_;
};

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_SUBGRAPH_MIRROR_H_
