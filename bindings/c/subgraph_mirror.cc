#include "bindings/c/subgraph_mirror.h"

#include <algorithm>
#include <cstring>

#include "runtime/strings.h"

namespace goldcrest::c {

TfLiteTensor* SubgraphMirror::ForClient(int i) {
  if (i < 0 || i >= interpreter_.num_tensors(subgraph_)) return nullptr;
  is_shown_.resize(static_cast<size_t>(interpreter_.num_tensors(subgraph_)));
  if (!is_shown_[i]) {
    is_shown_[i] = true;
    shown_.push_back(i);
    // What custom operators left there may be their own working memory.
    Show(i);
  }
  return &table_[i];
}

bool SubgraphMirror::IsInput(int i) const {
  const std::span<const int> inputs = interpreter_.inputs(subgraph_);
  return std::find(inputs.begin(), inputs.end(), i) != inputs.end();
}

void SubgraphMirror::Refresh() {
  for (int i : shown_) {
    const TfLiteTensor& t = table_[i];
    // Strings that the client has filled in and no Allocate has taken yet stay.
    const bool pending =
        t.type == kTfLiteString && t.data.raw != nullptr && IsInput(i) && interpreter_.tensor(i, subgraph_).data == nullptr;
    if (!pending) Show(i);
  }
}

std::vector<SubgraphMirror::Strings> SubgraphMirror::FilledStrings() {
  std::vector<Strings> strings;
  for (int i : shown_) {
    const TfLiteTensor& t = table_[i];
    if (t.type != kTfLiteString || t.allocation_type != kTfLiteDynamic || t.data.raw == nullptr || !IsInput(i)) continue;
    const Expected<Shape> shape = ShapeFromC(t.dims);
    if (!shape.ok()) continue;
    const auto* data = reinterpret_cast<const uint8_t*>(t.data.raw);
    strings.push_back({i, *shape, {data, data + t.bytes}});
  }
  return strings;
}

// TensorFlow Lite lets a client write any number of strings into a string input; its shape follows.
Status SubgraphMirror::TakeShapes(const std::vector<Strings>& strings, bool* changed) {
  *changed = false;
  for (const Strings& s : strings) {
    if (interpreter_.tensor(s.tensor, subgraph_).shape == s.shape) continue;
    GC_RETURN_IF_ERROR(interpreter_.ResizeInput(s.tensor, {s.shape.dims(), static_cast<size_t>(s.shape.rank())}, false, subgraph_));
    *changed = true;
  }
  return Status::Ok();
}

Status SubgraphMirror::TakeStrings(const std::vector<Strings>& strings) {
  for (const Strings& s : strings) {
    const auto parsed = ReadStrings(s.bytes);
    GC_RETURN_IF_ERROR(parsed.status().At("input tensor " + std::to_string(s.tensor)));
    GC_RETURN_IF_ERROR(interpreter_.SetStrings(s.tensor, *parsed, subgraph_));
  }
  return Status::Ok();
}

void SubgraphMirror::Show(int i) {
  (void)table_.Refresh(i);
  const auto found = memory_.find(i);
  if (found == memory_.end()) return;
  table_[i].allocation_type = kTfLiteCustom;
  table_[i].data.data = found->second.data;
}

Status SubgraphMirror::SetMemory(int i, const TfLiteCustomAllocation& memory) {
  const TensorMemory kind = interpreter_.memory(i, subgraph_);
  if (kind == TensorMemory::kConstant || kind == TensorMemory::kDynamic) {
    return Error(StatusCode::kInvalidArgument, "tensor %d is a constant or of no fixed size; it takes no custom allocation", i);
  }
  memory_[i] = memory;
  ForClient(i);
  Show(i);
  return Status::Ok();
}

Status SubgraphMirror::CheckMemory() const {
  for (const auto& [i, memory] : memory_) {
    if (interpreter_.tensor(i, subgraph_).bytes > memory.bytes) {
      return Error(StatusCode::kInvalidArgument, "Custom allocation is too small for tensor idx: %d", i);
    }
  }
  return Status::Ok();
}

void SubgraphMirror::FillMemory() {
  for (const auto& [i, memory] : memory_) {
    const TensorView t = interpreter_.tensor(i, subgraph_);
    if (t.data != nullptr && t.bytes > 0 && t.bytes <= memory.bytes && !IsInput(i)) std::memcpy(memory.data, t.data, t.bytes);
  }
}

// Clients of TfLiteTensor may point an input's data at memory of their own.
Status SubgraphMirror::TakeMovedData() {
  for (int i : shown_) {
    const TfLiteTensor& t = table_[i];
    const bool kept = memory_.count(i) != 0 && interpreter_.memory(i, subgraph_) == TensorMemory::kVariable;
    if (t.type == kTfLiteString || t.data.raw == nullptr || (!IsInput(i) && !kept)) continue;
    const TensorView in = interpreter_.tensor(i, subgraph_);
    if (in.data == t.data.data || in.data == nullptr || interpreter_.memory(i, subgraph_) == TensorMemory::kConstant) continue;
    if (t.bytes != in.bytes)
      return Error(StatusCode::kInvalidArgument, "input tensor %d has %zu bytes; it needs %zu", i, t.bytes, in.bytes);
    if (in.bytes > 0) std::memcpy(in.data, t.data.data, in.bytes);
  }
  return Status::Ok();
}

Status SubgraphMirror::Resize(int position, const int* dims, int rank, bool strict) {
  const std::span<const int> inputs = interpreter_.inputs(subgraph_);
  if (position < 0 || position >= static_cast<int>(inputs.size())) {
    return Error(StatusCode::kInvalidArgument, "input %d of %zu", position, inputs.size());
  }
  if (rank < 0 || (rank > 0 && dims == nullptr)) return Error(StatusCode::kInvalidArgument, "rank %d without dimensions", rank);
  GC_RETURN_IF_ERROR(interpreter_.ResizeInput(inputs[position], {dims, static_cast<size_t>(rank)}, strict, subgraph_));
  Refresh();
  return Status::Ok();
}

Status SubgraphMirror::Allocate() {
  const std::vector<Strings> strings = FilledStrings();
  bool changed;
  GC_RETURN_IF_ERROR(TakeShapes(strings, &changed));
  Status status = interpreter_.Allocate(subgraph_);
  if (status.ok()) status = CheckMemory();
  if (status.ok()) GC_RETURN_IF_ERROR(TakeStrings(strings));
  Refresh();
  return status;
}

Status SubgraphMirror::Invoke() {
  if (!interpreter_.allocated(subgraph_)) return interpreter_.Invoke(subgraph_);
  GC_RETURN_IF_ERROR(CheckMemory());
  GC_RETURN_IF_ERROR(TakeMovedData());
  const std::vector<Strings> strings = FilledStrings();
  bool changed = false;
  // Planning anew for another number of strings clears the other inputs.
  std::vector<std::pair<int, std::vector<uint8_t>>> others;
  for (int i : interpreter_.inputs(subgraph_)) {
    if (strings.empty()) break;
    const TensorView in = interpreter_.tensor(i, subgraph_);
    const bool plain = in.type != TensorType::kString && in.data != nullptr && interpreter_.memory(i, subgraph_) == TensorMemory::kArena;
    if (plain) others.emplace_back(i, std::vector<uint8_t>(in.as<uint8_t>(), in.as<uint8_t>() + in.bytes));
  }
  GC_RETURN_IF_ERROR(TakeShapes(strings, &changed));
  if (changed) {
    GC_RETURN_IF_ERROR(interpreter_.Allocate(subgraph_));
    for (const auto& [i, bytes] : others) {
      const TensorView in = interpreter_.tensor(i, subgraph_);
      if (in.bytes == bytes.size() && in.bytes > 0) std::memcpy(in.data, bytes.data(), in.bytes);
    }
  }
  GC_RETURN_IF_ERROR(TakeStrings(strings));
  const Status status = interpreter_.Invoke(subgraph_);
  if (status.ok()) FillMemory();
  Refresh();
  return status;
}

Status SubgraphMirror::ResetVariables() {
  GC_RETURN_IF_ERROR(interpreter_.ResetVariables());
  FillMemory();
  Refresh();
  return Status::Ok();
}

}  // namespace goldcrest::c
