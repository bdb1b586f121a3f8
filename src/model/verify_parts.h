// The parts of the semantic verifier, and what they report to; private to it.
#ifndef GOLDCREST_SRC_MODEL_VERIFY_PARTS_H_
#define GOLDCREST_SRC_MODEL_VERIFY_PARTS_H_

#include <set>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/verify.h"

namespace goldcrest::model {

// Collects what is found. `where` is kept as a prefix while a Scope lives.
class Findings {
 public:
  explicit Findings(const VerifyOptions& options) : options_(options) {}

  class Scope {
   public:
    Scope(Findings& findings, const std::string& where) : findings_(findings), before_(findings.where_.size()) {
      if (before_ > 0) findings_.where_ += ": ";
      findings_.where_ += where;
    }
    ~Scope() { findings_.where_.resize(before_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Findings& findings_;
    size_t before_;
  };

  [[gnu::format(printf, 2, 3)]] void Error(const char* format, ...);
  [[gnu::format(printf, 2, 3)]] void Warning(const char* format, ...);
  // An error that is no contradiction but more than we take.
  [[gnu::format(printf, 2, 3)]] void Unsupported(const char* format, ...);
  // The failure of `status`, if it is one.
  void ErrorIf(const Status& status);

  size_t errors() const { return errors_; }
  Status status() const;

 private:
  void Add(Remark::Severity severity, StatusCode code, std::string what);

  const VerifyOptions& options_;
  std::string where_;
  size_t errors_ = 0;
  StatusCode first_code_ = StatusCode::kOk;
  std::string first_;
};

// How messages call things: "tensor 12 "conv/bias"", "node 3 (CONV_2D)", "\"conv/bias\"". Names are cut to a readable length.
std::string TensorLabel(const Subgraph& subgraph, int32_t index);
std::string NodeLabel(const Model& model, const Subgraph& subgraph, size_t node);
std::string Quoted(const std::string& name);

// Shape, type, constant, quantization and sparsity of tensors.
class TensorVerifier {
 public:
  TensorVerifier(const Model& model, Findings& findings);
  // True when all is well with the tensor, so that what builds on it can be judged.
  bool Verify(const Subgraph& subgraph, const Tensor& tensor);

 private:
  bool VerifyShape(const Tensor& tensor);
  void VerifyConstant(const Tensor& tensor, const Block& data);
  void VerifyStrings(const Tensor& tensor, const Block& data, size_t elements);

  const Model& model_;
  Findings& findings_;
  std::set<uint32_t> external_buffers_;
  // By buffer: its string table was checked. Many tensors can share one long table.
  std::vector<bool> checked_strings_;
};
void VerifyQuantization(const Subgraph& subgraph, const Tensor& tensor, bool constant, Findings& findings);

// Operators of one subgraph: indices, who writes and reads what, in which order.
void VerifyGraph(const Model& model, const Subgraph& subgraph, Findings& findings);

// The options of one operator: that they are of the kind its code asks for, and that enums have values of the format.
void VerifyOptionsOf(const Operator& op, BuiltinOperator code, Findings& findings);

// What the operators of each subgraph call, and that no chain of calls is endless or deeper than 64.
void VerifyCalls(const Model& model, Findings& findings);

void VerifySignatures(const Model& model, Findings& findings);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_VERIFY_PARTS_H_
