// The operators a client registered, behind the operator interface of the engine.
#ifndef GOLDCREST_BINDINGS_C_FOREIGN_OPERATOR_H_
#define GOLDCREST_BINDINGS_C_FOREIGN_OPERATOR_H_

#include <memory>
#include <vector>

#include "bindings/c/operator_table.h"
#include "goldcrest/op.h"

struct TfLiteInterpreter;

namespace goldcrest::c {

// One registration. Its state lives in the interpreter's ForeignGraph, so it serves that interpreter only.
class ForeignOperator final : public Operator {
 public:
  ForeignOperator(RegisteredOperator registered, TfLiteInterpreter& owner) : registered_(std::move(registered)), owner_(owner) {
    // The client's string may go when the interpreter is made; nodes show this one.
    if (!registered_.name.empty()) registered_.registration.custom_name = registered_.name.c_str();
  }
  ForeignOperator(const ForeignOperator&) = delete;
  ForeignOperator& operator=(const ForeignOperator&) = delete;

  const RegisteredOperator& registered() const { return registered_; }
  Status Infer(InferContext& ctx) const override;
  Expected<Kernel> Select(SelectContext& ctx) const override;
  bool has_side_effects() const override { return true; }
  bool has_own_state() const override { return true; }

 private:
  RegisteredOperator registered_;
  TfLiteInterpreter& owner_;
};

// Finds the client's operators, then (unless `only_registered`, or the client looks up itself) ours. Used by one thread, as
// interpreters are.
class ForeignOperators final : public OperatorRegistry {
 public:
  ForeignOperators(const std::vector<RegisteredOperator>& registered, OperatorLookup lookup, TfLiteInterpreter& owner,
                   bool only_registered);

  const Operator* Find(int builtin_code, std::string_view custom_name, int version, std::string* reason) const override;
  // The client's operator, or null.
  const ForeignOperator* FindForeign(int builtin_code, std::string_view custom_name, int version) const;

 private:
  TfLiteInterpreter& owner_;
  const OperatorLookup lookup_;
  const bool only_registered_;
  mutable std::vector<std::unique_ptr<ForeignOperator>> operators_;  // grows by what `lookup_` finds
};

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_FOREIGN_OPERATOR_H_
