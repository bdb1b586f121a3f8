#include "convert/saved_model/read.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace goldcrest::convert {
namespace {

namespace fs = std::filesystem;

std::string SharedModel(const std::string& name) { return std::string(GC_SHARED_DIR) + "/saved_models/" + name + "/saved_model"; }

const Signature* Find(const Program& program, const std::string& key) {
  for (const Signature& s : program.signatures)
    if (s.key == key) return &s;
  return nullptr;
}

int Count(const Graph& graph, const std::string& op) {
  int count = 0;
  for (const auto& node : graph.nodes()) {
    count += node->op == op ? 1 : 0;
    for (const auto& body : node->bodies) count += Count(*body, op);
  }
  return count;
}

class SharedModelTest : public testing::TestWithParam<const char*> {};

TEST_P(SharedModelTest, ReadsWhole) {
  if (!fs::exists(SharedModel(GetParam()))) GTEST_SKIP() << "no ../shared/saved_models/" << GetParam();
  const Expected<Program> program = ReadSavedModel(SharedModel(GetParam()), {});
  ASSERT_TRUE(program.ok()) << program.status().message();
  EXPECT_EQ(program->tensorflow_version, "2.19.1");
  ASSERT_FALSE(program->signatures.empty());
  for (const Signature& s : program->signatures) {
    const Status verified = VerifyGraph(*s.graph);
    EXPECT_TRUE(verified.ok()) << verified.message() << "\n" << ToText(*s.graph);
    EXPECT_EQ(s.input_names.size(), s.graph->inputs.size());
    EXPECT_EQ(s.output_names.size(), s.graph->outputs.size());
    EXPECT_EQ(Count(*s.graph, "PartitionedCall") + Count(*s.graph, "StatefulPartitionedCall"), 0);
  }
  for (const Variable& v : program->variables) EXPECT_NE(v.value.type(), tf::DataType::kInvalid) << v.name;
}

INSTANTIATE_TEST_SUITE_P(All, SharedModelTest,
                         testing::Values("control_flow", "digits", "digits_personal", "mel_frontend", "mobilenet_v2_035_96",
                                         "mobilenet_v3_small_96", "no_builtin_ops", "qat_small", "select_ops", "string_lookup", "text_rnn",
                                         "transformer", "unet_64"));

const Variable* FindVariable(const Program& program, const std::string& name) {
  for (const Variable& v : program.variables)
    if (v.name == name) return &v;
  return nullptr;
}

// The numbers are those that TensorFlow prints.
TEST(ReadSavedModelTest, VariablesHaveTheirValues) {
  const std::string folder = SharedModel("digits_personal");
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Expected<Program> program = ReadSavedModel(folder, {});
  ASSERT_TRUE(program.ok()) << program.status().message();
  EXPECT_EQ(program->variables.size(), 8u);
  const Variable* w = FindVariable(*program, "w");
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(w->value.dims(), (std::vector<int64_t>{128, 10}));
  EXPECT_EQ(w->value.values<float>().front(), 0.10531157f);
  EXPECT_EQ(w->value.values<float>().back(), 0.04117245f);
  const Variable* c = FindVariable(*program, "c");
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->value.values<float>().front(), -0.24057943f);
  EXPECT_EQ(c->value.values<float>().back(), 0.072714426f);
  ASSERT_NE(FindVariable(*program, "mom/2"), nullptr);
}

TEST(ReadSavedModelTest, SignaturesThatSaveAndRestoreKeepWhatTheyDo) {
  const std::string folder = SharedModel("digits_personal");
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Expected<Program> program = ReadSavedModel(folder, {});
  ASSERT_TRUE(program.ok()) << program.status().message();
  EXPECT_EQ(Count(*Find(*program, "save")->graph, "Save"), 1);
  EXPECT_EQ(Count(*Find(*program, "restore")->graph, "AssignVariableOp"), 4);
  EXPECT_EQ(Count(*Find(*program, "restore")->graph, "Restore"), 4);
  EXPECT_EQ(Count(*Find(*program, "train")->graph, "AssignVariableOp"), 4);
  EXPECT_EQ(Count(*Find(*program, "train")->graph, "AssignSubVariableOp"), 4);
  EXPECT_EQ(Count(*Find(*program, "infer")->graph, "AssignVariableOp"), 0);
}

TEST(ReadSavedModelTest, TablesAreFilledByTheirInitializer) {
  const std::string folder = SharedModel("string_lookup");
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Expected<Program> program = ReadSavedModel(folder, {});
  ASSERT_TRUE(program.ok()) << program.status().message();
  ASSERT_EQ(program->tables.size(), 1u);
  EXPECT_EQ(program->tables[0].keys.strings(), (std::vector<std::string>{"cat", "dog", "bird"}));
  EXPECT_EQ(*program->tables[0].values.AsInts(), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_TRUE(program->variables.empty());
}

TEST(ReadSavedModelTest, LoopsAndBranchesHaveTheirFunctionsAsBodies) {
  const std::string folder = SharedModel("control_flow");
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Expected<Program> program = ReadSavedModel(folder, {});
  ASSERT_TRUE(program.ok()) << program.status().message();
  const Graph& graph = *program->signatures[0].graph;
  for (const auto& node : graph.nodes()) {
    if (!node->Is("StatelessWhile") && !node->Is("StatelessIf")) continue;
    ASSERT_EQ(node->bodies.size(), 2u);
    EXPECT_FALSE(node->attrs.Has("body"));
    EXPECT_EQ(node->bodies[1]->outputs.size(), node->outputs.size());
  }
  EXPECT_EQ(Count(graph, "StatelessWhile"), 1);
  EXPECT_EQ(Count(graph, "StatelessIf"), 1);
}

}  // namespace
}  // namespace goldcrest::convert
