// Session: a model ready to be run by a tool: compiled, with an interpreter, and with the inputs and outputs of the model or of one of
// its signatures in order.
#ifndef GOLDCREST_TOOLS_COMMON_SESSION_H_
#define GOLDCREST_TOOLS_COMMON_SESSION_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/interpreter.h"
#include "goldcrest/status.h"

namespace goldcrest::tools {

struct SessionOptions {
  int threads = 0;        // 0: choose
  std::string signature;  // empty: the model's own inputs and outputs
  Limits limits = {};
};

class Session {
 public:
  // An input or output. A signature's name where one was chosen, the tensor's otherwise.
  struct Port {
    std::string name;
    std::string other_name;  // in a model run without a signature: what a signature of the same subgraph calls it
    int tensor = 0;
  };

  // Errors: those of loading; NOT_FOUND for an unknown signature. Nothing is allocated yet.
  static Expected<Session> Open(const std::string& path, const SessionOptions& options);

  // The same with a model that is loaded already; `path` is for messages.
  static Expected<Session> FromModel(Model model, const std::string& path, const SessionOptions& options);

  Interpreter& interpreter() { return *interpreter_; }
  const Interpreter& interpreter() const { return *interpreter_; }
  const Model& model() const { return interpreter_->compiled().model(); }
  int subgraph() const { return subgraph_; }
  const std::vector<Port>& inputs() const { return inputs_; }
  const std::vector<Port>& outputs() const { return outputs_; }
  TensorView Tensor(const Port& port) const { return interpreter_->tensor(port.tensor, subgraph_); }

  // True for a tensor whose values lie in the file: an input like that cannot be given, and its memory must not be written.
  bool IsConstant(const Port& port) const;

  // The position of the input called `text`: by name, else by its number. Errors: NOT_FOUND, naming the inputs there are;
  // INVALID_ARGUMENT for a name that several inputs have.
  Expected<size_t> FindInput(std::string_view text) const;

  Status Allocate() { return interpreter_->Allocate(subgraph_); }
  Status Invoke() { return interpreter_->Invoke(subgraph_); }

 private:
  Session() = default;
  void NamePorts();
  Status UseSignature(const std::string& key);

  std::unique_ptr<Interpreter> interpreter_;
  int subgraph_ = 0;
  std::vector<Port> inputs_;
  std::vector<Port> outputs_;
};

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_SESSION_H_
