#include <gtest/gtest.h>

#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

constexpr DataType kList = DataType::kVariant;

Value* Add(Graph& g, const std::string& op, const std::string& name, std::vector<Value*> inputs, DataType type, PartialShape shape,
           tf::Attrs attrs = {}) {
  Node* n = g.AddTf(op, name, std::move(inputs), {type}, nullptr);
  n->attrs = std::move(attrs);
  n->output()->shape = std::move(shape);
  return n->output();
}

Value* Int(Graph& g, int32_t v) { return g.AddConst(tf::Literal::Scalar<int32_t>(v), "c", nullptr); }

tf::Attrs FloatList() {
  tf::Attrs attrs;
  attrs.Set("element_dtype", DataType::kFloat);
  return attrs;
}

// for i in range(5): out[i] = tanh(xs[i]); the batch is unknown.
void Loop(Graph& g) {
  Value* x = g.AddInput(DataType::kFloat, PartialShape({5, -1, 3}), "x");
  Value* shape = g.AddConst(tf::Literal::Of<int32_t>({2}, {-1, 3}), "shape", nullptr);
  Value* xs = Add(g, "TensorListFromTensor", "xs", {x, shape}, kList, PartialShape::Scalar(), FloatList());
  Value* out = Add(g, "TensorListReserve", "out", {shape, Int(g, 5)}, kList, PartialShape::Scalar(), FloatList());
  Node* loop = g.AddTf("While", "loop", {Int(g, 0), xs, out}, {DataType::kInt32, kList, kList}, nullptr);
  auto cond = std::make_unique<Graph>();
  Value* i = cond->AddInput(DataType::kInt32, PartialShape::Scalar(), "i");
  cond->AddInput(kList, PartialShape::Scalar(), "xs");
  cond->AddInput(kList, PartialShape::Scalar(), "out");
  cond->outputs = {Add(*cond, "Less", "less", {i, Int(*cond, 5)}, DataType::kBool, PartialShape::Scalar())};
  auto body = std::make_unique<Graph>();
  i = body->AddInput(DataType::kInt32, PartialShape::Scalar(), "i");
  Value* body_xs = body->AddInput(kList, PartialShape::Scalar(), "xs");
  Value* body_out = body->AddInput(kList, PartialShape::Scalar(), "out");
  Value* body_shape = body->AddConst(tf::Literal::Of<int32_t>({2}, {-1, 3}), "shape", nullptr);
  Value* item = Add(*body, "TensorListGetItem", "get", {body_xs, i, body_shape}, DataType::kFloat, PartialShape({-1, 3}));
  Value* tanh = Add(*body, "Tanh", "tanh", {item}, DataType::kFloat, PartialShape({-1, 3}));
  Value* set = Add(*body, "TensorListSetItem", "set", {body_out, i, tanh}, kList, PartialShape::Scalar());
  Value* next = Add(*body, "AddV2", "next", {i, Int(*body, 1)}, DataType::kInt32, PartialShape::Scalar());
  body->outputs = {next, body_xs, set};
  loop->bodies.push_back(std::move(cond));
  loop->bodies.push_back(std::move(body));
  Value* stacked = Add(g, "TensorListStack", "stack", {loop->output(2), shape}, DataType::kFloat, PartialShape({5, -1, 3}));
  g.outputs = {stacked};
}

TEST(TensorListTest, AListThatALoopFillsIsATensorOfRows) {
  TestGraph t;
  Loop(t.graph);
  EXPECT_TRUE(t.Run(StaticTensorLists));
  const std::string text = t.Text();
  EXPECT_EQ(text.find("TensorList"), std::string::npos) << text;
  EXPECT_EQ(text.find("variant"), std::string::npos) << text;
  const Node* loop = t.graph.outputs[0]->producer;
  ASSERT_TRUE(loop->Is("While")) << text;
  // Zeros of the batch that the loop's input has, made before the loop.
  const Node* zeros = loop->input(2)->producer;
  ASSERT_TRUE(zeros->Is("Fill")) << text;
  EXPECT_EQ(zeros->output()->shape, PartialShape({5, -1, 3}));
  EXPECT_TRUE(zeros->input(0)->producer->Is("Pack"));
  const Graph& body = *loop->bodies[1];
  EXPECT_TRUE(body.outputs[2]->producer->Is("XlaDynamicUpdateSlice")) << text;
  EXPECT_EQ(body.outputs[2]->shape, PartialShape({5, -1, 3}));
  EXPECT_FALSE(t.Run(StaticTensorLists));
}

TEST(TensorListTest, AListThatLeavesTheGraphStays) {
  TestGraph t;
  Value* x = t.Input({5, 2});
  Value* shape = t.Ints({2});
  Value* list = Add(t.graph, "TensorListFromTensor", "xs", {x, shape}, kList, PartialShape::Scalar(), FloatList());
  t.graph.outputs = {list};
  EXPECT_FALSE(t.Run(StaticTensorLists));
}

TEST(TensorListTest, AListThatGrowsStays) {
  TestGraph t;
  Value* x = t.Input({2});
  Value* list = Add(t.graph, "TensorListReserve", "list", {t.Ints({2}), t.Int(0)}, kList, PartialShape::Scalar(), FloatList());
  tf::Attrs attrs = FloatList();
  attrs.Set("resize_if_index_out_of_bounds", true);
  Value* set = Add(t.graph, "TensorListSetItem", "set", {list, t.Int(0), x}, kList, PartialShape::Scalar(), attrs);
  t.graph.outputs = {Add(t.graph, "TensorListStack", "stack", {set, t.Ints({2})}, DataType::kFloat, PartialShape({-1, 2}), FloatList())};
  EXPECT_FALSE(t.Run(StaticTensorLists));
}

TEST(TensorListTest, LengthAndElementsOfAListAreThoseOfItsTensor) {
  TestGraph t;
  Value* x = t.Input({5, 2});
  Value* list = Add(t.graph, "TensorListFromTensor", "xs", {x, t.Ints({2})}, kList, PartialShape::Scalar(), FloatList());
  Value* length = Add(t.graph, "TensorListLength", "length", {list}, DataType::kInt32, PartialShape::Scalar());
  Value* some = Add(t.graph, "TensorListGather", "some", {list, t.Ints({1, 2}), t.Ints({2})}, DataType::kFloat, PartialShape({2, 2}));
  t.graph.outputs = {length, some};
  EXPECT_TRUE(t.Run(StaticTensorLists));
  EXPECT_TRUE(t.graph.outputs[0]->producer->Is("StridedSlice"));
  EXPECT_TRUE(t.graph.outputs[1]->producer->Is("GatherV2"));
  EXPECT_EQ(t.graph.outputs[1]->producer->input(0), x);
}

}  // namespace
}  // namespace goldcrest::convert
