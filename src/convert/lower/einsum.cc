// Einsum of one operand: a sum and a transpose. Of two: each is transposed and reshaped to matrices, batch first, their product is
// reshaped and transposed to what was asked for. Of the orders in which that can be done, the one with the fewest transposes is taken.
//
// Labels of two operands are of four kinds: batch (in both and in the result), contracted (in both, not in the result), left and right (in
// one and in the result). A label of one operand that the result has not is summed away first.
#include <algorithm>
#include <map>
#include <string>

#include "convert/lower/layout.h"
#include "convert/lower/operands.h"
#include "convert/lower/product.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

struct Equation {
  std::vector<std::string> terms;  // a character a dimension; those of an ellipsis are numbered from '\x01'
  std::string result;
};

// Writes the dimensions of an ellipsis out: the last is always the same label.
Status WriteOutEllipsis(const Lowering& l, std::string* term, int dims, bool any) {
  const size_t at = term->find("...");
  if (at == std::string::npos) return Status::Ok();
  if (dims < 0 || dims > 20) return any ? l.Refuse("an ellipsis stands for %d dimensions", dims) : Status::Ok();
  std::string labels;
  for (int i = dims; i > 0; --i) labels += static_cast<char>(i);
  term->replace(at, 3, labels);
  return term->find('.') == std::string::npos ? Status::Ok() : l.Refuse("a term has two ellipses");
}

Expected<Equation> Parse(const Lowering& l) {
  std::string text(l.attrs().String("equation"));
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  const size_t arrow = text.find("->");
  if (arrow == std::string::npos) return l.Refuse("equation \"%.60s\" has no result", text.c_str());
  Equation e;
  e.result = text.substr(arrow + 2);
  text.resize(arrow);
  for (size_t comma; (comma = text.find(',')) != std::string::npos; text.erase(0, comma + 1)) e.terms.push_back(text.substr(0, comma));
  e.terms.push_back(text);
  if (e.terms.size() != static_cast<size_t>(l.num_inputs())) return l.Refuse("its equation has %zu terms", e.terms.size());
  int dims = 0;
  for (size_t i = 0; i < e.terms.size(); ++i) {
    const int rank = l.input(static_cast<int>(i))->rank();
    if (rank < 0) return l.Refuse("the number of dimensions of operand %zu is not known", i);
    const bool ellipsis = e.terms[i].find("...") != std::string::npos;
    const int hidden = rank - static_cast<int>(e.terms[i].size()) + 3;
    if (ellipsis) GC_RETURN_IF_ERROR(WriteOutEllipsis(l, &e.terms[i], hidden, true));
    if (ellipsis) dims = std::max(dims, hidden);
    if (static_cast<int>(e.terms[i].size()) != rank) return l.Refuse("operand %zu has %d dimensions, its term another number", i, rank);
  }
  GC_RETURN_IF_ERROR(WriteOutEllipsis(l, &e.result, dims, true));
  std::vector<std::string> all = e.terms;
  all.push_back(e.result);
  for (const std::string& t : all)
    for (size_t i = 0; i < t.size(); ++i)
      if (t.find(t[i], i + 1) != std::string::npos) return l.Refuse("a label occurs twice in one term");
  for (char c : e.result)
    if (std::none_of(e.terms.begin(), e.terms.end(), [&](const std::string& t) { return t.find(c) != std::string::npos; }))
      return l.Refuse("the result has a label that no operand has");
  return e;
}

bool Has(const std::string& labels, char c) { return labels.find(c) != std::string::npos; }

// The labels of `from` for which `f` is true, in order.
template <typename F>
std::string Filter(const std::string& from, F f) {
  std::string kept;
  for (char c : from)
    if (f(c)) kept += c;
  return kept;
}

// A value whose dimensions have labels.
struct Labelled {
  Value* value;
  std::string labels;
};

void Transpose(Lowering& l, Labelled* x, const std::string& order) {
  if (x->labels == order) return;
  std::vector<int> permutation;
  for (char c : order) permutation.push_back(static_cast<int>(x->labels.find(c)));
  x->value = TransposeConstant(l, x->value, permutation);
  x->labels = order;
}

// Sums away what neither the result nor the other operand has.
void SumAway(Lowering& l, Labelled* x, const std::string& wanted) {
  std::vector<int64_t> axes;
  std::vector<int64_t> dims;
  for (size_t i = 0; i < x->labels.size(); ++i) {
    if (Has(wanted, x->labels[i])) {
      dims.push_back(x->value->shape.dim(static_cast<int>(i)));
    } else {
      axes.push_back(static_cast<int64_t>(i));
    }
  }
  if (axes.empty()) return;
  Value* axes_value = l.Int32s(axes);
  x->value = l.Builtin(BuiltinOperator::kSum, model::ReducerOptions(), {x->value, axes_value}, x->value->type, PartialShape(dims));
  x->labels = Filter(x->labels, [&](char c) { return Has(wanted, c); });
}

// The sizes of labels: known, or a dimension of an operand.
class Sizes {
 public:
  void Add(const Labelled& x) {
    for (size_t i = 0; i < x.labels.size(); ++i) {
      Size& size = sizes_[x.labels[i]];
      const int64_t dim = x.value->shape.dim(static_cast<int>(i));
      // With a known 1 and another, the other: an ellipsis broadcasts.
      if (size.from == nullptr || size.dim == 1 || (size.dim < 0 && dim > 1)) size = {dim, x.value, static_cast<int>(i)};
    }
  }
  int64_t Product(const std::string& labels) const {
    int64_t product = 1;
    for (char c : labels) {
      const int64_t dim = sizes_.at(c).dim;
      if (dim < 0 || __builtin_mul_overflow(product, dim, &product)) return PartialShape::kUnknown;
    }
    return product;
  }
  // The same as a computed scalar.
  Value* Computed(Lowering& l, const std::string& labels) {
    Value* product = nullptr;
    for (char c : labels) {
      const Size& s = sizes_.at(c);
      Value* dim = s.dim >= 0 ? l.Int32(s.dim) : DimOf(l, s);
      product = product == nullptr ? dim : l.Mul(product, dim);
    }
    return product == nullptr ? l.Int32(1) : product;
  }

 private:
  struct Size {
    int64_t dim = PartialShape::kUnknown;
    Value* from = nullptr;
    int axis = 0;
  };
  Value* DimOf(Lowering& l, const Size& s) {
    model::StridedSliceOptions options;
    options.shrink_axis_mask = 1;
    Value*& shape = shapes_[s.from];
    if (shape == nullptr) shape = l.ShapeOf(s.from);
    Value* begin = l.Int32s({s.axis});
    Value* end = l.Int32s({s.axis + 1});
    return l.Builtin(BuiltinOperator::kStridedSlice, options, {shape, begin, end, l.Int32s({1})}, DataType::kInt32, PartialShape::Scalar());
  }
  std::map<char, Size> sizes_;
  std::map<Value*, Value*> shapes_;
};

// Reshapes to a dimension for each group of labels.
Value* Group(Lowering& l, Value* x, Sizes* sizes, const std::vector<std::string>& groups) {
  std::vector<int64_t> dims;
  for (const std::string& g : groups) dims.push_back(sizes->Product(g));
  if (x->shape.has_rank() && x->shape.dims() == dims &&
      std::all_of(groups.begin(), groups.end(), [](const auto& g) { return g.size() == 1; }))
    return x;
  const PartialShape shape(dims);
  if (std::count_if(dims.begin(), dims.end(), [](int64_t d) { return d < 0; }) <= 1) return l.Reshape(x, dims, shape);
  std::vector<Value*> computed;
  bool inferred = false;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (dims[i] < 0 && inferred) {
      computed.push_back(sizes->Computed(l, groups[i]));
    } else {
      computed.push_back(l.Int32(dims[i]));
      inferred = inferred || dims[i] < 0;
    }
  }
  model::PackOptions options;
  options.values_count = static_cast<int32_t>(groups.size());
  Value* packed = l.Builtin(BuiltinOperator::kPack, options, computed, DataType::kInt32, PartialShape({options.values_count}));
  return l.Builtin(BuiltinOperator::kReshape, model::ReshapeOptions(), {x, packed}, x->type, shape);
}

// One way to compute it.
struct Plan {
  bool swap = false;  // the operands
  std::string batch, left, contracted, right;
  bool adj_left = false, adj_right = false;
  int cost = 0;

  std::string LeftOrder() const { return batch + (adj_left ? contracted + left : left + contracted); }
  std::string RightOrder() const { return batch + (adj_right ? right + contracted : contracted + right); }
};

int CostOf(const Labelled& x, const std::string& order) { return x.labels == order || x.value->constant() != nullptr ? 0 : 1; }

Plan Choose(const Labelled& a, const Labelled& b, const std::string& result) {
  std::optional<Plan> best;
  for (int way = 0; way < 16; ++way) {
    Plan p;
    p.swap = (way & 8) != 0;
    p.adj_left = (way & 1) != 0;
    p.adj_right = (way & 2) != 0;
    const Labelled& x = p.swap ? b : a;
    const Labelled& y = p.swap ? a : b;
    p.batch = Filter(result, [&](char c) { return Has(x.labels, c) && Has(y.labels, c); });
    p.left = Filter(result, [&](char c) { return Has(x.labels, c) && !Has(y.labels, c); });
    p.right = Filter(result, [&](char c) { return !Has(x.labels, c) && Has(y.labels, c); });
    p.contracted = Filter((way & 4) != 0 ? y.labels : x.labels, [&](char c) { return !Has(result, c); });
    // Without a batch the left matrix keeps its dimensions, which then must come before the contracted one.
    if (p.adj_left && p.batch.empty() && p.left.size() > 1) continue;
    p.cost = 4 * (CostOf(x, p.LeftOrder()) + CostOf(y, p.RightOrder()) + (p.batch + p.left + p.right == result ? 0 : 1));
    // Constants on the right make a FULLY_CONNECTED.
    if (!(y.value->constant() != nullptr && p.batch.empty() && !p.adj_left)) p.cost += 1;
    if (!best || p.cost < best->cost) best = p;
  }
  return *best;
}

std::vector<std::string> Singles(const std::string& labels) {
  std::vector<std::string> singles;
  for (char c : labels) singles.emplace_back(1, c);
  return singles;
}

Value* Run(Lowering& l, Labelled x, Labelled y, const Plan& p, const std::string& result) {
  Sizes sizes;
  sizes.Add(x);
  sizes.Add(y);
  Transpose(l, &x, p.LeftOrder());
  Transpose(l, &y, p.RightOrder());
  const bool keep_left = p.batch.empty() && !p.left.empty() && p.left.size() <= 4;
  // An ellipsis may broadcast a batch dimension, so that each operand has its own size of it.
  Sizes x_sizes, y_sizes;
  x_sizes.Add(x);
  y_sizes.Add(y);
  std::vector<std::string> x_groups = Singles(p.batch), y_groups = x_groups;
  if (keep_left && !p.adj_left) {
    for (std::string& s : Singles(p.left)) x_groups.push_back(std::move(s));
    x_groups.push_back(p.contracted);
  } else {
    x_groups.push_back(p.adj_left ? p.contracted : p.left);
    x_groups.push_back(p.adj_left ? p.left : p.contracted);
  }
  y_groups.push_back(p.adj_right ? p.right : p.contracted);
  y_groups.push_back(p.adj_right ? p.contracted : p.right);
  std::vector<std::string> z_groups = Singles(p.batch);
  if (keep_left && !p.adj_left) {
    for (std::string& s : Singles(p.left)) z_groups.push_back(std::move(s));
  } else {
    z_groups.push_back(p.left);
  }
  z_groups.push_back(p.right);
  std::vector<int64_t> dims;
  for (const std::string& g : z_groups) dims.push_back(sizes.Product(g));
  Value* left = Group(l, x.value, &x_sizes, x_groups);
  Value* right = y.value->constant() != nullptr && y_sizes.Product(y.labels) >= 0 ? nullptr : Group(l, y.value, &y_sizes, y_groups);
  if (right == nullptr) {
    std::vector<int64_t> y_dims;
    for (const std::string& g : y_groups) y_dims.push_back(y_sizes.Product(g));
    right = l.Const(y.value->constant()->WithDims(y_dims));
  }
  Value* product = Product(l, left, right, p.adj_left, p.adj_right, PartialShape(dims));
  Labelled z = {Group(l, product, &sizes, Singles(p.batch + p.left + p.right)), p.batch + p.left + p.right};
  Transpose(l, &z, result);
  return z.value;
}

Status LowerEinsum(Lowering& l) {
  GC_ASSIGN_OR_RETURN(const Equation e, Parse(l));
  for (int i = 0; i < l.num_inputs(); ++i) {
    const DataType type = l.input(i)->type;
    if (type != DataType::kFloat && type != DataType::kHalf && type != DataType::kBFloat16 && type != DataType::kDouble)
      return l.Refuse("no kernel multiplies matrices of %s", tf::TypeName(type).c_str());
  }
  if (l.num_inputs() > 2) return l.Refuse("it has %d operands; 1 or 2 can be computed", l.num_inputs());
  Labelled a = {l.Cast(l.input(0), DataType::kFloat), e.terms[0]};
  if (l.num_inputs() == 1) {
    SumAway(l, &a, e.result);
    Transpose(l, &a, e.result);
    return l.Replace(l.Cast(a.value, l.output()->type));
  }
  Labelled b = {l.Cast(l.input(1), DataType::kFloat), e.terms[1]};
  SumAway(l, &a, e.result + e.terms[1]);
  SumAway(l, &b, e.result + a.labels);
  const Plan plan = Choose(a, b, e.result);
  Value* y = plan.swap ? Run(l, b, a, plan, e.result) : Run(l, a, b, plan, e.result);
  return l.Replace(l.Cast(y, l.output()->type));
}

constexpr LoweringRule kRules[] = {{"Einsum", LowerEinsum}};

}  // namespace

std::span<const LoweringRule> EinsumRules() { return kRules; }

}  // namespace goldcrest::convert
