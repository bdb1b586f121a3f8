// The lines of the user's program that made the nodes of a graph, where TensorFlow wrote them down (SaveOptions(save_debug_info=True)).
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_SOURCE_LINES_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_SOURCE_LINES_H_

#include <string>

#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

class SourceLines {
 public:
  SourceLines() = default;
  explicit SourceLines(proto::GraphDebugInfo info) : info_(std::move(info)) {}

  // "model.py:12", or nothing where it is not known. `function` is empty for a node of the top-level graph.
  std::string Find(const std::string& node, const std::string& function) const;

 private:
  using Frame = proto::GraphDebugInfo::FileLineCol;
  const proto::GraphDebugInfo::StackTrace* TraceOf(const std::string& key) const;
  std::string InnermostOwn(const proto::GraphDebugInfo::StackTrace& trace) const;
  const std::string* FileOf(const Frame& frame) const;
  proto::GraphDebugInfo info_;
};

// From debug/saved_model_debug_info.pb of the folder; empty without such a file or when it cannot be read, as only messages need it.
SourceLines ReadSourceLines(const std::string& folder);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_SOURCE_LINES_H_
