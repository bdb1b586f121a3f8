// From TensorFlow's files to a Program: a SavedModel folder, or a frozen graph.
//
//   Expected<Program> program = ReadSavedModel("exported/", {});
//
// What tf.saved_model.save and Keras' export of TensorFlow 2.4 to 2.19 write is read, and what TensorFlow 1 exported, but for control
// flow of TensorFlow 1. Values of variables stay in the mapped files and keep them mapped: nobody may change those meanwhile.
// Errors: NOT_FOUND for a file, tag or signature that is not there (the message lists those that are), INVALID_MODEL for damaged or
// contradicting files, UNSUPPORTED for what is not read, LIMIT_EXCEEDED for what would take more memory than allowed.
// Threads: no state is shared.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_READ_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_READ_H_

#include <cstdint>
#include <string>
#include <vector>

#include "convert/program.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

struct ReadOptions {
  // Of the graph to read, where the file has several.
  std::vector<std::string> tags = {"serve"};
  // In this order; all where it is empty, by name, but TensorFlow's own (__saved_model_init_op).
  std::vector<std::string> signatures;
  uint64_t max_bytes = uint64_t{2} << 30;  // of memory, beside the mapped files
};

Expected<Program> ReadSavedModel(const std::string& folder, const ReadOptions& options);

struct FrozenGraphOptions {
  // Names of nodes or tensors ("x", "x:0"). Empty: the graph's Placeholders.
  std::vector<std::string> inputs;
  // Beside `inputs`; or empty: as the graph says.
  std::vector<tf::PartialShape> input_shapes;
  // Empty: the results of nodes that nobody reads.
  std::vector<std::string> outputs;
  uint64_t max_bytes = uint64_t{2} << 30;
};

// A GraphDef whose variables are constants, as TensorFlow's freezing tools write it. The program has one signature, "serving_default",
// with inputs and outputs in the order given, or of the graph, named after their nodes.
Expected<Program> ReadFrozenGraph(const std::string& file, const FrozenGraphOptions& options);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_READ_H_
