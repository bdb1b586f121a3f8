#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<uint8_t> Strings(const std::vector<std::string_view>& strings) {
  std::vector<uint8_t> bytes(*StringsBytes(strings));
  WriteStrings(strings, bytes.data());
  return bytes;
}

std::vector<uint8_t> Numbers(const std::vector<int64_t>& numbers) {
  const auto* p = reinterpret_cast<const uint8_t*>(numbers.data());
  return std::vector<uint8_t>(p, p + numbers.size() * sizeof(int64_t));
}

struct Side {
  TensorType type;
  std::vector<uint8_t> bytes;
  int32_t count;
};

// One graph: HASHTABLE, HASHTABLE_IMPORT of constants, HASHTABLE_FIND of constants (output 0), HASHTABLE_SIZE (output 1).
struct Lookup {
  model::Model m;
  std::unique_ptr<Interpreter> interpreter;

  Lookup(const Side& keys, const Side& values, const Side& queries, const Side& fallback) {
    m.buffers.resize(1);
    m.operator_codes = {{BuiltinOperator::kHashtable, "", 1},
                        {BuiltinOperator::kHashtableImport, "", 1},
                        {BuiltinOperator::kHashtableFind, "", 1},
                        {BuiltinOperator::kHashtableSize, "", 1}};
    m.subgraphs.resize(1);
    Add(TensorType::kResource, {}, {});
    for (const Side* s : {&keys, &values, &queries, &fallback}) Add(s->type, {s->count}, s->bytes);
    Add(values.type, {queries.count}, {});
    Add(TensorType::kInt64, {1}, {});
    m.subgraphs[0].outputs = {5, 6};
    Node(0, {}, {0});
    m.subgraphs[0].operators[0].options = model::Options(model::HashtableOptions{0, keys.type, values.type});
    Node(1, {0, 1, 2}, {});
    Node(2, {0, 3, 4}, {5});
    Node(3, {0}, {6});
  }
  void Add(TensorType type, std::vector<int32_t> shape, std::vector<uint8_t> bytes) {
    model::Tensor t;
    t.type = type;
    t.shape = std::move(shape);
    if (!bytes.empty()) {
      t.buffer = static_cast<uint32_t>(m.buffers.size());
      m.buffers.push_back({model::Block(std::move(bytes)), false});
    }
    m.subgraphs[0].tensors.push_back(std::move(t));
  }
  void Node(uint32_t code, std::vector<int32_t> inputs, std::vector<int32_t> outputs) {
    model::Operator op;
    op.opcode_index = code;
    op.inputs = std::move(inputs);
    op.outputs = std::move(outputs);
    m.subgraphs[0].operators.push_back(std::move(op));
  }
  Status Run() {
    GC_ASSIGN_OR_RETURN(Model model, Model::FromContent(m));
    GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(model)));
    GC_ASSIGN_OR_RETURN(interpreter, Interpreter::Create(std::move(compiled)));
    GC_RETURN_IF_ERROR(interpreter->Allocate());
    GC_RETURN_IF_ERROR(interpreter->Invoke());
    return interpreter->Invoke();  // the second import changes nothing
  }
};

TEST(HashtableTest, FindsNumbersByStrings) {
  Lookup lookup({TensorType::kString, Strings({"b", "a", "", "a"}), 4}, {TensorType::kInt64, Numbers({1, 2, 3, 4}), 4},
                {TensorType::kString, Strings({"a", "c", ""}), 3}, {TensorType::kInt64, Numbers({-1}), 1});
  const Status s = lookup.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const TensorView found = lookup.interpreter->output(0);
  EXPECT_THAT(std::vector<int64_t>(found.as<int64_t>(), found.as<int64_t>() + 3), ElementsAre(2, -1, 3));
  EXPECT_EQ(*lookup.interpreter->output(1).as<int64_t>(), 3);
}

TEST(HashtableTest, FindsStringsByNumbers) {
  Lookup lookup({TensorType::kInt64, Numbers({5, -5, 0}), 3}, {TensorType::kString, Strings({"five", "minus five", "zero"}), 3},
                {TensorType::kInt64, Numbers({-5, 6, 5, 0}), 4}, {TensorType::kString, Strings({"?"}), 1});
  const Status s = lookup.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const TensorView found = lookup.interpreter->output(0);
  EXPECT_THAT(*ReadStrings({found.as<uint8_t>(), found.bytes}), ElementsAre("minus five", "?", "five", "zero"));
}

TEST(HashtableTest, MayBeEmpty) {
  Lookup lookup({TensorType::kInt64, {}, 0}, {TensorType::kString, {}, 0}, {TensorType::kInt64, Numbers({1}), 1},
                {TensorType::kString, Strings({"none"}), 1});
  const Status s = lookup.Run();
  // A string tensor without data is refused by whoever reads it first; a table of 0 entries is fine.
  if (s.ok()) {
    EXPECT_EQ(*lookup.interpreter->output(1).as<int64_t>(), 0);
  } else {
    EXPECT_EQ(s.code(), StatusCode::kInvalidModel);
  }
}

TEST(HashtableTest, RefusesOtherTypesAndUnequalSides) {
  Lookup types({TensorType::kInt64, Numbers({1}), 1}, {TensorType::kInt64, Numbers({1}), 1}, {TensorType::kInt64, Numbers({1}), 1},
               {TensorType::kInt64, Numbers({1}), 1});
  EXPECT_THAT(types.Run().message(), HasSubstr("maps INT64 to INT64; supported: INT64 to STRING, STRING to INT64"));
  Lookup sides({TensorType::kInt64, Numbers({1, 2}), 2}, {TensorType::kString, Strings({"x"}), 1}, {TensorType::kInt64, Numbers({1}), 1},
               {TensorType::kString, Strings({"?"}), 1});
  EXPECT_THAT(sides.Run().message(), HasSubstr("has keys of shape [2] and values of shape [1]"));
}

}  // namespace
}  // namespace goldcrest
