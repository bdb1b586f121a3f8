// The one function that libgoldcrest_select.so exports; kernels/select_library.h finds it.
#include "goldcrest/op.h"
#include "select/registry.h"

extern "C" __attribute__((visibility("default"))) const goldcrest::Operator* GoldcrestFindSelectOperator_1(const char* custom_name,
                                                                                                           size_t length,
                                                                                                           std::string* reason) {
  return goldcrest::select::FindSelectOperator({custom_name, length}, reason);
}
