#include <gtest/gtest.h>

#include "convert/saved_model/read.h"
#include "convert/saved_model/saved_model_test_util.h"

namespace goldcrest::convert {
namespace {

class FrozenGraphTest : public testing::Test {
 protected:
  Expected<Program> Read(const proto::GraphDef& graph, const FrozenGraphOptions& options = {}) {
    folder_.Write("graph.pb", graph.SerializeAsString());
    return ReadFrozenGraph(folder_.path() + "/graph.pb", options);
  }
  // a, b = Split(x) along axis 1; y = ConcatV2(b, a).
  static proto::GraphDef Graph() {
    proto::GraphDef graph;
    graph.mutable_versions()->set_producer(1000);
    proto::NodeDef* x = AddNode(graph.mutable_node(), "x", "Placeholder", {});
    SetType(x, "dtype", 1);
    for (const int64_t d : {-1, 4}) (*x->mutable_attr())["shape"].mutable_shape()->add_dim()->set_size(d);
    proto::NodeDef* axis = AddNode(graph.mutable_node(), "axis", "Const", {});
    SetType(axis, "dtype", 3);
    auto* value = (*axis->mutable_attr())["value"].mutable_tensor();
    value->set_dtype(3);
    value->mutable_tensor_shape();
    value->add_int_val(1);
    proto::NodeDef* split = AddNode(graph.mutable_node(), "s", "Split", {"axis", "x"});
    SetType(split, "T", 1);
    (*split->mutable_attr())["num_split"].set_i(2);
    proto::NodeDef* concat = AddNode(graph.mutable_node(), "y", "ConcatV2", {"s:1", "s", "axis"});
    SetType(concat, "T", 1);
    (*concat->mutable_attr())["N"].set_i(2);
    return graph;
  }
  TempFolder folder_;
};

TEST_F(FrozenGraphTest, FindsInputsAndOutputsAndKnowsTheOperators) {
  const auto program = Read(Graph());
  ASSERT_TRUE(program.ok()) << program.status().message();
  const Signature& s = program->signatures.at(0);
  EXPECT_EQ(s.input_names, std::vector<std::string>{"x"});
  EXPECT_EQ(s.output_names, std::vector<std::string>{"y"});
  EXPECT_EQ(ToText(*s.graph),
            "x = input() float32[?, 4]\n"
            "axis = const() int32[]\n"
            "s = Split(axis, x) float32unknown rank float32unknown rank\n"
            "y = ConcatV2(s:1, s, axis) float32unknown rank\n"
            "return y\n");
  EXPECT_EQ(s.graph->outputs[0]->producer->attrs.Type("Tidx"), tf::DataType::kInt32);
}

TEST_F(FrozenGraphTest, AnyTensorCanBeInputOrOutput) {
  const auto program = Read(Graph(), {.inputs = {"s:1", "x"}, .input_shapes = {tf::PartialShape({1, 2}), {}}, .outputs = {"y:0", "s"}});
  ASSERT_TRUE(program.ok()) << program.status().message();
  const convert::Graph& graph = *program->signatures[0].graph;
  EXPECT_EQ(graph.inputs[0]->shape, tf::PartialShape({1, 2}));
  EXPECT_EQ(graph.outputs[0]->producer->input(0), graph.inputs[0]);
  // The input of another of its results has its name.
  EXPECT_EQ(graph.outputs[1]->producer->name, "s_1");
  EXPECT_EQ(Read(Graph(), {.inputs = {"q"}}).status().message(), "the graph has no node \"q\" to be an input");
  EXPECT_FALSE(Read(Graph(), {.outputs = {"q"}}).ok());
  EXPECT_FALSE(Read(Graph(), {.inputs = {"x"}, .input_shapes = {{}, {}}}).ok());
}

TEST_F(FrozenGraphTest, ScalarsOfOldGraphsHaveNoKnownShape) {
  proto::GraphDef graph = Graph();
  (*graph.mutable_node(0)->mutable_attr())["shape"].mutable_shape()->clear_dim();
  EXPECT_EQ(Read(graph)->signatures[0].graph->inputs[0]->shape, tf::PartialShape::Scalar());
  graph.mutable_versions()->set_producer(20);
  EXPECT_FALSE(Read(graph)->signatures[0].graph->inputs[0]->shape.has_rank());
}

TEST_F(FrozenGraphTest, GraphsWithVariablesAreNotFrozen) {
  proto::GraphDef graph = Graph();
  graph.mutable_node(0)->set_op("VariableV2");
  EXPECT_EQ(Read(graph).status().message(), "the graph is not frozen: its variable \"x\" has no value; convert the SavedModel instead");
}

TEST_F(FrozenGraphTest, OtherFilesAreNamed) {
  folder_.Write("graph.pb", "node {\n  name: \"x\"\n}\n");
  const auto text = ReadFrozenGraph(folder_.path() + "/graph.pb", {});
  EXPECT_NE(text.status().message().find("a graph in text form"), std::string::npos) << text.status().message();
  EXPECT_EQ(ReadFrozenGraph("m.h5", {}).status().code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace goldcrest::convert
