#include "select/registry.h"

#include <map>
#include <memory>
#include <mutex>

#include "select/select_operator.h"
#include "tfops/op.h"

namespace goldcrest::select {

const Operator* FindSelectOperator(std::string_view custom_name, std::string* reason) {
  constexpr std::string_view kPrefix = "Flex";
  const std::string_view name = custom_name.substr(custom_name.starts_with(kPrefix) ? kPrefix.size() : 0);
  const tf::Op* op = tf::FindOp(name);
  const StateOp* state = FindStateOp(name);
  if (state == nullptr && (op == nullptr || !op->has_eval())) {
    *reason = "the select operator " + std::string(name) + " is not among those computed here";
    return nullptr;
  }
  static std::mutex mutex;
  static auto* const operators = new std::map<std::string_view, std::unique_ptr<Operator>>;
  const std::lock_guard<std::mutex> lock(mutex);
  std::unique_ptr<Operator>& made = (*operators)[state != nullptr ? state->name : op->name];
  if (made == nullptr) made = state != nullptr ? MakeStateOperator(*state) : MakeSelectOperator(*op);
  return made.get();
}

}  // namespace goldcrest::select
