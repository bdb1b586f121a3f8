// The attributes of a TensorFlow operator: what NodeDef.attr holds, without Protocol Buffers.
#ifndef GOLDCREST_SRC_TFOPS_ATTRS_H_
#define GOLDCREST_SRC_TFOPS_ATTRS_H_

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfops/literal.h"
#include "tfops/types.h"

namespace goldcrest::tf {

class Attrs;

// A function of the library, named by an attribute such as `body` of While.
struct FunctionName {
  std::string name;
  friend bool operator==(const FunctionName&, const FunctionName&) = default;
};

using AttrValue = std::variant<std::string, int64_t, float, bool, DataType, PartialShape, Literal, FunctionName, std::vector<std::string>,
                               std::vector<int64_t>, std::vector<float>, std::vector<bool>, std::vector<DataType>,
                               std::vector<PartialShape>, std::vector<Literal>, std::vector<FunctionName>>;

// A value type. Each getter gives `otherwise` where the attribute is absent or of another kind: the graph's reader has put the operator's
// own defaults in already, and judged kinds.
class Attrs {
 public:
  void Set(std::string name, AttrValue value) { values_.insert_or_assign(std::move(name), std::move(value)); }
  void Erase(std::string_view name);
  bool Has(std::string_view name) const { return values_.find(name) != values_.end(); }

  std::string_view String(std::string_view name, std::string_view otherwise = "") const;
  int64_t Int(std::string_view name, int64_t otherwise = 0) const;
  float Float(std::string_view name, float otherwise = 0) const;
  bool Bool(std::string_view name, bool otherwise = false) const;
  DataType Type(std::string_view name, DataType otherwise = DataType::kInvalid) const;
  // Of a list; empty where it is absent. An empty list in a file has no kind and reads as empty of every kind.
  std::vector<int64_t> Ints(std::string_view name) const;
  // Null where the attribute is absent or of another kind.
  template <typename T>
  const T* Get(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : std::get_if<T>(&found->second);
  }
  const std::map<std::string, AttrValue, std::less<>>& values() const { return values_; }

 private:
  std::map<std::string, AttrValue, std::less<>> values_;
};

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_ATTRS_H_
