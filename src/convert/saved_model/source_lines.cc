#include "convert/saved_model/source_lines.h"

#include <string_view>

#include "base/file.h"

namespace goldcrest::convert {
namespace {

// TensorFlow's and Keras' own files tell a user nothing.
bool IsLibrary(std::string_view file) {
  return file.find("/site-packages/") != std::string_view::npos || file.find("/dist-packages/") != std::string_view::npos ||
         file.find("tensorflow/python/") != std::string_view::npos || file.find("/keras/src/") != std::string_view::npos;
}

}  // namespace

std::string SourceLines::Find(const std::string& node, const std::string& function) const {
  const auto* trace = TraceOf(node + "@" + function);
  return trace == nullptr ? "" : InnermostOwn(*trace);
}

// Newer files number the traces, which many nodes share; older ones have one under each node's name.
const proto::GraphDebugInfo::StackTrace* SourceLines::TraceOf(const std::string& key) const {
  if (const auto id = info_.name_to_trace_id().find(key); id != info_.name_to_trace_id().end()) {
    const auto trace = info_.traces_by_id().find(id->second);
    return trace == info_.traces_by_id().end() ? nullptr : &trace->second;
  }
  const auto trace = info_.traces().find(key);
  return trace == info_.traces().end() ? nullptr : &trace->second;
}

const std::string* SourceLines::FileOf(const Frame& frame) const {
  const int index = frame.file_index();
  return index >= 0 && index < info_.files_size() ? &info_.files(index) : nullptr;
}

// Traces start with the outermost call.
std::string SourceLines::InnermostOwn(const proto::GraphDebugInfo::StackTrace& trace) const {
  std::string line;
  const auto look_at = [&](const Frame& frame) {
    const std::string* file = FileOf(frame);
    if (file != nullptr && !IsLibrary(*file)) line = *file + ":" + std::to_string(frame.line());
  };
  for (const Frame& frame : trace.file_line_cols()) look_at(frame);
  for (const uint64_t id : trace.frame_id())
    if (const auto frame = info_.frames_by_id().find(id); frame != info_.frames_by_id().end()) look_at(frame->second);
  return line;
}

SourceLines ReadSourceLines(const std::string& folder) {
  constexpr uint64_t kMaxBytes = uint64_t{1} << 28;
  const auto file = CopyFile(folder + "/debug/saved_model_debug_info.pb", kMaxBytes);
  proto::GraphDebugInfo info;
  if (!file.ok() || !info.ParseFromArray((*file)->span().data(), static_cast<int>((*file)->span().size()))) return {};
  return SourceLines(std::move(info));
}

}  // namespace goldcrest::convert
