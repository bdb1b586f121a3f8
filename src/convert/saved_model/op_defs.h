// What the operators of a graph are: their results and the defaults of their attributes.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_OP_DEFS_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_OP_DEFS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "convert/saved_model/tensorflow.pb.h"
#include "tfops/attrs.h"

namespace goldcrest::convert {

// The functions of a library, the definitions that a SavedModel brings with it, and those of TensorFlow's own operators, by name. Points
// into the messages, which outlive it. One thread at a time.
class OpDefs {
 public:
  OpDefs(const proto::OpList& ops, const proto::FunctionDefLibrary& library);
  // Null for an operator without a definition. A function of the library is an operator too.
  const proto::OpDef* Find(std::string_view name) const;
  const proto::FunctionDef* FindFunction(std::string_view name) const;

 private:
  std::unordered_map<std::string_view, const proto::OpDef*> ops_;
  std::unordered_map<std::string_view, const proto::FunctionDef*> functions_;
  mutable std::map<std::string, std::optional<proto::OpDef>, std::less<>> from_table_;  // what was looked for there
};

// The results of a node: an operator's output arguments one after the other, each one result or several.
struct OutputLayout {
  struct Arg {
    std::string_view name;
    int first;
    int count;
  };
  std::vector<tf::DataType> types;
  std::vector<Arg> args;
};

// INVALID_MODEL where the attributes do not say how many results there are, or of what type.
Expected<OutputLayout> LayoutOutputs(const proto::OpDef& def, const tf::Attrs& attrs);

// The type of an argument of a function called with `attrs`.
Expected<tf::DataType> ArgType(const proto::OpDef::ArgDef& arg, const tf::Attrs& attrs);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_OP_DEFS_H_
