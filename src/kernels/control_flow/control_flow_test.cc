#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Adds a subgraph of tensors of one type; node i applies `ops[i].op` to two tensors and writes the third.
struct Node {
  BuiltinOperator op;
  std::vector<int32_t> inputs;
  int32_t output;
};

uint32_t CodeOf(model::Model& m, BuiltinOperator op) {
  m.operator_codes.push_back({op, "", 1});
  return static_cast<uint32_t>(m.operator_codes.size() - 1);
}

int AddTensor(model::Subgraph& s, TensorType type, std::vector<int32_t> shape = {}, uint32_t buffer = 0) {
  model::Tensor t;
  t.name = "s" + std::to_string(s.tensors.size());
  t.type = type;
  t.shape = std::move(shape);
  t.buffer = buffer;
  s.tensors.push_back(std::move(t));
  return static_cast<int>(s.tensors.size()) - 1;
}

uint32_t AddInt(model::Model& m, int32_t value) {
  const auto* p = reinterpret_cast<const uint8_t*>(&value);
  m.buffers.push_back({model::Block(std::vector<uint8_t>(p, p + sizeof(value))), false});
  return static_cast<uint32_t>(m.buffers.size() - 1);
}

void AddNode(model::Model& m, model::Subgraph& s, const Node& n) {
  model::Operator op;
  op.opcode_index = CodeOf(m, n.op);
  op.inputs = n.inputs;
  op.outputs = {n.output};
  s.operators.push_back(std::move(op));
}

// WHILE (i, x): cond i < limit; body (i + 1, x + x).
OpTest Doubling(int32_t limit) {
  OpTest test(BuiltinOperator::kWhile);
  test.Input<int32_t>({}, {0});
  test.Input<int32_t>({2}, {3, 5});
  test.Output<int32_t>({});
  test.Output<int32_t>({2});
  test.Options(model::WhileOptions{1, 2});
  model::Model& m = test.content();
  m.subgraphs.resize(3);
  model::Subgraph& cond = m.subgraphs[1];
  AddTensor(cond, TensorType::kInt32);
  AddTensor(cond, TensorType::kInt32, {2});
  AddTensor(cond, TensorType::kInt32, {}, AddInt(m, limit));
  AddTensor(cond, TensorType::kBool);
  cond.inputs = {0, 1};
  cond.outputs = {3};
  AddNode(m, cond, {BuiltinOperator::kLess, {0, 2}, 3});
  model::Subgraph& body = m.subgraphs[2];
  AddTensor(body, TensorType::kInt32);
  AddTensor(body, TensorType::kInt32, {2});
  AddTensor(body, TensorType::kInt32, {}, AddInt(m, 1));
  AddTensor(body, TensorType::kInt32);
  AddTensor(body, TensorType::kInt32, {2});
  body.inputs = {0, 1};
  body.outputs = {3, 4};
  AddNode(m, body, {BuiltinOperator::kAdd, {0, 2}, 3});
  AddNode(m, body, {BuiltinOperator::kAdd, {1, 1}, 4});
  return test;
}

TEST(WhileTest, RunsItsBodyWhileCondSaysSo) {
  OpTest test = Doubling(4);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(4));
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(48, 80));
  ASSERT_TRUE(test.RunAgain().ok());
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(48, 80));
}

TEST(WhileTest, PassesItsInputsOnWhereTheBodyNeverRuns) {
  OpTest test = Doubling(0);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0));
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(3, 5));
}

TEST(WhileTest, StopsAtTheLimitOfSteps) {
  OpTest test = Doubling(INT32_MAX);
  test.compile.limits.max_steps = uint64_t{100} * kLoopIterationCost;
  const Status s = test.Run();
  EXPECT_EQ(s.code(), StatusCode::kLimitExceeded);
  EXPECT_THAT(s.message(), HasSubstr("WHILE (node 0)"));
}

TEST(WhileTest, TakesOutputsThatAreInputsOfTheBody) {
  OpTest test = Doubling(3);
  // The body swaps nothing but hands its second input through; strings would go the same way.
  test.content().subgraphs[2].outputs = {3, 1};
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(3, 5));
}

TEST(WhileTest, GrowsALoopVariable) {
  OpTest test = Doubling(3);
  model::Subgraph& body = test.content().subgraphs[2];
  body.operators.pop_back();
  model::Operator concat;
  concat.opcode_index = CodeOf(test.content(), BuiltinOperator::kConcatenation);
  concat.inputs = {1, 1};
  concat.outputs = {4};
  concat.options = model::Options(model::ConcatenationOptions{0, model::ActivationFunctionType::kNone});
  body.operators.push_back(std::move(concat));
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_EQ(test.output_shape(1), (Shape{16}));
  EXPECT_EQ(test.output<int32_t>(1)[15], 5);
}

TEST(WhileTest, RefusesAConditionThatIsNone) {
  OpTest test = Doubling(3);
  test.content().subgraphs[1].outputs = {0};
  EXPECT_THAT(test.Run().message(), HasSubstr("the cond subgraph's output is INT32 of shape []; expected one BOOL"));
}

// IF c then x + x else x * x.
OpTest Branches(bool condition) {
  OpTest test(BuiltinOperator::kIf);
  test.Input<bool>({1}, {condition});
  test.Input<int32_t>({2}, {3, 5});
  test.Output<int32_t>({2});
  test.Options(model::IfOptions{1, 2});
  model::Model& m = test.content();
  m.subgraphs.resize(3);
  for (int g : {1, 2}) {
    model::Subgraph& s = m.subgraphs[g];
    AddTensor(s, TensorType::kInt32, {2});
    AddTensor(s, TensorType::kInt32, {2});
    s.inputs = {0};
    s.outputs = {1};
    AddNode(m, s, {g == 1 ? BuiltinOperator::kAdd : BuiltinOperator::kMul, {0, 0}, 1});
  }
  return test;
}

TEST(IfTest, RunsOneBranch) {
  OpTest yes = Branches(true), no = Branches(false);
  ASSERT_TRUE(yes.Run().ok());
  EXPECT_THAT(yes.output<int32_t>(0), ElementsAre(6, 10));
  ASSERT_TRUE(no.Run().ok());
  EXPECT_THAT(no.output<int32_t>(0), ElementsAre(9, 25));
}

TEST(IfTest, RefusesToRunWithoutSubgraphsOrItself) {
  OpTest none = Branches(true);
  none.content().subgraphs[0].operators[0].options = {};
  EXPECT_EQ(none.Run().code(), StatusCode::kInvalidModel);
  OpTest itself = Branches(true);
  itself.Options(model::IfOptions{0, 2});
  EXPECT_FALSE(itself.Run().ok());
  OpTest beyond = Branches(true);
  beyond.Options(model::IfOptions{3, 2});
  EXPECT_EQ(beyond.Run().code(), StatusCode::kInvalidModel);
}

// A subgraph of `op` on two INT32 tensors of two elements.
void AddBranch(model::Model& m, BuiltinOperator op) {
  m.subgraphs.emplace_back();
  model::Subgraph& s = m.subgraphs.back();
  for (int i = 0; i < 3; ++i) AddTensor(s, TensorType::kInt32, {2});
  s.inputs = {0, 1};
  s.outputs = {2};
  AddNode(m, s, {op, {0, 1}, 2});
}

OpTest Case(int32_t number) {
  OpTest test(BuiltinOperator::kStablehloCase);
  test.Input<int32_t>({}, {number});
  test.Input<int32_t>({2}, {3, 5});
  test.Input<int32_t>({2}, {10, 20});
  test.Output<int32_t>({2});
  test.Options(model::StablehloCaseOptions{{1, 2, 3}});
  for (BuiltinOperator op : {BuiltinOperator::kAdd, BuiltinOperator::kMul, BuiltinOperator::kSub}) AddBranch(test.content(), op);
  return test;
}

TEST(StablehloCaseTest, RunsTheBranchOfItsNumber) {
  const std::pair<int32_t, int32_t> kResults[] = {{0, 13}, {1, 30}, {2, -7}, {3, -7}, {-1, -7}};
  for (const auto& [number, first] : kResults) {
    OpTest test = Case(number);
    const Status s = test.Run();
    ASSERT_TRUE(s.ok()) << s.message();
    EXPECT_EQ(test.output<int32_t>(0)[0], first) << number;
  }
}

TEST(StablehloCaseTest, RefusesBranchesThatDoNotFit) {
  OpTest missing = Case(0);
  missing.Options(model::StablehloCaseOptions{{1, 9}});
  EXPECT_FALSE(missing.Run().ok());
  OpTest none = Case(0);
  none.Options(model::StablehloCaseOptions{{}});
  EXPECT_THAT(none.Run().message(), HasSubstr("names no subgraphs"));
  OpTest arity = Case(0);
  arity.content().subgraphs[2].inputs = {0};
  EXPECT_FALSE(arity.Run().ok());
}

TEST(StablehloCompositeTest, RunsItsDecomposition) {
  OpTest test(BuiltinOperator::kStablehloComposite);
  test.Input<int32_t>({2}, {3, 5});
  test.Input<int32_t>({2}, {10, 20});
  test.Output<int32_t>({2});
  model::StableHLOCompositeOptions o;
  o.name = "test.product";
  o.decomposition_subgraph_index = 1;
  test.Options(std::move(o));
  AddBranch(test.content(), BuiltinOperator::kMul);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(30, 100));
  EXPECT_EQ(test.kernel(), "composite test.product");
}

}  // namespace
}  // namespace goldcrest
