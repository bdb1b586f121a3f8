// 0.5 * x * (1 + erf(x / sqrt(2)))                              ->  GELU(x)
// 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))     ->  GELU(x), approximate
// On TensorFlow's operators, as the model format has no error function. The factors may stand in any order, the argument be written as
// any polynomial in x that is the same; x * 0.5 * erfc(-x / sqrt(2)) is known too. Exact to rounding.
#include <array>
#include <cmath>

#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

constexpr int kMaxDepth = 8;
using Polynomial = std::array<double, 4>;  // coefficients of 1, x, x^2, x^3

bool IsAdd(const Node& node) { return node.Is("AddV2") || node.Is("Add"); }
bool IsDiv(const Node& node) { return node.Is("RealDiv") || node.Is("Div"); }

std::optional<Polynomial> Multiply(const Polynomial& a, const Polynomial& b) {
  Polynomial product = {};
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      if (a[i] == 0 || b[j] == 0) continue;
      if (i + j > 3) return std::nullopt;
      product[i + j] += a[i] * b[j];
    }
  }
  return product;
}

std::optional<Polynomial> PolynomialOf(const Value* v, const Value* x, int depth);

std::optional<Polynomial> PolynomialOfBinary(const Node& node, const Value* x, int depth) {
  const auto a = PolynomialOf(node.input(0), x, depth), b = PolynomialOf(node.input(1), x, depth);
  if (!a || !b) return std::nullopt;
  if (node.Is("Mul")) return Multiply(*a, *b);
  if (IsDiv(node)) {
    if ((*b)[1] != 0 || (*b)[2] != 0 || (*b)[3] != 0 || (*b)[0] == 0) return std::nullopt;
    return Multiply(*a, {1 / (*b)[0]});
  }
  if (node.Is("Pow")) {
    if (*b == Polynomial{2}) return Multiply(*a, *a);
    const auto square = *b == Polynomial{3} ? Multiply(*a, *a) : std::nullopt;
    return square ? Multiply(*square, *a) : std::nullopt;
  }
  Polynomial sum = *a;
  for (size_t i = 0; i < 4; ++i) sum[i] += node.Is("Sub") ? -(*b)[i] : (*b)[i];
  return sum;
}

// `v` as a polynomial in x; nothing where it is none of degree 3 at most.
std::optional<Polynomial> PolynomialOf(const Value* v, const Value* x, int depth) {
  if (v == x) return Polynomial{0, 1};
  if (const auto number = ScalarConstant(v); number && (v->rank() == 0 || x->rank() >= v->rank())) return Polynomial{*number};
  if (depth >= kMaxDepth || v->producer->kind != NodeKind::kTf) return std::nullopt;
  const Node& node = *v->producer;
  if (node.Is("Neg") || node.Is("Square")) {
    const auto a = PolynomialOf(node.input(0), x, depth + 1);
    if (!a) return std::nullopt;
    return Multiply(*a, node.Is("Neg") ? Polynomial{-1} : *a);
  }
  if (node.Is("Mul") || IsAdd(node) || node.Is("Sub") || IsDiv(node) || node.Is("Pow")) return PolynomialOfBinary(node, x, depth + 1);
  return std::nullopt;
}

bool Near(const Polynomial& a, const Polynomial& b) {
  for (size_t i = 0; i < 4; ++i)
    if (std::abs(a[i] - b[i]) > 1e-5 * std::max(std::abs(b[i]), 1e-2)) return false;
  return true;
}

// A product as a number times factors that are no products themselves.
struct Product {
  double number = 1;
  std::vector<const Value*> factors;
};

void Flatten(const Value* v, int depth, Product* product) {
  const Node& node = *v->producer;
  if (const auto number = ScalarConstant(v)) {
    product->number *= *number;
  } else if (depth < kMaxDepth && node.Is("Mul")) {
    Flatten(node.input(0), depth + 1, product);
    Flatten(node.input(1), depth + 1, product);
  } else if (depth < kMaxDepth && IsDiv(node) && ScalarConstant(node.input(1))) {
    product->number /= *ScalarConstant(node.input(1));
    Flatten(node.input(0), depth + 1, product);
  } else {
    product->factors.push_back(v);
  }
}

enum class Form { kNone, kErf, kTanh };

// Which form `gate` * x * number is.
Form FormOf(const Value* gate, const Value* x, double number) {
  const Node& node = *gate->producer;
  const auto is_argument = [&](const Value* v, const Polynomial& p) {
    const auto polynomial = PolynomialOf(v, x, 0);
    return polynomial && Near(*polynomial, p);
  };
  const double root = std::sqrt(0.5), tanh_scale = std::sqrt(2 / M_PI);
  if (std::abs(number - 0.5) > 1e-6) return Form::kNone;
  if (node.Is("Erfc")) return is_argument(node.input(0), {0, -root}) ? Form::kErf : Form::kNone;
  if (!IsAdd(node)) return Form::kNone;
  const Value* inner = OperandBeside(&node, 1);
  if (inner == nullptr) return Form::kNone;
  if (const Node* erf = MadeBy(inner, "Erf")) return is_argument(erf->input(0), {0, root}) ? Form::kErf : Form::kNone;
  const Node* tanh = MadeBy(inner, "Tanh");
  return tanh != nullptr && is_argument(tanh->input(0), {0, tanh_scale, 0, 0.044715 * tanh_scale}) ? Form::kTanh : Form::kNone;
}

bool Rewrite(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kTf || (!node.Is("Mul") && !IsDiv(node)) || graph.IsDead(&node)) return false;
  if (node.output()->type != tf::DataType::kFloat) return false;
  Product product;
  Flatten(node.output(), 0, &product);
  if (product.factors.size() != 2) return false;
  for (size_t i = 0; i < 2; ++i) {
    Value* x = const_cast<Value*>(product.factors[1 - i]);
    const Form form = FormOf(product.factors[i], x, product.number);
    if (form == Form::kNone || x->rank() != node.output()->rank()) continue;
    model::GeluOptions options;
    options.approximate = form == Form::kTanh;
    Builder b(graph, node);
    graph.ReplaceUses(node.output(), b.Unary(BuiltinOperator::kGelu, x, options));
    return true;
  }
  return false;
}

}  // namespace

Expected<bool> MatchGelu(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
