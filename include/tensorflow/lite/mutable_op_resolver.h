// MutableOpResolver: a table of operators.
//
//   tflite::MutableOpResolver resolver;
//   resolver.AddBuiltin(tflite::BuiltinOperator_ADD, tflite::ops::builtin::Register_ADD());
//   resolver.AddCustom("Atan", Register_ATAN());
#ifndef GOLDCREST_TENSORFLOW_LITE_MUTABLE_OP_RESOLVER_H_
#define GOLDCREST_TENSORFLOW_LITE_MUTABLE_OP_RESOLVER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tensorflow/lite/core/api/op_resolver.h"

namespace tflite {

class MutableOpResolver : public OpResolver {
 public:
  const TfLiteRegistration* FindOp(tflite::BuiltinOperator op, int version) const override {
    const auto found = builtins_.find({static_cast<int>(op), version});
    if (found != builtins_.end()) return &found->second;
    for (const OpResolver* other : other_op_resolvers_) {
      if (const TfLiteRegistration* r = other->FindOp(op, version)) return r;
    }
    return nullptr;
  }
  const TfLiteRegistration* FindOp(const char* op, int version) const override {
    const auto found = custom_ops_.find({op, version});
    if (found != custom_ops_.end()) return &found->second;
    for (const OpResolver* other : other_op_resolvers_) {
      if (const TfLiteRegistration* r = other->FindOp(op, version)) return r;
    }
    return nullptr;
  }

  // Registrations are copied; the last one added for an operator and version counts. Null is passed over.
  void AddBuiltin(tflite::BuiltinOperator op, const TfLiteRegistration* registration, int version = 1) {
    if (registration == nullptr) return;
    TfLiteRegistration& r = builtins_[{static_cast<int>(op), version}];
    r = *registration;
    r.builtin_code = op;
    r.custom_name = nullptr;
    r.version = version;
    may_directly_contain_user_defined_ops_ = true;
  }
  void AddBuiltin(tflite::BuiltinOperator op, const TfLiteRegistration* registration, int min_version, int max_version) {
    for (int version = min_version; version <= max_version; ++version) AddBuiltin(op, registration, version);
  }
  void AddCustom(const char* name, const TfLiteRegistration* registration, int version = 1) {
    if (registration == nullptr) return;
    const auto at = custom_ops_.insert({{name, version}, TfLiteRegistration()}).first;
    at->second = *registration;
    at->second.builtin_code = BuiltinOperator_CUSTOM;
    at->second.custom_name = at->first.first.c_str();
    at->second.version = version;
    may_directly_contain_user_defined_ops_ = true;
  }
  void AddCustom(const char* name, const TfLiteRegistration* registration, int min_version, int max_version) {
    for (int version = min_version; version <= max_version; ++version) AddCustom(name, registration, version);
  }
  // Everything of `other`, which replaces what is here under the same name and version.
  void AddAll(const MutableOpResolver& other) {
    for (const auto& entry : other.builtins_) builtins_[entry.first] = entry.second;
    for (const auto& entry : other.custom_ops_) AddCustom(entry.first.first.c_str(), &entry.second, entry.first.second);
    other_op_resolvers_.insert(other_op_resolvers_.end(), other.other_op_resolvers_.begin(), other.other_op_resolvers_.end());
  }

  TfLiteDelegateCreators GetDelegateCreators() const override { return delegate_creators_; }
  TfLiteOpaqueDelegateCreators GetOpaqueDelegateCreators() const override { return opaque_delegate_creators_; }

 protected:
  // Asked, in this order, for what is not in the table. `other` must outlive this resolver.
  void ChainOpResolver(const OpResolver* other) { other_op_resolvers_.push_back(other); }

  TfLiteDelegateCreators delegate_creators_;
  TfLiteOpaqueDelegateCreators opaque_delegate_creators_;
  bool may_directly_contain_user_defined_ops_ = false;

 private:
  bool MayContainUserDefinedOps() const override { return may_directly_contain_user_defined_ops_ || !other_op_resolvers_.empty(); }

  std::map<std::pair<int, int>, TfLiteRegistration> builtins_;            // by code and version
  std::map<std::pair<std::string, int>, TfLiteRegistration> custom_ops_;  // by name and version
  std::vector<const OpResolver*> other_op_resolvers_;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_MUTABLE_OP_RESOLVER_H_
