// Files whose FlatBuffer lies. Numbers in comments are the cases of ../shared/robustness.md.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "model/reader.h"
#include "model/verify.h"
#include "model/writer.h"
#include "tests/flatbuffer_patch.h"

namespace goldcrest::model {
namespace {

using Bytes8 = FileBytes;

Expected<Model> Read(std::span<const uint8_t> bytes, const ReadOptions& options = {}) {
  auto copy = CopyBytes(bytes);
  if (!copy.ok()) return copy.status();
  return ReadModel(*copy, options);
}

// A model of about 2 KB with every kind of vector.
Bytes8 SmallModel() {
  Model m;
  m.description = "a small model";
  m.operator_codes = {{BuiltinOperator::kAdd, "", 1}, {BuiltinOperator::kCustom, "Mine", 1}};
  m.buffers.resize(2);
  m.buffers[1].data = Block(Bytes8(24));
  Subgraph s;
  for (int i = 0; i < 10; ++i) {
    Tensor t;
    t.name = "tensor " + std::to_string(i);
    t.shape = {2, 3};
    Quantization q;
    q.scale = {0.5f};
    q.zero_point = {1};
    t.quantization = std::make_shared<Quantization>(q);
    s.tensors.push_back(t);
  }
  s.tensors[1].buffer = 1;
  s.inputs = {0};
  s.outputs = {2};
  Operator add;
  add.inputs = {0, 1};
  add.outputs = {2};
  add.options = AddOptions();
  Operator custom;
  custom.opcode_index = 1;
  custom.inputs = {2};
  custom.outputs = {3};
  custom.custom_options = Block(Bytes8{1, 2, 3});
  s.operators = {add, custom};
  m.subgraphs = {s};
  m.signature_defs = {{"serving", {{"x", 0}}, {{"y", 2}}, 0}};
  return *WriteModel(m);
}

void ExpectRefused(const Bytes8& bytes, StatusCode code = StatusCode::kInvalidModel) {
  const Expected<Model> model = Read(bytes);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.status().code(), code) << model.status().message();
  EXPECT_FALSE(model.status().message().empty());
}

TEST(ContainerTest, TheUnchangedModelReads) {
  const Bytes8 bytes = SmallModel();
  EXPECT_GT(bytes.size(), 1200u);
  EXPECT_LT(bytes.size(), 2800u);
  const Expected<Model> model = Read(bytes);
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_TRUE(Verify(*model).ok());
}

// 3, 4
TEST(ContainerTest, RefusesRootOffsets) {
  for (int64_t root : {int64_t{0}, int64_t{1}, int64_t{3}, int64_t{-4}, int64_t{-1}, int64_t{0x7fffffff}, int64_t{1} << 20}) {
    Bytes8 bytes = SmallModel();
    PutWord(bytes, 0, static_cast<uint32_t>(root));
    ExpectRefused(bytes);
  }
}

// 6
TEST(ContainerTest, RefusesTruncationAtEveryByte) {
  const Bytes8 bytes = SmallModel();
  for (size_t n = 0; n < bytes.size(); ++n) ExpectRefused(Bytes8(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n)));
}

// 8
TEST(ContainerTest, RefusesFieldDirectoriesThatLie) {
  const Bytes8 good = SmallModel();
  const size_t table = RootTable(good), directory = RootDirectory(good);
  for (int32_t back : {1 << 30, -(1 << 30), INT32_MIN, INT32_MAX, 1, static_cast<int32_t>(table) + 8}) {
    Bytes8 bytes = good;
    PutWord(bytes, table, back);
    ExpectRefused(bytes);
  }
  for (uint16_t size : {uint16_t{7}, uint16_t{0xffff}, uint16_t{0xfffe}}) {
    Bytes8 bytes = good;
    PutWord(bytes, directory, size);
    ExpectRefused(bytes);
  }
  for (uint16_t field : {uint16_t{0xffff}, uint16_t{0xfffc}, uint16_t{1}}) {
    Bytes8 bytes = good;
    PutWord(bytes, directory + schema::Model::VT_SUBGRAPHS, field);
    ExpectRefused(bytes);
  }
}

TEST(ContainerTest, OverlappingTablesAreSafe) {
  // The table of subgraphs is read as that of buffers, and the other way round; either may pass as structure.
  Bytes8 bytes = SmallModel();
  const size_t subgraphs = RootField(bytes, schema::Model::VT_SUBGRAPHS);
  const size_t buffers = RootField(bytes, schema::Model::VT_BUFFERS);
  const size_t of_subgraphs = ReferenceTarget(bytes, subgraphs);
  const size_t of_buffers = ReferenceTarget(bytes, buffers);
  if (of_buffers > subgraphs) PutWord(bytes, subgraphs, static_cast<uint32_t>(of_buffers - subgraphs));
  if (of_subgraphs > buffers) PutWord(bytes, buffers, static_cast<uint32_t>(of_subgraphs - buffers));
  const Expected<Model> model = Read(bytes);
  EXPECT_FALSE(model.ok() && Verify(*model).ok());
}

// 9: bytes that somebody gives at an odd address, and 64-bit vectors at 4 bytes as other writers leave them.
TEST(ContainerTest, ReadsMisalignedBytes) {
  const Bytes8 good = SmallModel();
  for (size_t shift : {1, 4, 8}) {
    Bytes8 moved(good.size() + 32);
    uint8_t* base = moved.data() + (16 - reinterpret_cast<uintptr_t>(moved.data()) % 16) % 16 + shift;
    std::memcpy(base, good.data(), good.size());
    const auto borrowed = BorrowBytes({base, good.size()});
    ASSERT_TRUE(borrowed.ok());
    const Expected<Model> model = ReadModel(*borrowed);
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model->subgraphs[0].tensors[0].quantization->zero_point, (std::vector<int64_t>{1}));
  }
  Bytes8 bytes = good;
  const size_t reference = RootField(bytes, schema::Model::VT_SUBGRAPHS);
  PutWord(bytes, reference, GetWord<uint32_t>(bytes, reference) + 1);
  ExpectRefused(bytes);
}

TEST(ContainerTest, ConstantsAreAlignedForTheirType) {
  // An INT64 constant whose bytes lie at every offset past the FlatBuffer.
  for (size_t shift = 0; shift < 16; ++shift) {
    Model m;
    m.buffers.resize(2);
    m.buffers[1].data = Block(Bytes8{1, 2, 3, 4, 5, 6, 7, 8});
    m.buffers[1].past_flatbuffer = true;
    m.subgraphs.resize(1);
    m.subgraphs[0].tensors.resize(1);
    m.subgraphs[0].tensors[0].type = TensorType::kInt64;
    m.subgraphs[0].tensors[0].buffer = 1;
    Bytes8 bytes = *WriteModel(m);
    const size_t data = bytes.size() - 8;
    bytes.insert(bytes.begin() + static_cast<ptrdiff_t>(data), shift, 0);
    auto* root = flatbuffers::GetMutableRoot<flatbuffers::Table>(bytes.data());
    auto* buffers = root->GetPointer<flatbuffers::Vector<flatbuffers::Offset<flatbuffers::Table>>*>(schema::Model::VT_BUFFERS);
    buffers->GetMutableObject(1)->SetField<uint64_t>(schema::Buffer::VT_OFFSET, data + shift, 0);
    const Expected<Model> read = Read(bytes);
    ASSERT_TRUE(read.ok()) << read.status().message();
    const Block& constant = read->buffers[1].data;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(constant.data()) % alignof(int64_t), 0u);
    EXPECT_EQ(Bytes8(constant.span().begin(), constant.span().end()), (Bytes8{1, 2, 3, 4, 5, 6, 7, 8}));
  }
}

// 10
TEST(ContainerTest, RefusesAStringWithoutItsEnd) {
  Bytes8 bytes = SmallModel();
  const size_t description = ReferenceTarget(bytes, RootField(bytes, schema::Model::VT_DESCRIPTION));
  bytes[description + 4 + std::strlen("a small model")] = 'x';
  ExpectRefused(bytes);
}

// 11: few bytes that unfold to many.
TEST(ContainerTest, RefusesTablesThatAreNamedAMillionTimes) {
  const Bytes8 many_tables = BuiltFile([](flatbuffers::FlatBufferBuilder& b) {
    const auto buffer = schema::CreateBuffer(b);
    const auto buffers = b.CreateVector(std::vector<flatbuffers::Offset<schema::Buffer>>(2000000, buffer));
    return schema::CreateModel(b, 3, 0, 0, 0, buffers);
  });
  ExpectRefused(many_tables);

  const Bytes8 many_names = BuiltFile([](flatbuffers::FlatBufferBuilder& b) {
    const auto name = b.CreateString(std::string(1000000, 'x'));
    const auto metadata = schema::CreateMetadata(b, name, 0);
    const auto all = b.CreateVector(std::vector<flatbuffers::Offset<schema::Metadata>>(100000, metadata));
    return schema::CreateModel(b, 3, 0, 0, 0, 0, 0, all);
  });
  ExpectRefused(many_names, StatusCode::kLimitExceeded);

  const Bytes8 many_operators = BuiltFile([](flatbuffers::FlatBufferBuilder& b) {
    const auto op = schema::CreateOperator(b);
    const auto ops = b.CreateVector(std::vector<flatbuffers::Offset<schema::Operator>>(900000, op));
    const auto graph = schema::CreateSubGraph(b, 0, 0, 0, ops);
    return schema::CreateModel(b, 3, 0, b.CreateVector(&graph, 1));
  });
  // Half as large where addresses have 32 bits, and below the limit.
  if (sizeof(void*) > 4) ExpectRefused(many_operators, StatusCode::kLimitExceeded);
}

// 12: what is inside custom options is the custom operator's business.
TEST(ContainerTest, LeavesCustomOptionsAlone) {
  Model m;
  m.buffers.resize(1);
  m.operator_codes = {{BuiltinOperator::kCustom, "Mine", 1}};
  m.subgraphs.resize(1);
  m.subgraphs[0].operators.resize(1);
  const Bytes8 inner = SmallModel();
  m.subgraphs[0].operators[0].custom_options = Block(inner);
  const Expected<Model> read = Read(*WriteModel(m));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->subgraphs[0].operators[0].custom_options.size(), inner.size());
}

// 13
TEST(ContainerTest, RefusesPlacesOutsideTheFile) {
  const std::pair<uint64_t, uint64_t> places[] = {{UINT64_MAX - 7, 24}, {UINT64_MAX, 1},        {16, UINT64_MAX}, {16, UINT64_MAX - 15},
                                                  {1 << 20, 1},         {uint64_t{1} << 40, 0}, {2, 1 << 20}};
  for (const auto& place : places) {
    const uint64_t offset = place.first, size = place.second;
    const Bytes8 buffer = BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
      const auto one = schema::CreateBuffer(b, 0, offset, size);
      return schema::CreateModel(b, 3, 0, 0, 0, b.CreateVector(std::vector{one, one}));
    });
    ExpectRefused(buffer);
    const Bytes8 options = BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
      schema::OperatorBuilder t(b);
      t.add_large_custom_options_offset(offset);
      t.add_large_custom_options_size(size);
      const auto op = t.Finish();
      const auto graph = schema::CreateSubGraph(b, 0, 0, 0, b.CreateVector(&op, 1));
      return schema::CreateModel(b, 3, 0, b.CreateVector(&graph, 1));
    });
    ExpectRefused(options);
  }
  // 0 and 1 mean that there is nothing.
  for (uint64_t none : {0, 1}) {
    const Expected<Model> read = Read(BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
      const auto one = schema::CreateBuffer(b, 0, none, 1 << 20);
      return schema::CreateModel(b, 3, 0, 0, 0, b.CreateVector(std::vector{one, one}));
    }));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->buffers[1].data.data(), nullptr);
  }
}

TEST(ContainerTest, ReadsAConstantBeyondFourGigabytes) {
  if (sizeof(size_t) < 8) GTEST_SKIP() << "needs 64-bit addresses";
  constexpr uint64_t kPlace = (uint64_t{5} << 30) + 16;
  const Bytes8 flatbuffer = BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
    const auto none = schema::CreateBuffer(b);
    const auto far = schema::CreateBuffer(b, 0, kPlace, 4);
    return schema::CreateModel(b, 3, 0, 0, 0, b.CreateVector(std::vector{none, far}));
  });
  // A file with a hole: it takes a few pages of the disk.
  std::string path = testing::TempDir() + "gc_beyond_XXXXXX";
  const int fd = mkstemp(path.data());
  ASSERT_GE(fd, 0);
  ASSERT_EQ(write(fd, flatbuffer.data(), flatbuffer.size()), static_cast<ssize_t>(flatbuffer.size()));
  ASSERT_EQ(pwrite(fd, "abcd", 4, static_cast<off_t>(kPlace)), 4);
  close(fd);
  const auto file = MapFile(path);
  unlink(path.c_str());
  ASSERT_TRUE(file.ok()) << file.status().message();
  const Expected<Model> model = ReadModel(*file);
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_EQ(std::string(model->buffers[1].data.span().begin(), model->buffers[1].data.span().end()), "abcd");
}

// 20
TEST(ContainerTest, TakesTheLargerOfTheTwoOperatorCodes) {
  struct Case {
    int narrow, wide, expected;
  };
  for (const Case c : {Case{18, 0, 18}, Case{0, 18, 18}, Case{127, 150, 150}, Case{18, 3, 18}, Case{3, 18, 18}}) {
    const Expected<Model> read = Read(BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
      const auto code = schema::CreateOperatorCode(b, static_cast<int8_t>(c.narrow), 0, 1, static_cast<schema::BuiltinOperator>(c.wide));
      return schema::CreateModel(b, 3, b.CreateVector(&code, 1));
    }));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(static_cast<int>(read->operator_codes[0].builtin), c.expected);
  }
}

// A union value of a newer format: the options are not known, and the operator has none.
TEST(ContainerTest, ReadsUnknownOptionsAsNone) {
  const Expected<Model> read = Read(BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
    const auto options = schema::CreateAddOptions(b).Union();
    schema::OperatorBuilder t(b);
    t.add_builtin_options_type(static_cast<schema::BuiltinOptions>(240));
    t.add_builtin_options(options);
    const auto op = t.Finish();
    const auto graph = schema::CreateSubGraph(b, 0, 0, 0, b.CreateVector(&op, 1));
    return schema::CreateModel(b, 3, 0, b.CreateVector(&graph, 1));
  }));
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_TRUE(read->subgraphs[0].operators[0].options.empty());
}

}  // namespace
}  // namespace goldcrest::model
