// A result's type is the number of an element type, the name of an attribute that has one, "N*type" for as many results as attribute N
// says, or "*name" for as many as the list of types in that attribute.
// A value is a letter for its kind and then the value: s string (in hexadecimal), i integer, f float, b bool, t type, h shape (dimensions
// joined by x, ? where the rank is unknown), l list (a letter for the kind of its elements, then these joined by /). "e" and a letter
// stands for a list of that kind without default, "e", a letter and "!" for one that is empty by default.
#include "convert/saved_model/op_table.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

namespace goldcrest::convert {
namespace {

struct Row {
  std::string_view name;
  std::string_view results;
  std::string_view attrs;
  bool is_stateful;
  int ref_inputs;
};

constexpr Row kRows[] = {
#include "convert/saved_model/op_table.inc"
};

// Takes what comes before the next `separator` off the front of `text`.
std::string_view TakeUntil(char separator, std::string_view* text) {
  const size_t end = std::min(text->find(separator), text->size());
  const std::string_view part = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return part;
}

int64_t Number(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (; hex.size() >= 2; hex.remove_prefix(2)) {
    int byte = 0;
    std::from_chars(hex.data(), hex.data() + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

void ShapeFromText(std::string_view text, proto::TensorShapeProto* shape) {
  shape->set_unknown_rank(text == "?");
  while (!text.empty() && !shape->unknown_rank()) shape->add_dim()->set_size(Number(TakeUntil('x', &text)));
}

std::string ListType(char kind) {
  switch (kind) {
    case 's': return "list(string)";
    case 'f': return "list(float)";
    case 'b': return "list(bool)";
    case 't': return "list(type)";
    case 'h': return "list(shape)";
    case 'v': return "list(tensor)";
    case 'n': return "list(func)";
    default: return "list(int)";
  }
}

void ListFromText(std::string_view text, proto::OpDef::AttrDef* attr) {
  const char kind = text.front();
  text.remove_prefix(1);
  attr->set_type(ListType(kind));
  auto* list = attr->mutable_default_value()->mutable_list();
  while (!text.empty()) {
    const std::string_view element = TakeUntil('/', &text);
    switch (kind) {
      case 's': list->add_s(FromHex(element)); break;
      case 'f': list->add_f(std::strtof(std::string(element).c_str(), nullptr)); break;
      case 'b': list->add_b(element == "1"); break;
      case 't': list->add_type(static_cast<int32_t>(Number(element))); break;
      case 'h': ShapeFromText(element, list->add_shape()); break;
      default: list->add_i(Number(element)); break;
    }
  }
}

void AttrFromText(std::string_view text, proto::OpDef::AttrDef* attr) {
  attr->set_name(std::string(TakeUntil('=', &text)));
  const char kind = text.front();
  text.remove_prefix(1);
  switch (kind) {
    case 's': attr->mutable_default_value()->set_s(FromHex(text)); break;
    case 'i': attr->mutable_default_value()->set_i(Number(text)); break;
    case 'f': attr->mutable_default_value()->set_f(std::strtof(std::string(text).c_str(), nullptr)); break;
    case 'b': attr->mutable_default_value()->set_b(text == "1"); break;
    case 't': attr->mutable_default_value()->set_type(static_cast<int32_t>(Number(text))); break;
    case 'h': ShapeFromText(text, attr->mutable_default_value()->mutable_shape()); break;
    case 'l': ListFromText(text, attr); break;
    default:
      attr->set_type(ListType(text.front()));
      if (text.ends_with('!')) attr->mutable_default_value()->mutable_list();
      break;
  }
}

void ResultFromText(std::string_view text, proto::OpDef::ArgDef* arg) {
  arg->set_name(std::string(TakeUntil(':', &text)));
  const size_t star = text.find('*');
  if (star == 0) {
    arg->set_type_list_attr(std::string(text.substr(1)));
    return;
  }
  if (star != std::string_view::npos) arg->set_number_attr(std::string(TakeUntil('*', &text)));
  if (text.front() >= '0' && text.front() <= '9') {
    arg->set_type(static_cast<int32_t>(Number(text)));
  } else {
    arg->set_type_attr(std::string(text));
  }
}

}  // namespace

std::optional<proto::OpDef> OpFromTable(std::string_view name) {
  const Row* row = std::lower_bound(std::begin(kRows), std::end(kRows), name, [](const Row& r, std::string_view n) { return r.name < n; });
  if (row == std::end(kRows) || row->name != name) return std::nullopt;
  proto::OpDef op;
  op.set_name(std::string(name));
  op.set_is_stateful(row->is_stateful);
  for (int i = 0; i < row->ref_inputs; ++i) op.add_input_arg()->set_is_ref(true);
  for (std::string_view text = row->results; !text.empty();) ResultFromText(TakeUntil(' ', &text), op.add_output_arg());
  for (std::string_view text = row->attrs; !text.empty();) AttrFromText(TakeUntil(' ', &text), op.add_attr());
  return op;
}

}  // namespace goldcrest::convert
