// What an interpreter keeps from run to run besides variable tensors: resource variables and hash tables, found by a number that
// RESOURCE tensors carry.
//
// Threads: as the interpreter that owns it, one at a time.
#ifndef GOLDCREST_SRC_RUNTIME_RESOURCES_H_
#define GOLDCREST_SRC_RUNTIME_RESOURCES_H_

#include <map>
#include <memory>
#include <string>

#include "base/aligned_buffer.h"
#include "goldcrest/tensor.h"
#include "runtime/memory_budget.h"

namespace goldcrest {

// A value that ASSIGN_VARIABLE wrote and READ_VARIABLE reads.
struct ResourceVariable {
  bool initialized = false;
  TensorType type = TensorType::kFloat32;
  Shape shape;
  AlignedBuffer data;
  size_t bytes = 0;
};

// Anything else that operators keep. Each class of objects has numbers of its own, told apart by `static constexpr char kClass`.
class ResourceObject {
 public:
  virtual ~ResourceObject() = default;
};

class Resources {
 public:
  explicit Resources(MemoryBudget* budget) : budget_(budget) {}

  // The number of the variable named by container and name, the same for every node that names it.
  int VariableId(const std::string& container, const std::string& name);
  // Null when no VAR_HANDLE made the number.
  ResourceVariable* Variable(int id);
  // Copies `value` into the variable.
  Status Assign(int id, const TensorView& value);

  // The object numbered `id`, made by `make` where there is none.
  template <typename T, typename Make>
  T* GetOrMake(int id, Make&& make) {
    std::unique_ptr<ResourceObject>& slot = objects_[{&T::kClass, id}];
    if (slot == nullptr) slot = make();
    return static_cast<T*>(slot.get());
  }
  // Null where nobody made one.
  template <typename T>
  T* Find(int id) {
    const auto it = objects_.find({&T::kClass, id});
    return it == objects_.end() ? nullptr : static_cast<T*>(it->second.get());
  }

  MemoryBudget& budget() { return *budget_; }

 private:
  MemoryBudget* budget_;
  std::map<std::pair<std::string, std::string>, int> ids_;
  std::map<int, ResourceVariable> variables_;
  std::map<std::pair<const char*, int>, std::unique_ptr<ResourceObject>> objects_;
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_RESOURCES_H_
