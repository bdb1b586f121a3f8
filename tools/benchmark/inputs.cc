#include "tools/benchmark/inputs.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

#include "base/file.h"
#include "tools/common/table.h"
#include "tools/common/tensor_io.h"

namespace goldcrest::tools {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{2} << 30;

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

template <typename T>
bool ParseInteger(std::string_view text, T* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

Status BadValue(const char* flag, const std::string& part, const char* expected) {
  return Error(StatusCode::kInvalidArgument, "--%s: '%s'; expected %s", flag, part.c_str(), expected);
}

InputPlan* Find(std::vector<InputPlan>* plans, std::string_view name) {
  const auto found = std::find_if(plans->begin(), plans->end(), [&](const InputPlan& p) { return p.name == name; });
  return found == plans->end() ? nullptr : &*found;
}

Status Unnamed(const char* flag, const std::string& name) {
  return Error(StatusCode::kInvalidArgument, "--%s: '%s' is not among the names of --input_layer", flag, name.c_str());
}

Status ReadShapes(const std::string& value, std::vector<InputPlan>* plans) {
  const std::vector<std::string> shapes = Split(value, ':');
  if (shapes.size() != plans->size()) {
    return Error(StatusCode::kInvalidArgument,
                 "The number of items in --input_layer_shape (%zu) does not match the number in --input_layer (%zu)", shapes.size(),
                 plans->size());
  }
  for (size_t i = 0; i < shapes.size(); ++i) {
    std::vector<int32_t> dims;
    for (const std::string& text : Split(shapes[i], ',')) {
      int32_t dim = 0;
      if (!ParseInteger(text, &dim) || dim < 0) return BadValue("input_layer_shape", shapes[i], "numbers from 0, separated by commas");
      dims.push_back(dim);
    }
    (*plans)[i].dims = std::move(dims);
  }
  return Status::Ok();
}

Status ReadRanges(const std::string& value, std::vector<InputPlan>* plans) {
  for (const std::string& part : Split(value, ':')) {
    const std::vector<std::string> fields = Split(part, ',');
    ValueRange range;
    if (fields.size() != 3 || !ParseInteger(fields[1], &range.low) || !ParseInteger(fields[2], &range.high)) {
      return BadValue("input_layer_value_range", part, "name,low,high with whole numbers");
    }
    InputPlan* plan = Find(plans, fields[0]);
    if (plan == nullptr) return Unnamed("input_layer_value_range", fields[0]);
    plan->range = range;
  }
  return Status::Ok();
}

// "name:path"; a colon in a name is written twice.
Status ReadFiles(const std::string& value, std::vector<InputPlan>* plans) {
  for (const std::string& part : Split(value, ',')) {
    std::string name;
    size_t at = 0;
    for (; at < part.size(); ++at) {
      if (part[at] == ':') {
        if (at + 1 >= part.size() || part[at + 1] != ':') break;
        ++at;
      }
      name += part[at];
    }
    if (at >= part.size()) return BadValue("input_layer_value_files", part, "name:path");
    InputPlan* plan = Find(plans, name);
    if (plan == nullptr) return Unnamed("input_layer_value_files", name);
    plan->file = part.substr(at + 1);
  }
  return Status::Ok();
}

Status FillFromFile(const std::string& path, int tensor, Session* session) {
  Interpreter& interpreter = session->interpreter();
  const TensorView view = interpreter.tensor(tensor, session->subgraph());
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, CopyFile(path, kMaxFileBytes));
  const std::span<const uint8_t> content = bytes->span();
  if (view.type == TensorType::kString) {
    std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    std::vector<std::string_view> strings;
    if (view.shape.elements() == 1) {
      strings.push_back(text);
    } else {
      while (!text.empty()) {
        const size_t end = std::min(text.find('\0'), text.size());
        strings.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
      }
    }
    return interpreter.SetStrings(tensor, strings, session->subgraph());
  }
  if (content.size() != view.bytes) {
    return Error(StatusCode::kInvalidArgument, "'%s' has %zu bytes; the input takes %zu", path.c_str(), content.size(), view.bytes);
  }
  if (!content.empty()) std::memcpy(view.data, content.data(), content.size());
  return Status::Ok();
}

}  // namespace

Expected<std::vector<InputPlan>> ReadInputFlags(const Flags& flags) {
  std::vector<InputPlan> plans;
  for (const std::string& name : Split(flags.String("input_layer"), ',')) plans.push_back({name, {}, {}, ""});
  const std::string& shapes = flags.String("input_layer_shape");
  if (!shapes.empty() || (!plans.empty() && flags.given("input_layer_shape"))) GC_RETURN_IF_ERROR(ReadShapes(shapes, &plans));
  GC_RETURN_IF_ERROR(ReadRanges(flags.String("input_layer_value_range"), &plans));
  GC_RETURN_IF_ERROR(ReadFiles(flags.String("input_layer_value_files"), &plans));
  return plans;
}

Status ShapeInputs(const std::vector<InputPlan>& plans, Session* session) {
  for (const InputPlan& plan : plans) {
    GC_ASSIGN_OR_RETURN(const size_t input, session->FindInput(plan.name));
    if (!plan.dims) continue;
    const Session::Port& port = session->inputs()[input];
    const TensorView tensor = session->Tensor(port);
    const std::vector<int32_t> old(tensor.shape.begin(), tensor.shape.end());
    if (old == *plan.dims) continue;
    GC_RETURN_IF_ERROR(session->interpreter().ResizeInput(port.tensor, *plan.dims, false, session->subgraph()));
  }
  return Status::Ok();
}

Status FillInputs(const std::vector<InputPlan>& plans, Session* session) {
  std::vector<const InputPlan*> by_input(session->inputs().size());
  for (const InputPlan& plan : plans) {
    GC_ASSIGN_OR_RETURN(const size_t input, session->FindInput(plan.name));
    by_input[input] = &plan;
  }
  for (size_t i = 0; i < by_input.size(); ++i) {
    const Session::Port& port = session->inputs()[i];
    if (session->IsConstant(port)) continue;
    const TensorView tensor = session->Tensor(port);
    Status status;
    if (by_input[i] != nullptr && !by_input[i]->file.empty()) {
      status = FillFromFile(by_input[i]->file, port.tensor, session);
    } else if (by_input[i] != nullptr && by_input[i]->range && tensor.type != TensorType::kString && tensor.data != nullptr) {
      status = FillRandom(tensor.type, 1 + i, by_input[i]->range, {static_cast<uint8_t*>(tensor.data), tensor.bytes});
    } else {
      status = RandomInput(1 + i, port.tensor, session->subgraph(), &session->interpreter());
    }
    if (!status.ok()) return std::move(status).At(Describe("input", static_cast<int>(i), port.name, tensor));
  }
  return Status::Ok();
}

}  // namespace goldcrest::tools
