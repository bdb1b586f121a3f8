#include "kernels/select_library.h"

#include <dlfcn.h>

#include <atomic>

namespace goldcrest {
namespace {

std::atomic<FindSelectFunction> built_in{nullptr};

// Loaded once and never let go: kernels live in it.
SelectEntry LoadedEntry() {
  static const SelectEntry entry = [] {
    void* library = dlopen(kSelectLibrary, RTLD_NOW | RTLD_LOCAL);
    return library == nullptr ? nullptr : reinterpret_cast<SelectEntry>(dlsym(library, kSelectEntry));
  }();
  return entry;
}

}  // namespace

void SetSelectOperators(FindSelectFunction find) { built_in.store(find); }

const Operator* FindSelectOperator(std::string_view custom_name, std::string* reason) {
  if (const FindSelectFunction find = built_in.load()) return find(custom_name, reason);
  if (const SelectEntry entry = LoadedEntry()) return entry(custom_name.data(), custom_name.size(), reason);
  *reason = std::string(kSelectLibrary) + ", which computes select operators, is not installed";
  return nullptr;
}

}  // namespace goldcrest
