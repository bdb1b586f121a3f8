// Calibration: runs the float model over the samples and remembers how every tensor's values are distributed.
#ifndef GOLDCREST_SRC_QUANTIZE_CALIBRATE_H_
#define GOLDCREST_SRC_QUANTIZE_CALIBRATE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "goldcrest/interpreter.h"
#include "quantize/held_samples.h"
#include "quantize/histogram.h"
#include "quantize/quantize.h"

namespace goldcrest::quantize {

// What is known of one float tensor.
struct TensorStatistics {
  Histogram histogram;
};

struct SubgraphStatistics {
  std::vector<TensorStatistics> tensors;
  uint64_t samples = 0;
};

// Sees the values of all tensors after each sample.
class SampleObserver {
 public:
  virtual ~SampleObserver() = default;
  // `interpreter` has just run `subgraph` on `sample`.
  virtual Status Observe(const Sample& sample, const Interpreter& interpreter, int subgraph) = 0;
};

// Feeds the samples of `source` to the float model and `observer`. Returns their number, at least 1.
Expected<uint64_t> RunSamples(const model::Model& float_model, const QuantizeOptions& options, CalibrationSource& source,
                              SampleObserver& observer, ProgressSink* progress);

// Collects statistics of all FLOAT32 tensors that are not constant. `held`, which may be null, keeps some samples.
Expected<std::vector<SubgraphStatistics>> Calibrate(const model::Model& float_model, const QuantizeOptions& options,
                                                    CalibrationSource& source, ProgressSink* progress, HeldSamples* held);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_CALIBRATE_H_
