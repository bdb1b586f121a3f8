#include "tools/common/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

namespace goldcrest::tools {
namespace {

using FileBytes = std::vector<uint8_t>;

FileBytes MakeFile(const std::string& dictionary, const std::string& content, int major = 1) {
  std::string file = "\x93NUMPY";
  file += static_cast<char>(major);
  file += '\0';
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i) file += static_cast<char>(dictionary.size() >> (8 * i));
  file += dictionary + content;
  return FileBytes(file.begin(), file.end());
}

FileBytes Int32s(std::initializer_list<int32_t> values) {
  FileBytes bytes(values.size() * 4);
  std::memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

std::string Text(const FileBytes& bytes) { return std::string(bytes.begin(), bytes.end()); }
FileBytes BytesOf(const NpyArray& array) { return FileBytes(array.bytes().begin(), array.bytes().end()); }

std::string WhyRefused(const FileBytes& file) {
  const Expected<NpyArray> array = ParseNpy(file);
  return array.ok() ? "not refused" : array.status().message();
}

FileBytes FileContent(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return FileBytes(std::istreambuf_iterator<char>(in), {});
}

TEST(NpyTest, ReadsAllThreeVersions) {
  const FileBytes content = Int32s({1, 2, 3, 4, 5, 6});
  for (int major : {1, 2, 3}) {
    const Expected<NpyArray> array =
        ParseNpy(MakeFile("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }\n", Text(content), major));
    ASSERT_TRUE(array.ok()) << array.status().message();
    EXPECT_EQ(array->type, TensorType::kInt32);
    EXPECT_EQ(array->shape, (Shape{2, 3}));
    EXPECT_EQ(BytesOf(*array), content);
  }
}

TEST(NpyTest, TransposesFortranOrder) {
  const Expected<NpyArray> array =
      ParseNpy(MakeFile("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3)}", Text(Int32s({1, 4, 2, 5, 3, 6}))));
  ASSERT_TRUE(array.ok()) << array.status().message();
  EXPECT_EQ(BytesOf(*array), Int32s({1, 2, 3, 4, 5, 6}));
  const Expected<NpyArray> strings = ParseNpy(MakeFile("{'descr': '|S1', 'fortran_order': True, 'shape': (2, 2)}", "acbd"));
  ASSERT_TRUE(strings.ok()) << strings.status().message();
  EXPECT_EQ(strings->strings, (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(NpyTest, ReadsStringsAsBytesAndAsUnicode) {
  const Expected<NpyArray> bytes =
      ParseNpy(MakeFile("{'descr': '|S3', 'fortran_order': False, 'shape': (3,)}", std::string("abcx\0\0\0y\0", 9)));
  ASSERT_TRUE(bytes.ok()) << bytes.status().message();
  EXPECT_EQ(bytes->strings, (std::vector<std::string>{"abc", "x", std::string("\0y", 2)}));
  // An a with a ring, a pinyin sign and a bird: 2, 3 and 4 bytes of UTF-8.
  const std::string codes("\xE5\0\0\0\x2D\x4E\0\0\x26\xF4\x01\0\0\0\0\0", 16);
  const Expected<NpyArray> unicode = ParseNpy(MakeFile("{'descr': '<U4', 'fortran_order': False, 'shape': ()}", codes));
  ASSERT_TRUE(unicode.ok()) << unicode.status().message();
  EXPECT_EQ(unicode->strings, (std::vector<std::string>{"\xC3\xA5\xE4\xB8\xAD\xF0\x9F\x90\xA6"}));
  const std::string surrogate("\0\xD8\0\0", 4);
  EXPECT_NE(WhyRefused(MakeFile("{'descr': '<U1', 'fortran_order': False, 'shape': ()}", surrogate)).find("0xD800"), std::string::npos);
}

TEST(NpyTest, MakesBooleansZeroOrOne) {
  const Expected<NpyArray> array =
      ParseNpy(MakeFile("{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}", std::string("\0\x01\xFF", 3)));
  ASSERT_TRUE(array.ok());
  EXPECT_EQ(BytesOf(*array), (FileBytes{0, 1, 1}));
}

TEST(NpyTest, NamesWhatIsWrong) {
  const auto with = [](const std::string& descr, const std::string& shape) {
    return WhyRefused(MakeFile("{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}", "1234"));
  };
  EXPECT_NE(WhyRefused({}).find("\\x93NUMPY"), std::string::npos);
  EXPECT_NE(with("'<f4'", "(2,)").find("4 bytes of elements; shape [2] of 4 bytes each needs 8"), std::string::npos);
  EXPECT_NE(with("'<f4'", "(1, -1)").find("a dimension"), std::string::npos);
  EXPECT_NE(with("'<f4'", "(2147483647, 2147483647, 2147483647)").find("more than memory holds"), std::string::npos);
  EXPECT_NE(with("'<f4'", "(1, 1, 1, 1, 1, 1, 1, 1, 1)").find("more than 8 dimensions"), std::string::npos);
  EXPECT_NE(with("'>f4'", "(1,)").find("'>f4'"), std::string::npos);
  EXPECT_NE(with("'|O'", "(1,)").find("'|O'"), std::string::npos);
  EXPECT_NE(with("[('a', '<f4')]", "(1,)").find("structured"), std::string::npos);
  EXPECT_NE(with("'|S0'", "(2147483647,)").find("needs 0"), std::string::npos);
  EXPECT_NE(WhyRefused(MakeFile("{'descr': '|S0', 'fortran_order': False, 'shape': (2147483647,)}", "")).find("empty strings"),
            std::string::npos);
  EXPECT_NE(WhyRefused(MakeFile("{'descr': '<f4'}", "")).find("lacks"), std::string::npos);
  const Expected<NpyArray> missing = ReadNpy("/nonexistent/x.npy");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.status().code(), StatusCode::kNotFound);
}

TEST(NpyTest, SurvivesTruncationAndDamage) {
  const FileBytes file = MakeFile("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }\n", Text(Int32s({1, 2, 3, 4, 5, 6})));
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(ParseNpy({file.data(), size}).ok()) << size;
  }
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    FileBytes damaged = file;
    for (uint32_t i = 0, n = 1 + random() % 4; i < n; ++i) damaged[random() % damaged.size()] = static_cast<uint8_t>(random());
    const Expected<NpyArray> array = ParseNpy(damaged);
    if (!array.ok()) {
      ASSERT_FALSE(array.status().message().empty());
    }
  }
}

TEST(NpyTest, WritesWhatItReads) {
  const std::string path = testing::TempDir() + "gc_npy_test.npy";
  const TensorType types[] = {TensorType::kFloat32, TensorType::kFloat16, TensorType::kInt32,      TensorType::kUInt8,
                              TensorType::kInt64,   TensorType::kBool,    TensorType::kInt16,      TensorType::kComplex64,
                              TensorType::kInt8,    TensorType::kFloat64, TensorType::kComplex128, TensorType::kUInt64,
                              TensorType::kUInt32,  TensorType::kUInt16,  TensorType::kBFloat16};
  for (TensorType type : types) {
    for (const Shape& shape : {Shape{}, Shape{3}, Shape{2, 3}, Shape{0, 4}}) {
      FileBytes content(static_cast<size_t>(shape.elements()) * static_cast<size_t>(TypeBits(type)) / 8, 1);
      ASSERT_TRUE(WriteNpy(path, type, shape, content).ok());
      const Expected<NpyArray> array = ReadNpy(path);
      ASSERT_TRUE(array.ok()) << TypeName(type) << ": " << array.status().message();
      EXPECT_EQ(array->type, type);
      EXPECT_EQ(array->shape, shape);
      EXPECT_EQ(BytesOf(*array), content);
      EXPECT_EQ((FileContent(path).size() - content.size()) % 64, 0u);
    }
  }
  NpyArray strings;
  strings.type = TensorType::kString;
  strings.shape = Shape{1, 2};
  strings.strings = {"", "longer"};
  ASSERT_TRUE(WriteNpy(path, strings).ok());
  const Expected<NpyArray> array = ReadNpy(path);
  ASSERT_TRUE(array.ok()) << array.status().message();
  EXPECT_EQ(array->strings, strings.strings);
  EXPECT_FALSE(WriteNpy(path, TensorType::kVariant, Shape{1}, {}).ok());
  EXPECT_EQ(WriteNpy("/nonexistent/x.npy", strings).code(), StatusCode::kIoError);
}

TEST(NpyTest, WritesPythonsTuples) {
  EXPECT_NE(NpyHeader(TensorType::kFloat32, Shape{})->find("'shape': (), }"), std::string::npos);
  EXPECT_NE(NpyHeader(TensorType::kFloat32, Shape{3})->find("'shape': (3,), }"), std::string::npos);
  EXPECT_NE(NpyHeader(TensorType::kInt8, Shape{1, 2, 3})->find("'descr': '|i1', 'fortran_order': False, 'shape': (1, 2, 3), }"),
            std::string::npos);
}

}  // namespace
}  // namespace goldcrest::tools
