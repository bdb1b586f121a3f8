// Models that are broken, each in one way: one clear line for each.
#include <gtest/gtest.h>

#include "convert/saved_model/read.h"
#include "convert/saved_model/saved_model_test_util.h"

namespace goldcrest::convert {
namespace {

class BrokenModelTest : public testing::Test {
 protected:
  std::string ErrorOf(const proto::SavedModel& model, const ReadOptions& options = {}) {
    folder_.Write("saved_model.pb", model.SerializeAsString());
    const auto program = ReadSavedModel(folder_.path(), options);
    if (program.ok()) return "";
    EXPECT_EQ(program.status().message().find('\n'), std::string::npos);
    return program.status().message();
  }
  // A function "f" of one float32 that returns it; more nodes may be added.
  static proto::FunctionDef* AddFunction(proto::SavedModel* model, const std::string& name) {
    proto::FunctionDef* f = model->mutable_meta_graphs(0)->mutable_graph_def()->mutable_library()->add_function();
    f->mutable_signature()->set_name(name);
    auto* in = f->mutable_signature()->add_input_arg();
    in->set_name("a");
    in->set_type(1);
    auto* out = f->mutable_signature()->add_output_arg();
    out->set_name("r");
    out->set_type(1);
    (*f->mutable_ret())["r"] = "a";
    return f;
  }
  // Makes `node` a call of `function`.
  static void MakeCall(const std::string& function, proto::NodeDef* node) {
    node->set_op("PartitionedCall");
    (*node->mutable_attr())["f"].mutable_func()->set_name(function);
    for (const char* types : {"Tin", "Tout"}) (*node->mutable_attr())[types].mutable_list()->add_type(1);
  }
  TempFolder folder_;
};

TEST_F(BrokenModelTest, TheModelItselfReads) {
  EXPECT_EQ(ErrorOf(SmallModel()), "");
  const auto program = ReadSavedModel(folder_.path(), {});
  EXPECT_EQ(ToText(*program->signatures[0].graph), "x = input() float32[2]\ny = Relu(x) float32unknown rank\nreturn y\n");
}

TEST_F(BrokenModelTest, TagsAndSignaturesThatAreNotThereAreListedWithThoseThatAre) {
  EXPECT_EQ(ErrorOf(SmallModel(), {.tags = {"serve", "gpu"}}), "no graph has the tags \"serve\", \"gpu\"; there are: \"serve\"");
  EXPECT_EQ(ErrorOf(SmallModel(), {.signatures = {"train"}}), "no signature \"train\"; there are: \"serving_default\"");
  proto::SavedModel none = SmallModel();
  none.mutable_meta_graphs(0)->clear_signature_def();
  EXPECT_EQ(ErrorOf(none), "the SavedModel has no signature; pass signatures=... when you save it");
}

TEST_F(BrokenModelTest, Files) {
  const auto missing = ReadSavedModel(folder_.path(), {});
  EXPECT_EQ(missing.status().code(), StatusCode::kNotFound);
  const std::string bytes = SmallModel().SerializeAsString();
  for (size_t size = 0; size < bytes.size(); ++size) {
    folder_.Write("saved_model.pb", bytes.substr(0, size));
    EXPECT_FALSE(ReadSavedModel(folder_.path(), {}).ok()) << size;
  }
  folder_.Write("saved_model.pb", "version https://git-lfs.github.com/spec/v1\n");
  EXPECT_NE(ReadSavedModel(folder_.path(), {}).status().message().find("a pointer of Git LFS"), std::string::npos);
  EXPECT_EQ(ReadSavedModel("my.keras", {}).status().message(),
            "'my.keras' is a model file of Keras; export a SavedModel from it: keras.models.load_model(\"my.keras\").export(\"folder\")");
}

TEST_F(BrokenModelTest, Cycles) {
  proto::SavedModel model = SmallModel();
  SetType(AddNode(NodesOf(&model), "z", "Neg", {"y"}), "T", 1);
  NodesOf(&model)->Mutable(1)->set_input(0, "z");
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": the graph has a cycle, through or before node \"z\"");
  model = SmallModel();
  NodesOf(&model)->Mutable(1)->add_input("^y");
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": the graph has a cycle, through or before node \"y\"");
  NodesOf(&model)->Mutable(1)->set_op("NextIteration");
  EXPECT_NE(ErrorOf(model).find("of a TensorFlow 1 loop"), std::string::npos);
}

TEST_F(BrokenModelTest, NodesAndInputsThatAreNotThere) {
  proto::SavedModel model = SmallModel();
  NodesOf(&model)->Mutable(1)->set_input(0, "q");
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": node \"y\" reads \"q\", which is not there");
  NodesOf(&model)->Mutable(1)->set_input(0, "x:1");
  EXPECT_NE(ErrorOf(model), "");
  NodesOf(&model)->Mutable(1)->set_input(0, "x:-1");
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": \"x:-1\" is no name of a tensor");
  model = SmallModel();
  NodesOf(&model)->Mutable(1)->set_name("x");
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": two nodes are called \"x\"");
  model = SmallModel();
  NodesOf(&model)->Mutable(1)->set_op("Nonsense");
  EXPECT_EQ(ErrorOf(model),
            "signature \"serving_default\": node \"y\" (Nonsense): neither the model nor TensorFlow 2.19 defines this operator");
  model = SmallModel();
  NodesOf(&model)->Mutable(1)->clear_attr();
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": node \"y\" (Relu): no attribute says the type of \"activations\"");
}

TEST_F(BrokenModelTest, Functions) {
  proto::SavedModel model = SmallModel();
  MakeCall("f", NodesOf(&model)->Mutable(1));
  EXPECT_EQ(ErrorOf(model), "signature \"serving_default\": node \"y\" (PartitionedCall): the function \"f\" is missing from the library");
  proto::FunctionDef* f = AddFunction(&model, "f");
  EXPECT_EQ(ErrorOf(model), "");
  MakeCall("f", AddNode(f->mutable_node_def(), "again", "", {"a"}));
  (*f->mutable_ret())["r"] = "again:output:0";
  EXPECT_NE(ErrorOf(model).find("the function \"f\" calls itself"), std::string::npos);
  f->mutable_signature()->mutable_input_arg(0)->set_type(3);
  EXPECT_NE(ErrorOf(model).find("argument \"a\" of the function \"f\" is int32, given is float32"), std::string::npos);
  f->mutable_signature()->clear_input_arg();
  EXPECT_NE(ErrorOf(model).find("1 arguments for the function \"f\", which takes 0"), std::string::npos);
}

TEST_F(BrokenModelTest, FunctionsThatCallEachOtherTwiceAreBounded) {
  // 2^40 nodes if all were inlined.
  proto::SavedModel model = SmallModel();
  MakeCall("f0", NodesOf(&model)->Mutable(1));
  for (int i = 0; i < 40; ++i) {
    proto::FunctionDef* f = AddFunction(&model, "f" + std::to_string(i));
    MakeCall("f" + std::to_string(i + 1), AddNode(f->mutable_node_def(), "n", "", {"a"}));
    MakeCall("f" + std::to_string(i + 1), AddNode(f->mutable_node_def(), "m", "", {"n:output:0"}));
    (*f->mutable_ret())["r"] = "m:output:0";
  }
  AddFunction(&model, "f40");
  EXPECT_NE(ErrorOf(model, {.max_bytes = 1 << 22}).find("more than the limit of 4194304 bytes"), std::string::npos);
}

TEST_F(BrokenModelTest, AnAttributeOfFourGigabytes) {
  proto::SavedModel model = SmallModel();
  proto::NodeDef* constant = NodesOf(&model)->Mutable(0);
  constant->set_op("Const");
  auto* tensor = (*constant->mutable_attr())["value"].mutable_tensor();
  tensor->set_dtype(1);
  tensor->mutable_tensor_shape()->add_dim()->set_size(1 << 30);
  tensor->add_float_val(1);
  model.mutable_meta_graphs(0)->mutable_signature_def()->at("serving_default").clear_inputs();
  EXPECT_EQ(ErrorOf(model),
            "signature \"serving_default\": node \"x\" (Const): attribute \"value\": reading the model would take more than the limit of "
            "2147483648 bytes");
}

class BrokenVariablesTest : public BrokenModelTest {
 protected:
  // The small model with y = ReadVariableOp(v) of a variable called "w".
  static proto::SavedModel Model() {
    proto::SavedModel model = SmallModel();
    proto::NodeDef* variable = AddNode(NodesOf(&model), "v", "VarHandleOp", {});
    SetType(variable, "dtype", 1);
    (*variable->mutable_attr())["shared_name"].set_s("w");
    (*variable->mutable_attr())["shape"].mutable_shape()->add_dim()->set_size(2);
    proto::NodeDef* read = NodesOf(&model)->Mutable(1);
    read->set_op("ReadVariableOp");
    read->set_input(0, "v");
    SetType(read, "dtype", 1);
    return model;
  }
};

TEST_F(BrokenVariablesTest, TheModelItselfReads) {
  CheckpointWriter writer;
  writer.AddFloats("w", {2}, {1, 2});
  writer.Write(folder_, "variables/variables");
  EXPECT_EQ(ErrorOf(Model()), "");
  const auto program = ReadSavedModel(folder_.path(), {});
  ASSERT_EQ(program->variables.size(), 1u);
  EXPECT_EQ(program->variables[0].name, "w");
  EXPECT_EQ(program->variables[0].value, tf::Literal::Of<float>({2}, {1, 2}));
}

TEST_F(BrokenVariablesTest, AVariableThatWasNotSavedHasNoValue) {
  CheckpointWriter().Write(folder_, "variables/variables");
  EXPECT_EQ(ErrorOf(Model()), "");
  EXPECT_EQ(ReadSavedModel(folder_.path(), {})->variables[0].value.type(), tf::DataType::kInvalid);
}

TEST_F(BrokenVariablesTest, FilesThatAreMissingOrDamaged) {
  EXPECT_NE(ErrorOf(Model()).find("/variables/variables.index': No such file"), std::string::npos);
  CheckpointWriter writer;
  writer.AddFloats("w", {2}, {1, 2}).set_crc32c(7);
  writer.Write(folder_, "variables/variables");
  EXPECT_NE(ErrorOf(Model()).find("tensor \"w\" of the checkpoint: its checksum is wrong"), std::string::npos);
  std::filesystem::remove(folder_.path() + "/variables/variables.data-00000-of-00001");
  EXPECT_NE(ErrorOf(Model()).find("/variables/variables.data-00000-of-00001': No such file"), std::string::npos);
  folder_.Write("variables/variables.index", "short");
  EXPECT_NE(ErrorOf(Model()).find("a table has at least 48 bytes, this file 5"), std::string::npos);
}

TEST_F(BrokenVariablesTest, AValueOfAnotherTypeOrShape) {
  CheckpointWriter writer;
  writer.AddFloats("w", {2}, {1, 2}).set_dtype(3);
  writer.Write(folder_, "variables/variables");
  EXPECT_EQ(ErrorOf(Model()), "variable \"w\" is float32 in the graph, int32 in the checkpoint");
  CheckpointWriter longer;
  longer.AddFloats("w", {3}, {1, 2, 3});
  longer.Write(folder_, "variables/variables");
  EXPECT_EQ(ErrorOf(Model()), "variable \"w\", in the graph and in the checkpoint: shapes [2] and [3] contradict each other");
}

class TextTableTest : public BrokenModelTest {
 protected:
  // y = the path of an asset, which a signature returns; a table is filled from it.
  static proto::SavedModel Model() {
    proto::SavedModel model = SmallModel();
    proto::MetaGraphDef* graph = model.mutable_meta_graphs(0);
    auto* nodes = NodesOf(&model);
    for (auto [key, type] : {std::pair("key_dtype", 7), std::pair("value_dtype", 9)})
      SetType(nodes->size() == 2 ? AddNode(nodes, "table", "HashTableV2", {}) : nodes->Mutable(2), key, type);
    SetType(AddNode(nodes, "path", "Placeholder", {}), "dtype", 7);
    proto::NodeDef* init = AddNode(nodes, "init", "InitializeTableFromTextFileV2", {"table", "path"});
    (*init->mutable_attr())["key_index"].set_i(-2);
    (*init->mutable_attr())["value_index"].set_i(-1);
    proto::NodeDef* size = nodes->Mutable(1);
    size->set_op("LookupTableSizeV2");
    size->set_input(0, "table");
    auto* asset = graph->add_asset_file_def();
    asset->mutable_tensor_info()->set_name("path:0");
    asset->set_filename("vocab.txt");
    return model;
  }
};

TEST_F(TextTableTest, LinesAreKeysAndTheirNumbersValues) {
  folder_.Write("assets/vocab.txt", "the\nquick\r\nfox");
  EXPECT_EQ(ErrorOf(Model()), "");
  const auto program = ReadSavedModel(folder_.path(), {});
  ASSERT_EQ(program->tables.size(), 1u);
  EXPECT_EQ(program->tables[0].keys.strings(), (std::vector<std::string>{"the", "quick", "fox"}));
  EXPECT_EQ(program->tables[0].values, tf::Literal::Of<int64_t>({3}, {0, 1, 2}));
}

TEST_F(TextTableTest, FilesOutsideTheModelAreNotRead) {
  proto::SavedModel model = Model();
  model.mutable_meta_graphs(0)->mutable_asset_file_def(0)->set_filename("../../secret");
  EXPECT_NE(ErrorOf(model).find("which is not among the model's assets"), std::string::npos);
  EXPECT_NE(ErrorOf(Model()).find("assets/vocab.txt': No such file"), std::string::npos);
}

}  // namespace
}  // namespace goldcrest::convert
