// Model: a verified model file.
//
//   Expected<Model> model = Model::FromFile("mobilenet.tflite");
//
// Loading checks the file twice: its structure, then its meaning (every index, shape, quantization, subgraph reference). What
// passes is safe to compile and run; what does not is refused with one line that says why. Reading copies no more than
// Limits::max_bytes; constants stay in the file.
//
// Ownership: a cheap handle; copies share the file. Threads: any, it never changes.
#ifndef GOLDCREST_MODEL_H_
#define GOLDCREST_MODEL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "goldcrest/export.h"
#include "goldcrest/limits.h"
#include "goldcrest/status.h"
#include "goldcrest/tensor.h"

namespace goldcrest {

class Bytes;
namespace model {
struct Model;
}

class GC_API Model {
 public:
  // How the bytes of a file get into memory.
  enum class Mode {
    kMap,   // mapped: weights are read where they lie. Nobody may write or cut the file while it is in use
    kCopy,  // read into memory of our own, for files others may change
  };
  static Expected<Model> FromFile(const std::string& path, Mode mode = Mode::kMap, const Limits& limits = {});
  // The caller keeps `bytes` alive and unchanged for as long as this model or anything made from it is used.
  static Expected<Model> FromBorrowedBytes(std::span<const uint8_t> bytes, const Limits& limits = {});
  static Expected<Model> FromBytes(std::span<const uint8_t> bytes, const Limits& limits = {});
  // A model built or changed in memory, verified like any other. For the converter and tests inside the project.
  static Expected<Model> FromContent(model::Model content);

  struct Signature {
    struct Entry {
      std::string name;
      int tensor;
    };
    std::string key;
    int subgraph = 0;
    std::vector<Entry> inputs;  // sorted by name
    std::vector<Entry> outputs;
  };
  // In the order of the file.
  const std::vector<Signature>& signatures() const;

  int num_subgraphs() const;
  std::string_view subgraph_name(int subgraph) const;
  int num_tensors(int subgraph = 0) const;
  int num_operators(int subgraph = 0) const;
  // Operator `index` of a subgraph. The spans stay the model's.
  struct Node {
    std::string op_name;   // "CONV_2D", or the custom code
    int builtin_code = 0;  // the number in the model format; 32 for a custom operator
    int version = 1;
    std::span<const int32_t> inputs;  // tensor indices, -1 for one left out
    std::span<const int32_t> outputs;
    std::span<const int32_t> intermediates;
    std::span<const uint8_t> custom_options;
  };
  Node node(int index, int subgraph = 0) const;
  std::string_view description() const;
  // 0 for a model made in memory.
  uint64_t file_bytes() const;
  // The file as it is in memory; empty for a model made in memory.
  std::span<const uint8_t> bytes() const;
  // The content of the metadata entry `name`, or NOT_FOUND.
  Expected<std::span<const uint8_t>> metadata(std::string_view name) const;
  // What the verifier noticed without refusing the file.
  const std::vector<std::string>& remarks() const;

  // For the compiler and tools inside the project.
  const model::Model& content() const;

 private:
  struct Rep;
  explicit Model(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  static Expected<Model> FromAny(std::shared_ptr<const Bytes> bytes, const Limits& limits);
  static Expected<Model> FromParts(model::Model content, std::shared_ptr<const Bytes> bytes);
  std::shared_ptr<const Rep> rep_;
};

}  // namespace goldcrest

#endif  // GOLDCREST_MODEL_H_
