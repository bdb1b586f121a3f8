// Every case of tests/tfops/cases.txt: operators run by TensorFlow 2.19.1 on small inputs, with its results.
//
// A case is a line "case NAME", a line for each attribute, input and output, and "end". Tensors are type number, rank, dimensions and
// their bytes in hexadecimal (strings one by one), each group of digits behind an x.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "tfops/numbers.h"
#include "tfops/testing/op_test_util.h"

namespace goldcrest::tf {
namespace {

struct Case {
  std::string name;
  Attrs attrs;
  std::vector<Literal> inputs;
  std::vector<Literal> outputs;
};

std::string Unhex(std::string_view text) {
  std::string bytes;
  for (size_t i = 1; i + 1 < text.size(); i += 2) bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  return bytes;
}

Literal ReadTensor(std::istream& in) {
  int type = 0;
  size_t rank = 0;
  in >> type >> rank;
  std::vector<int64_t> dims(rank);
  for (int64_t& d : dims) in >> d;
  std::string word;
  if (static_cast<DataType>(type) == DataType::kString) {
    std::vector<std::string> strings;
    for (int64_t n = PartialShape(dims).elements(); n > 0 && in >> word; --n) strings.push_back(Unhex(word));
    return Literal(dims, strings);
  }
  in >> word;
  const std::string bytes = Unhex(word);
  Expected<Literal> literal =
      LiteralFromBytes(static_cast<DataType>(type), dims, model::Block(std::vector<uint8_t>(bytes.begin(), bytes.end())));
  EXPECT_TRUE(literal.ok()) << literal.status().message();
  return literal.ok() ? *literal : Literal();
}

template <typename T>
std::vector<T> ReadAll(std::istream& in) {
  std::vector<T> values;
  for (T v; in >> v;) values.push_back(v);
  return values;
}

void ReadAttr(std::istream& in, Attrs& attrs) {
  std::string name, kind, word;
  in >> name >> kind;
  if (kind == "li") return attrs.Set(name, ReadAll<int64_t>(in));
  if (kind == "lf") return attrs.Set(name, ReadAll<float>(in));
  if (kind == "shape") return attrs.Set(name, PartialShape(ReadAll<int64_t>(in)));
  in >> word;
  if (kind == "i") attrs.Set(name, static_cast<int64_t>(std::stoll(word)));
  if (kind == "f") attrs.Set(name, std::stof(word));
  if (kind == "b") attrs.Set(name, word == "1");
  if (kind == "t") attrs.Set(name, static_cast<DataType>(std::stoi(word)));
  if (kind == "s") attrs.Set(name, Unhex(word));
}

std::vector<Case> ReadCases() {
  std::ifstream file(GC_SOURCE_DIR "/tests/tfops/cases.txt");
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    if (first == "case") words >> cases.emplace_back().name;
    if (first == "attr") ReadAttr(words, cases.back().attrs);
    if (first == "in") cases.back().inputs.push_back(ReadTensor(words));
    if (first == "out") cases.back().outputs.push_back(ReadTensor(words));
  }
  return cases;
}

// Integers and strings are the same; floats are as near as a computation in their type can be expected to be.
void ExpectNear(const Literal& found, const Literal& expected, const std::string& what) {
  ASSERT_EQ(found.type(), expected.type()) << what;
  ASSERT_EQ(found.dims(), expected.dims()) << what;
  if (found == expected) return;
  const bool real = IsFloating(found.type()) || IsComplex(found.type());
  ASSERT_TRUE(real) << what << ": other elements";
  const Expected<std::vector<Complex>> x = found.AsComplex(), y = expected.AsComplex();
  ASSERT_TRUE(x.ok() && y.ok()) << what;
  double largest = 0.02;
  for (const Complex& v : *y)
    if (std::isfinite(std::abs(v))) largest = std::max(largest, std::abs(v));
  // 2^-23 and 2^-10, times what sums of this length and functions of TensorFlow's accuracy lose.
  const double tolerance = largest * (found.type() == DataType::kHalf ? 2e-3 : found.type() == DataType::kBFloat16 ? 2e-2 : 1e-5);
  for (size_t i = 0; i < y->size(); ++i) {
    const Complex a = (*x)[i], b = (*y)[i];
    if (a == b || (std::isnan(std::abs(a)) && std::isnan(std::abs(b)))) continue;
    ASSERT_LE(std::abs(a - b), tolerance) << what << ": element " << i << " is " << a << " instead of " << b;
  }
}

TEST(RecordedTest, ResultsAreTensorFlows) {
  const std::vector<Case> cases = ReadCases();
  ASSERT_GT(cases.size(), 300U);
  for (size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    std::vector<DataType> types;
    for (const Literal& out : c.outputs) types.push_back(out.type());
    const OpResult results = RunOp(c.name, c.attrs, c.inputs, types);
    const std::string what = "case " + std::to_string(i) + " " + c.name;
    ASSERT_TRUE(results.ok()) << what << ": " << results.status().message();
    for (size_t k = 0; k < c.outputs.size(); ++k) ExpectNear((*results)[k], c.outputs[k], what);
  }
}

// The less is known of the inputs, the less is said of the results, but never anything that is not so.
TEST(RecordedTest, ShapesInferredFromLessContradictNothing) {
  for (const Case& c : ReadCases()) {
    for (int known = 0; known < 4; ++known) {
      std::vector<InputFacts> facts;
      for (const Literal& in : c.inputs) {
        const PartialShape shape = known == 0 ? PartialShape() : known == 1 ? PartialShape::OfRank(in.rank()) : in.shape();
        facts.push_back({in.type(), shape, known == 3 ? &in : nullptr});
      }
      const std::vector<PartialShape> shapes = InferOp(c.name, c.attrs, facts, c.outputs.size());
      ASSERT_EQ(shapes.size(), c.outputs.size()) << c.name;
      for (size_t k = 0; k < shapes.size(); ++k)
        EXPECT_TRUE(Merge(shapes[k], c.outputs[k].shape()).ok())
            << c.name << ": " << shapes[k].ToString() << " inferred, " << c.outputs[k].shape().ToString() << " computed";
    }
  }
}

// Any prefix of the inputs, and inputs in each other's place: refused or computed, never a crash.
TEST(RecordedTest, InputsThatDoNotFitAreRefused) {
  for (const Case& c : ReadCases()) {
    std::vector<DataType> types;
    for (const Literal& out : c.outputs) types.push_back(out.type());
    for (size_t n = 0; n < c.inputs.size(); ++n) {
      const std::vector<Literal> fewer(c.inputs.begin(), c.inputs.begin() + static_cast<std::ptrdiff_t>(n));
      (void)RunOp(c.name, c.attrs, fewer, types).ok();
      std::vector<Literal> swapped = c.inputs;
      std::swap(swapped[n], swapped[(n + 1) % swapped.size()]);
      (void)RunOp(c.name, c.attrs, swapped, types).ok();
      std::vector<Literal> emptied = c.inputs;
      emptied[n] = Literal::Of<float>({0}, {});
      (void)RunOp(c.name, c.attrs, emptied, types).ok();
      emptied[n] = Literal({1}, {"x"});
      (void)RunOp(c.name, c.attrs, emptied, types).ok();
    }
  }
}

}  // namespace
}  // namespace goldcrest::tf
