// The tensors of one subgraph as the C structures that clients and custom operators read.
//
// The table is built when somebody first asks for a tensor and keeps its address until the interpreter is deleted. A structure
// shows the interpreter's own memory, except that dynamic tensors own a copy from malloc, because clients and operators may resize
// those with the helpers of common.h.
#ifndef GOLDCREST_BINDINGS_C_TENSOR_TABLE_H_
#define GOLDCREST_BINDINGS_C_TENSOR_TABLE_H_

#include <memory>

#include "goldcrest/interpreter.h"
#include "tensorflow/lite/core/c/common.h"

namespace goldcrest::c {

class TensorTable {
 public:
  TensorTable(const Interpreter& interpreter, int subgraph);
  TensorTable(const TensorTable&) = delete;
  TensorTable& operator=(const TensorTable&) = delete;
  ~TensorTable();

  // The model's tensors, then those that operators added.
  int size() const { return size_; }
  TfLiteTensor* tensors() { return tensors_.get(); }
  TfLiteTensor& operator[](int i) { return tensors_[i]; }
  bool Contains(const TfLiteTensor* t) const { return t >= tensors_.get() && t < tensors_.get() + size_; }
  // The index of the first of `n` more tensors, or LIMIT_EXCEEDED: the table must not move.
  Expected<int> Add(int n);

  // Shows `view` in tensor i.
  Status Show(int i, const TensorView& view, TfLiteAllocationType allocation_type);
  // The same for what the interpreter holds now.
  Status Refresh(int i);

 private:
  void Describe(int i);

  const Interpreter& interpreter_;
  const int subgraph_;
  std::unique_ptr<TfLiteTensor[]> tensors_;
  int size_ = 0;
  int capacity_ = 0;
};

// Replaces dims where they differ, so that unchanged ones keep their address. False when out of memory.
bool SetDims(TfLiteTensor& t, const Shape& shape);

// The shape that dims state, or why it is none.
Expected<Shape> ShapeFromC(const TfLiteIntArray* dims);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_TENSOR_TABLE_H_
