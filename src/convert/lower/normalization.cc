// Biases, batch normalization and its like, and softmax.
#include <cmath>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

bool ChannelsFirst(const Lowering& l) {
  const std::string_view layout = l.attrs().String("data_format", "NHWC");
  return layout.size() > 1 && layout[1] == 'C';
}

// A vector over channels, shaped to be broadcast over a tensor that has its channels first.
Value* OverChannels(Lowering& l, Value* v, int rank) {
  const int64_t n = v->shape.has_rank() && v->rank() == 1 ? v->shape.dim(0) : PartialShape::kUnknown;
  std::vector<int64_t> dims(static_cast<size_t>(rank), 1);
  dims[1] = n;
  if (v->constant() != nullptr) return l.Const(v->constant()->WithDims(dims));
  return l.Reshape(v, dims, PartialShape(dims));
}

Status LowerBiasAdd(Lowering& l) {
  Value* x = l.input(0);
  if (!Contains(kFloat32Int32Int64, x->type)) return l.Refuse("no kernel adds %s", tf::TypeName(x->type).c_str());
  if (!ChannelsFirst(l)) return l.Replace(l.Add(x, l.input(1)));
  if (x->rank() < 2) return l.Refuse("channels come first in a tensor of unknown rank");
  return l.Replace(l.Add(x, OverChannels(l, l.input(1), x->rank())));
}

struct Moments {
  Value *scale, *offset, *mean, *variance;
  float epsilon;
};

// scale / sqrt(variance + epsilon) and offset - mean * that; computed here where all are constant.
Status Normalize(Lowering& l, const Moments& m, std::vector<Value*> results) {
  Value* x = l.input(0);
  if (x->type != DataType::kFloat) return l.Refuse("no kernel normalizes %s", tf::TypeName(x->type).c_str());
  const bool first = ChannelsFirst(l);
  if (first && x->rank() < 2) return l.Refuse("channels come first in a tensor of unknown rank");
  std::vector<std::vector<double>> v;
  for (const Value* p : {m.scale, m.offset, m.mean, m.variance}) {
    if (p->constant() == nullptr) break;
    GC_ASSIGN_OR_RETURN(std::vector<double> values, p->constant()->AsDoubles());
    if (!v.empty() && values.size() != v[0].size()) return l.Refuse("its scales, offsets, means and variances are not as many");
    v.push_back(std::move(values));
  }
  Value *factor, *shift;
  if (v.size() == 4) {
    std::vector<float> factors, shifts;
    for (size_t i = 0; i < v[0].size(); ++i) {
      const double f = v[0][i] / std::sqrt(v[3][i] + static_cast<double>(m.epsilon));
      factors.push_back(static_cast<float>(f));
      shifts.push_back(static_cast<float>(v[1][i] - v[2][i] * f));
    }
    factor = l.Const(Literal::Of<float>(m.scale->constant()->dims(), factors));
    shift = l.Const(Literal::Of<float>(m.scale->constant()->dims(), shifts));
  } else {
    Value* deviation = l.Unary(BuiltinOperator::kRsqrt, l.Add(m.variance, l.Float(m.epsilon)));
    factor = l.Mul(deviation, m.scale);
    shift = l.Sub(m.offset, l.Mul(m.mean, factor));
  }
  if (first) {
    factor = OverChannels(l, factor, x->rank());
    shift = OverChannels(l, shift, x->rank());
  }
  results[0] = l.Add(l.Mul(x, factor), shift);
  return l.Replace(results);
}

Status LowerFusedBatchNorm(Lowering& l) {
  if (l.attrs().Bool("is_training", true)) return l.Refuse("it normalizes by the statistics of its own batch, as in training");
  std::vector<Value*> results(l.node().outputs.size(), nullptr);
  if (results.size() > 2) {
    results[1] = l.input(3);
    results[2] = l.input(4);
  }
  return Normalize(l, {l.input(1), l.input(2), l.input(3), l.input(4), l.attrs().Float("epsilon", 1e-4f)}, std::move(results));
}

Status LowerGlobalBatchNorm(Lowering& l) {
  Value* scale = l.input(4);
  if (!l.attrs().Bool("scale_after_normalization")) {
    if (!scale->shape.IsStatic()) return l.Refuse("the number of its channels is not known");
    scale = l.Const(Literal::Of<float>(scale->shape.dims(), std::vector<float>(static_cast<size_t>(scale->shape.elements()), 1)));
  }
  return Normalize(l, {scale, l.input(3), l.input(1), l.input(2), l.attrs().Float("variance_epsilon")}, {nullptr});
}

Status LowerLrn(Lowering& l) {
  model::LocalResponseNormalizationOptions options;
  options.radius = static_cast<int32_t>(l.attrs().Int("depth_radius", 5));
  options.bias = l.attrs().Float("bias", 1);
  options.alpha = l.attrs().Float("alpha", 1);
  options.beta = l.attrs().Float("beta", 0.5f);
  if (l.input(0)->type != DataType::kFloat) return l.Refuse("no kernel normalizes %s", tf::TypeName(l.input(0)->type).c_str());
  return l.Replace(l.Unary(BuiltinOperator::kLocalResponseNormalization, l.input(0), options));
}

Status LowerSoftmax(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, kFloat32);
  if (work == DataType::kInvalid) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  model::SoftmaxOptions options;
  options.beta = 1;
  return l.Replace(l.Cast(l.Unary(BuiltinOperator::kSoftmax, l.Cast(x, work), options), x->type));
}

Status LowerLogSoftmax(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, kFloat32);
  if (work == DataType::kInvalid) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  return l.Replace(l.Cast(l.Unary(BuiltinOperator::kLogSoftmax, l.Cast(x, work), model::LogSoftmaxOptions()), x->type));
}

constexpr LoweringRule kRules[] = {
    {"BatchNormWithGlobalNormalization", LowerGlobalBatchNorm},
    {"BiasAdd", LowerBiasAdd},
    {"BiasAddV1", LowerBiasAdd},
    {"FusedBatchNorm", LowerFusedBatchNorm},
    {"FusedBatchNormV2", LowerFusedBatchNorm},
    {"FusedBatchNormV3", LowerFusedBatchNorm},
    {"LRN", LowerLrn},
    {"LogSoftmax", LowerLogSoftmax},
    {"Softmax", LowerSoftmax},
};

}  // namespace

std::span<const LoweringRule> NormalizationRules() { return kRules; }

}  // namespace goldcrest::convert
