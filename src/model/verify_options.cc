#include "model/builtin_options.h"
#include "model/verify_parts.h"

namespace goldcrest::model {
namespace {

// How many values an enum of the format has; they count up from 0.
constexpr int64_t ValueCount(Padding) { return 2; }
constexpr int64_t ValueCount(ActivationFunctionType) { return 6; }
constexpr int64_t ValueCount(LSHProjectionType) { return 3; }
constexpr int64_t ValueCount(FullyConnectedOptionsWeightsFormat) { return 2; }
constexpr int64_t ValueCount(LSTMKernelType) { return 2; }
constexpr int64_t ValueCount(CombinerType) { return 3; }
constexpr int64_t ValueCount(MirrorPadMode) { return 2; }
constexpr int64_t ValueCount(StablehloPrecisionConfig) { return 3; }
constexpr int64_t ValueCount(StablehloComparisonDirection) { return 6; }
constexpr int64_t ValueCount(StablehloComparisonType) { return 5; }
constexpr int64_t ValueCount(RngAlgorithm) { return 3; }
constexpr int64_t ValueCount(ReduceWindowFunction) { return 7; }
constexpr int64_t ValueCount(CustomOptionsFormat) { return 1; }
constexpr int64_t ValueCount(TensorType) { return kNumTensorTypes; }

class EnumChecker {
 public:
  explicit EnumChecker(Findings& findings) : findings_(findings) {}

  template <typename T>
  void operator()(const char* name, const T& field) {
    if constexpr (std::is_enum_v<T>) {
      Check(name, field);
    } else if constexpr (requires { typename T::value_type; }) {
      if constexpr (std::is_enum_v<typename T::value_type>) {
        for (const auto value : field) Check(name, value);
      }
    }
  }

 private:
  template <typename T>
  void Check(const char* name, T value) {
    const int64_t number = static_cast<int64_t>(value);
    if (number < 0 || number >= ValueCount(value)) {
      findings_.Error("option %s is %lld; 0 to %lld are known", name, static_cast<long long>(number),
                      static_cast<long long>(ValueCount(value) - 1));
    }
  }

  Findings& findings_;
};

// Whether options of this type say anything at all.
bool HasFields(OptionsType type) {
  bool any = false;
  VisitOptionsType(type, [&]<typename T>() {
    T value;
    T::ForEachField(value, [&](const char*, const auto&) { any = true; });
  });
  return any;
}

}  // namespace

void VerifyOptionsOf(const Operator& op, BuiltinOperator code, Findings& findings) {
  if (op.options.empty()) return;
  const OptionsType expected = OptionsTypeFor(code);
  const OptionsType found = op.options.type();
  if (found != expected) {
    // TensorFlow Lite takes every field as 0 then, strides and block sizes too. Only where there are no fields is that harmless.
    if (HasFields(expected)) {
      findings.Error("carries %s where %s belong", OptionsTypeName(found), OptionsTypeName(expected));
    } else {
      findings.Warning("carries %s, which it does not use", OptionsTypeName(found));
    }
    return;
  }
  VisitOptionsType(found, [&]<typename T>() {
    if (const T* value = op.options.As<T>()) T::ForEachField(*value, EnumChecker(findings));
  });
}

}  // namespace goldcrest::model
