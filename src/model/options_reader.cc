#include <type_traits>

#include "model/options_io.h"

namespace goldcrest::model {
namespace {

template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

// Reads the fields of one table in their order; a field that is absent keeps its default.
class FieldReader {
 public:
  explicit FieldReader(const TableView& table) : table_(table) {}

  template <typename T>
  void operator()(const char* name, T& value) {
    (void)name;
    if constexpr (std::is_same_v<T, std::string>) {
      value = table_.String(field_);
    } else if constexpr (IsVector<T>::value) {
      value = table_.Vector<typename T::value_type>(field_);
    } else {
      value = table_.Scalar<T>(field_, value);
    }
    field_ += 2;
  }

 private:
  const TableView& table_;
  int field_ = 4;
};

}  // namespace

Options ReadOperatorOptions(OptionsType type, const TableView& table) {
  Options options;
  if (!table.present()) return options;
  VisitOptionsType(type, [&]<typename T>() {
    T value;
    FieldReader reader(table);
    T::ForEachField(value, reader);
    options = Options(std::move(value));
  });
  return options;
}

}  // namespace goldcrest::model
