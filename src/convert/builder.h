// Builder: puts new nodes into a graph, all before one place and named after one origin. Lowering rules and passes build with it.
//
//   Builder b(graph, node);  // before `node`, named after it
//   Value* y = b.Mul(x, b.Float(2));
#ifndef GOLDCREST_SRC_CONVERT_BUILDER_H_
#define GOLDCREST_SRC_CONVERT_BUILDER_H_

#include <string>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

class Builder {
 public:
  Builder(Graph& graph, const Node& node) : graph_(graph), before_(&node), name_(node.name), origin_(node.origin) {}

  Graph& graph() { return graph_; }

  // Operators of the model format. Each result has the type and shape given, or those the operator gives from its inputs.
  Value* Builtin(BuiltinOperator op, model::Options options, std::vector<Value*> inputs, tf::DataType type, tf::PartialShape shape);
  Node* BuiltinNode(BuiltinOperator op, model::Options options, std::vector<Value*> inputs);  // outputs by graph().AddOutput
  Value* Unary(BuiltinOperator op, Value* x, model::Options options = {});                    // type and shape of x
  Value* Binary(BuiltinOperator op, Value* a, Value* b, model::Options options = {});         // type of a, the broadcast shape
  Value* Compare(BuiltinOperator op, Value* a, Value* b, model::Options options = {});        // bool, the broadcast shape
  Value* Add(Value* a, Value* b);
  Value* Sub(Value* a, Value* b);
  Value* Mul(Value* a, Value* b);
  Value* Div(Value* a, Value* b);
  // `dims` may have one -1; `shape` is what the result is known to be.
  Value* Reshape(Value* x, const std::vector<int64_t>& dims, tf::PartialShape shape);
  Value* Transpose(Value* x, const std::vector<int>& permutation);
  Value* Cast(Value* x, tf::DataType type);
  Value* BroadcastTo(Value* x, Value* int_shape, tf::PartialShape shape);
  Value* ShapeOf(Value* x);  // int32

  // A TensorFlow operator of one result.
  Value* Tf(std::string op, std::vector<Value*> inputs, tf::Attrs attrs, tf::DataType type, tf::PartialShape shape);

  // Constants.
  Value* Const(tf::Literal value);
  Value* Int32s(const std::vector<int64_t>& values);  // rank 1
  Value* Int32(int64_t value);                        // scalar
  Value* Float(float value);                          // scalar float32
  Value* ScalarLike(double value, const Value* x);    // scalar of x's type

 private:
  std::string NextName();
  Graph& graph_;
  const Node* before_;
  std::string name_;
  std::string origin_;
  int made_ = 0;
};

// The shape of an element-wise operator of a and b; of unknown rank where either is.
tf::PartialShape BroadcastShape(const tf::PartialShape& a, const tf::PartialShape& b);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_BUILDER_H_
