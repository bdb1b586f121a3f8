#include "convert/recipes/recipes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

using Floats = std::vector<float>;

float Apply(BuiltinOperator op, float a, float b, float c) {
  switch (op) {
    case BuiltinOperator::kAbs: return std::fabs(a);
    case BuiltinOperator::kAdd: return a + b;
    case BuiltinOperator::kAtan2: return std::atan2(a, b);
    case BuiltinOperator::kCos: return std::cos(a);
    case BuiltinOperator::kDiv: return a / b;
    case BuiltinOperator::kEqual: return a == b ? 1 : 0;
    case BuiltinOperator::kExp: return std::exp(a);
    case BuiltinOperator::kLess: return a < b ? 1 : 0;
    case BuiltinOperator::kLog: return std::log(a);
    case BuiltinOperator::kMaximum: return std::fmax(a, b);
    case BuiltinOperator::kMinimum: return std::fmin(a, b);
    case BuiltinOperator::kMul: return a * b;
    case BuiltinOperator::kNeg: return -a;
    case BuiltinOperator::kRound: return std::nearbyint(a);
    case BuiltinOperator::kSelect:
    case BuiltinOperator::kSelectV2: return a != 0 ? b : c;
    case BuiltinOperator::kSign: return a > 0 ? 1 : a < 0 ? -1 : 0;
    case BuiltinOperator::kSin: return std::sin(a);
    case BuiltinOperator::kSqrt: return std::sqrt(a);
    case BuiltinOperator::kSub: return a - b;
    case BuiltinOperator::kTanh: return std::tanh(a);
    case BuiltinOperator::kZerosLike: return 0;
    default: ADD_FAILURE() << "no float of " << BuiltinOperatorName(op); return 0;
  }
}

// The recipe of element-wise operators on float32 scalars, computed as a kernel would, step by step.
Floats Compute(const std::string& name, const std::vector<Floats>& inputs) {
  const Recipe* recipe = FindRecipe(name);
  if (recipe == nullptr) return {};
  Graph g;
  std::vector<Value*> args;
  for (size_t i = 0; i < inputs.size(); ++i) args.push_back(g.AddInput(DataType::kFloat, PartialShape({4}), "x" + std::to_string(i)));
  Node* node = g.AddTf(std::string(recipe->op), "y", args, {DataType::kFloat}, nullptr);
  node->output()->shape = PartialShape({4});
  g.outputs = {node->output()};
  Lowering l(g, *node);
  const Status status = recipe->lower(l);
  EXPECT_TRUE(status.ok()) << status.message();
  EXPECT_TRUE(VerifyGraph(g).ok());
  std::map<const Value*, Floats> values;
  const size_t n = inputs[0].size();
  int operators = 0;
  for (const auto& made : g.nodes()) {
    Floats& out = values[made->output()];
    if (made->kind == NodeKind::kArg) {
      out = inputs[static_cast<size_t>(made->arg)];
    } else if (made->kind == NodeKind::kConst) {
      out.assign(n, made->value.values<float>()[0]);
    } else {
      ++operators;
      for (size_t i = 0; i < n; ++i) {
        const auto at = [&](int k) { return k < made->num_inputs() ? values[made->input(k)][i] : 0.0f; };
        out.push_back(Apply(made->builtin, at(0), at(1), at(2)));
      }
    }
  }
  EXPECT_LE(operators, recipe->operators + 1) << name;
  EXPECT_GE(operators, recipe->operators - 1) << name;
  return values[g.outputs[0]];
}

// Numbers of both signs and all sizes up to `largest`, and those about it.
Floats Sample(float smallest, float largest, bool negative) {
  Floats x = {smallest, largest};
  for (float v = smallest; v < largest; v *= 1.037f) {
    x.push_back(v);
    if (negative) x.push_back(-v);
  }
  if (negative) x.push_back(0);
  return x;
}

double Digamma(double x) {
  if (x < 0.5) return Digamma(1 - x) - M_PI / std::tan(M_PI * x);
  double sum = 0;
  for (; x < 20; x += 1) sum -= 1 / x;
  const double z = 1 / (x * x);
  return sum + std::log(x) - 0.5 / x - z * (1.0 / 12 - z * (1.0 / 120 - z / 252));
}

struct Case {
  const char* recipe;
  double (*exact)(double);
  Floats x;
  double absolute = 0;  // beside 1e-5 of the value
};

TEST(RecipesTest, FunctionsAreExactToAHundredThousandth) {
  const Floats wide = Sample(1e-6f, 80, true), unit = Sample(1e-6f, 0.9999f, true);
  Floats above_one;
  for (float t : Sample(1e-6f, 1e6f, false)) above_one.push_back(1 + t);
  const std::vector<Case> cases = {
      {"acos", std::acos, unit, 1e-6},
      {"acosh", std::acosh, above_one},
      {"asin", std::asin, unit},
      {"asinh", std::asinh, Sample(1e-6f, 1e9f, true)},
      {"atan", std::atan, Sample(1e-6f, 1e9f, true)},
      {"atanh", std::atanh, unit},
      {"cosh", std::cosh, wide},
      {"digamma", Digamma, Sample(1e-3f, 1000, false), 1e-5},
      {"erf", std::erf, Sample(1e-6f, 30, true)},
      {"erfc", std::erfc, Sample(1e-6f, 9, true)},
      {"expm1", std::expm1, wide},
      {"lgamma", std::lgamma, Sample(1e-3f, 1000, false), 1e-5},
      {"log1p", std::log1p, Sample(1e-6f, 1e6f, false)},
      {"sinh", std::sinh, wide},
      {"tan", std::tan, Sample(1e-6f, 1.5f, true)},
  };
  for (const Case& c : cases) {
    const Floats y = Compute(c.recipe, {c.x});
    ASSERT_EQ(y.size(), c.x.size()) << c.recipe;
    for (size_t i = 0; i < y.size(); ++i) {
      const double want = c.exact(static_cast<double>(c.x[i]));
      EXPECT_LE(std::fabs(static_cast<double>(y[i]) - want), 1e-5 * std::fabs(want) + c.absolute) << c.recipe << " of " << c.x[i];
    }
  }
}

TEST(RecipesTest, GammaFunctionsAreReflectedBelowOneHalf) {
  const Floats x = {-0.5f, -1.25f, -3.75f, 0.25f};
  const Floats lgamma = Compute("lgamma", {x}), digamma = Compute("digamma", {x});
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(lgamma[i], std::lgamma(static_cast<double>(x[i])), 2e-5);
    EXPECT_NEAR(digamma[i], Digamma(static_cast<double>(x[i])), 5e-5);
  }
}

TEST(RecipesTest, ZeroTimesAnythingIsZero) {
  const Floats x = {0, 2, 0}, y = {0, 3, -1};
  EXPECT_EQ(Compute("xlogy", {x, y}), (Floats{0, 2 * std::log(3.0f), 0}));
  EXPECT_EQ(Compute("xdivy", {x, y}), (Floats{0, 2.0f / 3, 0}));
  EXPECT_FLOAT_EQ(Compute("xlog1py", {x, y})[1], 2 * std::log1p(3.0f));
}

TEST(RecipesTest, NamesAndOperatorsAreUnique) {
  for (const Recipe* r : AllRecipes()) {
    EXPECT_EQ(FindRecipe(r->name), r) << r->name;
    EXPECT_EQ(FindRecipeFor(r->op), r) << r->op;
  }
}

// The recipe for one node; its text is the operators in order.
std::string Lower(Graph& g, const std::string& name, std::vector<Value*> inputs, PartialShape shape, tf::Attrs attrs = {}) {
  const Recipe* recipe = FindRecipe(name);
  Node* node = g.AddTf(std::string(recipe->op), "y", inputs, {inputs[0]->type}, nullptr);
  node->attrs = std::move(attrs);
  node->output()->shape = std::move(shape);
  g.outputs = {node->output()};
  Lowering l(g, *node);
  if (!recipe->lower(l).ok()) return "refused";
  EXPECT_TRUE(VerifyGraph(g).ok());
  std::string text;
  for (const auto& n : g.nodes())
    if (n->kind == NodeKind::kBuiltin) text += std::string(text.empty() ? "" : " ") + std::string(BuiltinOperatorName(n->builtin));
  return text;
}

Value* Int(Graph& g, int32_t v) { return g.AddConst(tf::Literal::Scalar<int32_t>(v), "c", nullptr); }

TEST(RecipesTest, RollGathersAlongEachAxis) {
  Graph g;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({2, 4}), "x");
  EXPECT_EQ(Lower(g, "roll", {x, Int(g, -1), Int(g, 1)}, PartialShape({2, 4})), "GATHER");
  EXPECT_EQ(*g.outputs[0]->producer->input(1)->constant()->AsInts(), (std::vector<int64_t>{1, 2, 3, 0}));
}

TEST(RecipesTest, RollAroundAnUnknownDimensionIsRefused) {
  Graph g;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({-1, 4}), "x");
  EXPECT_EQ(Lower(g, "roll", {x, Int(g, 1), Int(g, 0)}, PartialShape({-1, 4})), "refused");
}

TEST(RecipesTest, CumprodDoublesItsReach) {
  Graph g;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({5}), "x");
  EXPECT_EQ(Lower(g, "cumprod", {x, Int(g, 0)}, PartialShape({5})), "SLICE PADV2 MUL SLICE PADV2 MUL SLICE PADV2 MUL");
}

TEST(RecipesTest, BandPartSelectsByAConstantMask) {
  Graph g;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({7, 2, 3}), "x");
  EXPECT_EQ(Lower(g, "band_part", {x, Int(g, 0), Int(g, -1)}, PartialShape({7, 2, 3})), "SELECT_V2");
  const tf::Literal* mask = g.outputs[0]->producer->input(0)->constant();
  EXPECT_EQ(*mask->AsInts(), (std::vector<int64_t>{1, 1, 1, 0, 1, 1}));
}

}  // namespace
}  // namespace goldcrest::convert
