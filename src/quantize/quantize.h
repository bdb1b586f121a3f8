// Quantization of float models: .tflite in, .tflite out.
//
//   FileSource samples(...);                      // a CalibrationSource
//   QuantizeOptions options;                      // int8, per channel, float inputs and outputs
//   auto quantized = Quantize(model, options, &samples);
//
// Schemes that only touch weights (dynamic range, float16, int4) need no samples. The integer schemes run the float model over the samples,
// watch every tensor's values, choose scales and zero points, and rewrite the graph: QUANTIZE and DEQUANTIZE stand where integer and float
// operators meet. What they keep in memory does not grow with the number of samples.
//
// Threads: a call uses up to QuantizeOptions::num_threads; source and progress are called from the caller's thread.
#ifndef GOLDCREST_SRC_QUANTIZE_QUANTIZE_H_
#define GOLDCREST_SRC_QUANTIZE_QUANTIZE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/limits.h"
#include "goldcrest/status.h"
#include "goldcrest/types.h"
#include "model/model.h"

namespace goldcrest::quantize {

enum class Scheme : uint8_t {
  kDynamicRange,  // int8 weights; activations stay float and are quantized by the kernels as they come
  kFloat16,       // float16 weights, widened by DEQUANTIZE
  kInt8,          // int8 weights and activations
  kInt16x8,       // int16 activations, int8 weights
  kInt4,          // as dynamic range, with int4 weights where an operator knows them
};

// How a tensor's range is read off its values. kAuto chooses per tensor by the error that quantization leaves.
enum class Observer : uint8_t { kAuto, kMinMax, kMovingAverage, kPercentile, kMeanSquaredError, kEntropy };

struct QuantizeOptions {
  Scheme scheme = Scheme::kInt8;
  // Weights have a scale for every output channel; false: one for the whole tensor.
  bool per_channel = true;
  // Of the model's FLOAT32 inputs and outputs: FLOAT32, INT8, UINT8 (int8 scheme) or INT16 (int16x8).
  TensorType input_type = TensorType::kFloat32;
  TensorType output_type = TensorType::kFloat32;
  // An operator that cannot be integer is an error that names it; otherwise it stays float.
  bool strict = false;
  // Operators that stay float: names of their outputs, or their numbers.
  std::vector<std::string> keep_float;
  Observer observer = Observer::kAuto;
  // 0: ranges by error, biases corrected. 1: biases corrected once more by running the integer model, layer after layer. 2, 3: also weights
  // rounded for the least error of each layer.
  int effort = 0;
  int num_threads = 0;  // 0: choose
  Limits limits;
};

// One value of a sample. Borrowed until the source is asked again.
struct SampleValue {
  std::string name;  // of the input, in the signature or the graph; empty: by position
  TensorType type = TensorType::kFloat32;
  Shape shape;
  std::span<const uint8_t> bytes;
};

struct Sample {
  std::string signature;  // its key; empty: the first subgraph
  std::vector<SampleValue> values;
};

class CalibrationSource {
 public:
  virtual ~CalibrationSource() = default;
  // Fills `sample` with the next one; false at the end. A failure ends the quantization and is its result.
  virtual Expected<bool> Next(Sample& sample) = 0;
  // How many there are, where that is known; for progress.
  virtual std::optional<uint64_t> size() const { return std::nullopt; }
};

class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  // `total` is 0 where it is not known. False cancels.
  virtual bool Update(std::string_view stage, uint64_t done, uint64_t total) = 0;
};

// What became of the model, for reports.
struct QuantizeReport {
  uint64_t samples = 0;
  int integer_operators = 0;
  // Operators on float data that stayed float, with the reason.
  struct Kept {
    int subgraph = 0;
    int op = 0;  // in the float model
    std::string op_name;
    std::string output;
    std::string reason;
  };
  std::vector<Kept> kept_float;
  std::vector<std::string> warnings;
};

// Errors: INVALID_ARGUMENT for options that contradict each other and for samples that do not fit the model (the message names the sample
// and the input); UNSUPPORTED under `strict`, naming every operator that cannot be integer; CANCELLED; those of running the float model.
// `source` may be null for the schemes that need no samples; `progress` and `report` may be null.
Expected<model::Model> Quantize(const model::Model& float_model, const QuantizeOptions& options, CalibrationSource* source,
                                ProgressSink* progress = nullptr, QuantizeReport* report = nullptr);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_QUANTIZE_H_
