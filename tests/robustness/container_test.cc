// Cases 1 to 14: files that are no model, or whose FlatBuffer lies. More of each in src/model/container_test.cc and reader_test.cc.
#include <unistd.h>

#include <cstdio>

#include "base/file.h"
#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

using namespace std::literals;

Status Load(const FileBytes& file) { return LoadAndRun(file); }
Status Load(std::string_view file) { return LoadAndRun({reinterpret_cast<const uint8_t*>(file.data()), file.size()}); }

// An ADD with enough around it to be about 2 KB.
FileBytes SmallModel() {
  return Written(Changed([](model::Model& m, model::Subgraph& s) {
    m.description = "a small model";
    for (int i = 0; i < 12; ++i) {
      auto q = std::make_shared<model::Quantization>();
      q->scale = {0.5f};
      q->zero_point = {1};
      model::Tensor t = NewTensor({2, 3}, TensorType::kInt8);
      t.name = "unused tensor " + std::to_string(i);
      t.quantization = q;
      AddTensor(s, t);
    }
    m.signature_defs = {{"serving", {{"a", 0}, {"b", 1}}, {{"y", 2}}, 0}};
    m.metadata = {{"note", AddBuffer(m, FileBytes(400))}};
  }));
}

TEST(RobustnessContainer, Case01EmptyFile) { ExpectInvalid(Load(FileBytes()), "empty"); }

TEST(RobustnessContainer, Case02FewerThanEightBytes) {
  const FileBytes file = SmallModel();
  for (size_t n = 1; n < 8; ++n) ExpectInvalid(LoadAndRun(std::span(file).first(n)), std::to_string(n) + " bytes are too few");
}

TEST(RobustnessContainer, Case03RootBeyondTheEnd) {
  ExpectInvalid(Load("\x00\x10\0\0TFL3"sv), "cut short");
  FileBytes file = SmallModel();
  PutWord(file, 0, static_cast<uint32_t>(file.size()));
  ExpectInvalid(Load(file), "cut short");
}

TEST(RobustnessContainer, Case04RootZeroOddNegative) {
  for (int32_t root : {0, 1, 3, -1, -4, kMinInt}) {
    FileBytes file = SmallModel();
    PutWord(file, 0, root);
    ExpectInvalid(Load(file), "FlatBuffer");
  }
}

TEST(RobustnessContainer, Case05WrongIdentifier) {
  FileBytes file = SmallModel();
  file[7] = '2';
  ExpectInvalid(Load(file), "\"TFL2\" where the identifier \"TFL3\"");
}

TEST(RobustnessContainer, Case06TruncationAtEveryByte) {
  const FileBytes file = SmallModel();
  EXPECT_GT(file.size(), 1800u);
  EXPECT_LT(file.size(), 3200u);
  ASSERT_TRUE(Load(file).ok());
  for (size_t n = 0; n < file.size(); ++n) {
    const Status status = LoadAndRun(std::span(file).first(n));
    ExpectInvalid(status, "");
    EXPECT_FALSE(status.message().empty());
  }
}

// A file cut while it is mapped is the caller's duty (include/goldcrest/model.h); a copy does not mind.
TEST(RobustnessContainer, Case07FileCutWhileOpen) {
  std::string path = testing::TempDir() + "gc_cut_XXXXXX";
  const int fd = mkstemp(path.data());
  ASSERT_GE(fd, 0);
  close(fd);
  const FileBytes file = SmallModel();
  ASSERT_TRUE(WriteFileAtomically(path, file).ok());
  const Expected<Model> model = Model::FromFile(path, Model::Mode::kCopy);
  ASSERT_TRUE(model.ok()) << model.status().message();
  ASSERT_EQ(truncate(path.c_str(), 100), 0);
  auto interpreter = *Interpreter::Create(*CompiledModel::Create(*model));
  ExpectRuns(interpreter->Allocate());
  ExpectRuns(interpreter->Invoke());
  ExpectInvalid(Model::FromFile(path, Model::Mode::kCopy).status(), "cut short");
  unlink(path.c_str());
}

TEST(RobustnessContainer, Case08FieldDirectoriesThatLie) {
  const FileBytes good = SmallModel();
  for (int32_t back : {1 << 30, -(1 << 30), kMinInt, kMaxInt, 1, static_cast<int32_t>(RootTable(good)) + 8}) {
    FileBytes file = good;
    PutWord(file, RootTable(good), back);  // outside of the file, or at an odd place
    ExpectInvalid(Load(file), "");
  }
  for (int size : {7, 0xffff, 0xfffe}) {
    FileBytes file = good;
    PutWord(file, RootDirectory(good), static_cast<uint16_t>(size));
    ExpectInvalid(Load(file), "");
  }
  // The table of subgraphs where that of buffers is, and the other way round.
  for (const auto& [field, other] :
       {std::pair{schema::Model::VT_SUBGRAPHS, schema::Model::VT_BUFFERS}, {schema::Model::VT_BUFFERS, schema::Model::VT_SUBGRAPHS}}) {
    FileBytes file = good;
    const size_t reference = RootField(file, field), target = ReferenceTarget(file, RootField(file, other));
    if (target <= reference) continue;
    PutWord(file, reference, static_cast<uint32_t>(target - reference));
    EXPECT_FALSE(Load(file).ok());
  }
}

TEST(RobustnessContainer, Case09MisalignedVector) {
  FileBytes file = SmallModel();
  const size_t reference = RootField(file, schema::Model::VT_SUBGRAPHS);
  PutWord(file, reference, GetWord<uint32_t>(file, reference) + 1);
  ExpectInvalid(Load(file), "");
  // The whole file at an odd address is fine.
  const FileBytes good = SmallModel();
  FileBytes moved(good.size() + 1);
  std::copy(good.begin(), good.end(), moved.begin() + 1);
  const auto model = Model::FromBorrowedBytes(std::span(moved).subspan(1));
  EXPECT_TRUE(model.ok()) << model.status().message();
}

TEST(RobustnessContainer, Case10StringWithoutItsEnd) {
  FileBytes file = SmallModel();
  const size_t description = ReferenceTarget(file, RootField(file, schema::Model::VT_DESCRIPTION));
  file[description + 4 + "a small model"sv.size()] = 'x';
  ExpectInvalid(Load(file), "FlatBuffer");
}

TEST(RobustnessContainer, Case11AMillionTables) {
  ExpectInvalid(Load(BuiltFile([](flatbuffers::FlatBufferBuilder& b) {
                  const auto all = b.CreateVector(std::vector(2000000, schema::CreateBuffer(b)));
                  return schema::CreateModel(b, 3, 0, 0, 0, all);
                })),
                "");
  ExpectRefused(Load(BuiltFile([](flatbuffers::FlatBufferBuilder& b) {
                  const auto name = b.CreateString(std::string(1000000, 'x'));
                  const auto all = b.CreateVector(std::vector(100000, schema::CreateMetadata(b, name, 0)));
                  return schema::CreateModel(b, 3, 0, 0, 0, 0, 0, all);
                })),
                StatusCode::kLimitExceeded, "");
}

// What lies in custom options is the operator's business, and nobody looks for a FlatBuffer there.
TEST(RobustnessContainer, Case12NestedFlatBuffers) {
  FileBytes file = SmallModel();
  for (int depth = 0; depth < 100; ++depth) {
    file = Written(Changed([&](model::Model& m, model::Subgraph& s) {
      m.operator_codes[0] = {BuiltinOperator::kCustom, "Nobody", 1};
      s.operators[0].options = {};
      s.operators[0].custom_options = model::Block(file);
    }));
  }
  ExpectRefused(Load(file), StatusCode::kUnresolvedOp, "Encountered unresolved custom op: Nobody");
}

TEST(RobustnessContainer, Case13PlacesBeyondTwoGigabytes) {
  const std::pair<uint64_t, uint64_t> places[] = {{UINT64_MAX - 7, 24},  {UINT64_MAX, 1},        {16, UINT64_MAX},
                                                  {16, UINT64_MAX - 15}, {uint64_t{3} << 30, 1}, {uint64_t{1} << 32, 8},
                                                  {uint64_t{1} << 40, 0}};
  for (const auto& place : places) {
    ExpectInvalid(Load(BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
                    const auto one = schema::CreateBuffer(b, 0, place.first, place.second);
                    return schema::CreateModel(b, 3, 0, 0, 0, b.CreateVector(std::vector{one, one}));
                  })),
                  "");
  }
}

TEST(RobustnessContainer, Case14OtherFiles) {
  const std::pair<std::string, const char*> files[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 13978596\n", "Git LFS pointer; fetch the 13978596 bytes"},
      {"<!DOCTYPE html><html>404</html>", "HTML page"},
      {"\x1f\x8b\x08" + std::string(40, '\0'), "gzip"},
      {"PK\x03\x04" + std::string(60, '\0'), "zip archive"},
      {"\x89PNG\r\n\x1a\n" + std::string(40, '\0'), "PNG picture"},
      {"\x08\x07\x12\x07pytorch" + std::string(40, '\0'), "ONNX"},
  };
  for (const auto& [file, piece] : files) ExpectInvalid(Load(file), piece);
}

}  // namespace
}  // namespace goldcrest
