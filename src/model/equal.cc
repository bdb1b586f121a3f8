#include "model/equal.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include "model/builtin_options.h"
#include "model/zip_tail.h"

namespace goldcrest::model {
namespace {

constexpr size_t kMaxDifferences = 100;
constexpr size_t kMaxListed = 8;  // of a vector's elements

template <typename T>
std::string Show(const T& v) {
  if constexpr (std::is_same_v<T, bool>) {
    return v ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<int64_t>(v));
  } else if constexpr (std::is_floating_point_v<T>) {
    char text[32];
    std::snprintf(text, sizeof(text), "%.9g", static_cast<double>(v));
    return text;
  } else {
    return std::to_string(v);
  }
}
std::string Show(TensorType v) { return std::string(TypeName(v)); }
std::string Show(const std::string& v) { return '"' + v.substr(0, 80) + '"'; }
template <typename T>
std::string Show(const std::vector<T>& v) {
  std::string s = "[";
  for (size_t i = 0; i < std::min(v.size(), kMaxListed); ++i) s += (i > 0 ? ", " : "") + Show(static_cast<T>(v[i]));
  return s + (v.size() > kMaxListed ? ", ... (" + std::to_string(v.size()) + ")]" : "]");
}

// A field of options as bytes: equal for equal fields only.
template <typename T>
std::string Exactly(const T& v) {
  if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return std::string(reinterpret_cast<const char*>(&v), sizeof(v));
  } else {
    std::string bytes;
    for (const auto e : v) {
      const typename T::value_type value = e;
      bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    return bytes;
  }
}

struct FieldText {
  const char* name;
  std::string exactly;
  std::string shown;
};

class FieldTextCollector {
 public:
  explicit FieldTextCollector(std::vector<FieldText>& texts) : texts_(texts) {}
  // Once for a type of field, not once for each field of more than a hundred structs.
  template <typename T>
  [[gnu::noinline]] void operator()(const char* name, const T& field) {
    texts_.push_back({name, Exactly(field), Show(field)});
  }

 private:
  std::vector<FieldText>& texts_;
};

std::vector<FieldText> FieldTexts(const Options& options) {
  std::vector<FieldText> texts;
  VisitOptionsType(options.type(), [&]<typename T>() {
    if (const T* value = options.As<T>()) T::ForEachField(*value, FieldTextCollector(texts));
  });
  return texts;
}

// Equal to the bit, so that a NaN equals itself.
template <typename T>
bool Same(const T& a, const T& b) {
  return a == b;
}
bool Same(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

class Comparison {
 public:
  std::vector<std::string> Run(const Model& a, const Model& b);

 private:
  // Prefixes what is said inside its scope.
  class At {
   public:
    At(Comparison& c, std::string where) : c_(c), before_(c.where_.size()) { c_.where_ += where + ": "; }
    ~At() { c_.where_.resize(before_); }
    At(const At&) = delete;
    At& operator=(const At&) = delete;

   private:
    Comparison& c_;
    size_t before_;
  };

  void Say(const std::string& what) {
    if (found_.size() < kMaxDifferences) found_.push_back(where_ + what);
  }
  template <typename T>
  [[gnu::noinline]] void Field(const char* name, const T& a, const T& b) {
    if (!Same(a, b)) Say(std::string(name) + " is " + Show(b) + ", was " + Show(a));
  }
  void Bytes(const char* name, const Block& a, const Block& b);
  // Compares element by element as far as both go.
  template <typename T, typename F>
  void Each(const char* what, const std::vector<T>& a, const std::vector<T>& b, F&& compare) {
    if (a.size() != b.size()) Say("has " + std::to_string(b.size()) + " " + what + "s, had " + std::to_string(a.size()));
    for (size_t i = 0; i < std::min(a.size(), b.size()) && found_.size() < kMaxDifferences; ++i) {
      At at(*this, what + (" " + std::to_string(i)));
      compare(a[i], b[i]);
    }
  }
  // Compares what both have; says so when only one has it.
  template <typename T, typename F>
  void Optional(const char* what, const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b, F&& compare) {
    if (a == b) return;
    if (!a || !b) return Say(std::string(b ? "has " : "has no ") + what + (b ? ", had none" : ", had some"));
    At at(*this, what);
    compare(*a, *b);
  }

  void Compare(const Tensor& a, const Tensor& b);
  void Compare(const Quantization& a, const Quantization& b);
  void Compare(const Sparsity& a, const Sparsity& b);
  void Compare(const Operator& a, const Operator& b);
  void Compare(const Options& a, const Options& b);
  void Compare(const Subgraph& a, const Subgraph& b);
  void Compare(const SignatureDef& a, const SignatureDef& b);
  void CompareAppended(const Block& a, const Block& b);

  std::string where_;
  std::vector<std::string> found_;
};

void Comparison::Bytes(const char* name, const Block& a, const Block& b) {
  if (a.size() != b.size()) return Say(std::string(name) + " has " + std::to_string(b.size()) + " bytes, had " + std::to_string(a.size()));
  const auto [x, y] = std::mismatch(a.span().begin(), a.span().end(), b.span().begin());
  if (x != a.span().end()) Say(std::string(name) + " differs from byte " + std::to_string(x - a.span().begin()) + " on");
}

void Comparison::Compare(const Quantization& a, const Quantization& b) {
  Field("min", a.min, b.min);
  Field("max", a.max, b.max);
  Field("scale", a.scale, b.scale);
  Field("zero_point", a.zero_point, b.zero_point);
  Field("quantized_dimension", a.quantized_dimension, b.quantized_dimension);
  Field("details", a.details, b.details);
  Field("custom", a.custom, b.custom);
  Field("scales", a.scales_tensor, b.scales_tensor);
  Field("zero_points", a.zero_points_tensor, b.zero_points_tensor);
  Field("block_size", a.block_size, b.block_size);
  Field("block_shape", a.block_shape, b.block_shape);
  Field("quantized_dimensions", a.quantized_dimensions, b.quantized_dimensions);
}

void Comparison::Compare(const Sparsity& a, const Sparsity& b) {
  Field("traversal_order", a.traversal_order, b.traversal_order);
  Field("block_map", a.block_map, b.block_map);
  Each("dimension", a.dim_metadata, b.dim_metadata, [&](const DimensionMetadata& x, const DimensionMetadata& y) {
    Field("format", x.format, y.format);
    Field("dense_size", x.dense_size, y.dense_size);
    Field("array_segments", x.array_segments, y.array_segments);
    Field("array_indices", x.array_indices, y.array_indices);
  });
}

void Comparison::Compare(const Tensor& a, const Tensor& b) {
  Field("name", a.name, b.name);
  Field("has_shape", a.has_shape, b.has_shape);
  Field("shape", a.shape, b.shape);
  Field("type", a.type, b.type);
  Field("buffer", a.buffer, b.buffer);
  Field("external_buffer", a.external_buffer, b.external_buffer);
  Optional("quantization", a.quantization, b.quantization, [&](const auto& x, const auto& y) { Compare(x, y); });
  Optional("sparsity", a.sparsity, b.sparsity, [&](const auto& x, const auto& y) { Compare(x, y); });
  Field("is_variable", a.is_variable, b.is_variable);
  Field("has_rank", a.has_rank, b.has_rank);
  Field("shape_signature", a.shape_signature, b.shape_signature);
  Each("variant tensor", a.variant_tensors, b.variant_tensors, [&](const VariantSubType& x, const VariantSubType& y) {
    Field("shape", x.shape, y.shape);
    Field("type", x.type, y.type);
    Field("has_rank", x.has_rank, y.has_rank);
  });
}

void Comparison::Compare(const Options& a, const Options& b) {
  if (a.type() != b.type()) return Say(std::string("options are ") + OptionsTypeName(b.type()) + ", were " + OptionsTypeName(a.type()));
  const std::vector<FieldText> before = FieldTexts(a);
  const std::vector<FieldText> now = FieldTexts(b);
  for (size_t i = 0; i < std::min(before.size(), now.size()); ++i) {
    if (before[i].exactly != now[i].exactly) Say(std::string(now[i].name) + " is " + now[i].shown + ", was " + before[i].shown);
  }
}

void Comparison::Compare(const Operator& a, const Operator& b) {
  Field("opcode_index", a.opcode_index, b.opcode_index);
  Field("inputs", a.inputs, b.inputs);
  Field("outputs", a.outputs, b.outputs);
  Field("intermediates", a.intermediates, b.intermediates);
  Field("mutating_variable_inputs", a.mutating_variable_inputs, b.mutating_variable_inputs);
  Compare(a.options, b.options);
  Bytes("custom_options", a.custom_options, b.custom_options);
  Field("debug_metadata_index", a.debug_metadata_index, b.debug_metadata_index);
}

void Comparison::Compare(const Subgraph& a, const Subgraph& b) {
  Field("name", a.name, b.name);
  Field("inputs", a.inputs, b.inputs);
  Field("outputs", a.outputs, b.outputs);
  Field("debug_metadata_index", a.debug_metadata_index, b.debug_metadata_index);
  Each("tensor", a.tensors, b.tensors, [&](const Tensor& x, const Tensor& y) { Compare(x, y); });
  Each("operator", a.operators, b.operators, [&](const Operator& x, const Operator& y) { Compare(x, y); });
}

void Comparison::Compare(const SignatureDef& a, const SignatureDef& b) {
  const auto map = [&](const TensorMap& x, const TensorMap& y) {
    Field("name", x.name, y.name);
    Field("tensor_index", x.tensor_index, y.tensor_index);
  };
  Field("signature_key", a.signature_key, b.signature_key);
  Field("subgraph_index", a.subgraph_index, b.subgraph_index);
  Each("input", a.inputs, b.inputs, map);
  Each("output", a.outputs, b.outputs, map);
}

void Comparison::CompareAppended(const Block& a, const Block& b) {
  // An archive's entries are found by offsets from the start of the file: both are looked at as if they stood at the same place.
  std::vector<uint8_t> x(a.span().begin(), a.span().end());
  std::vector<uint8_t> y(b.span().begin(), b.span().end());
  MoveZipTail(x, 0);
  MoveZipTail(y, 0);
  Bytes("appended archive", Block(std::move(x)), Block(std::move(y)));
}

std::vector<std::string> Comparison::Run(const Model& a, const Model& b) {
  Field("version", a.version, b.version);
  Field("description", a.description, b.description);
  Each("operator code", a.operator_codes, b.operator_codes, [&](const OperatorCode& x, const OperatorCode& y) {
    if (OperatorName(x) != OperatorName(y)) Say("is " + OperatorName(y) + ", was " + OperatorName(x));
    Field("builtin_code", x.builtin, y.builtin);
    Field("custom_code", x.custom_code, y.custom_code);
    Field("version", x.version, y.version);
  });
  Each("subgraph", a.subgraphs, b.subgraphs, [&](const Subgraph& x, const Subgraph& y) { Compare(x, y); });
  Each("buffer", a.buffers, b.buffers, [&](const Buffer& x, const Buffer& y) { Bytes("data", x.data, y.data); });
  Field("metadata_buffer", a.metadata_buffer, b.metadata_buffer);
  Each("metadata", a.metadata, b.metadata, [&](const Metadata& x, const Metadata& y) {
    Field("name", x.name, y.name);
    Field("buffer", x.buffer, y.buffer);
  });
  Each("signature", a.signature_defs, b.signature_defs, [&](const SignatureDef& x, const SignatureDef& y) { Compare(x, y); });
  Each("external buffer group", a.external_buffer_groups, b.external_buffer_groups,
       [&](const ExternalBufferGroup& x, const ExternalBufferGroup& y) { Field("name", x.name, y.name); });
  Each("external buffer", a.external_buffers, b.external_buffers, [&](const ExternalBuffer& x, const ExternalBuffer& y) {
    Field("id", x.id, y.id);
    Field("group", x.group, y.group);
    Field("offset", x.offset, y.offset);
    Field("length", x.length, y.length);
    Field("packing", x.packing, y.packing);
  });
  CompareAppended(a.appended, b.appended);
  return std::move(found_);
}

}  // namespace

std::vector<std::string> Differences(const Model& was, const Model& is) { return Comparison().Run(was, is); }

}  // namespace goldcrest::model
