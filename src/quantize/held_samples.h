// HeldSamples: a few of the calibration samples with the float model's outputs, to try quantized models on.
#ifndef GOLDCREST_SRC_QUANTIZE_HELD_SAMPLES_H_
#define GOLDCREST_SRC_QUANTIZE_HELD_SAMPLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "goldcrest/interpreter.h"
#include "quantize/quantize.h"

namespace goldcrest::quantize {

class HeldSamples {
 public:
  // Keeps evenly spread samples, between half of `most` and `most` of them, within a bound of memory.
  explicit HeldSamples(size_t most) : most_(most) {}

  // Offers the next sample, which `interpreter` has just run.
  void Offer(const Sample& sample, const Interpreter& interpreter, int subgraph);

  size_t size() const { return held_.size(); }

  // The error of `model`'s float outputs against those kept: the squared error divided by the power, averaged over the outputs. `model` has
  // the float model's signatures and float inputs and outputs.
  Expected<double> OutputError(const model::Model& model, const QuantizeOptions& options) const;

  // Gives the kept samples again.
  class Source final : public CalibrationSource {
   public:
    explicit Source(const HeldSamples& samples) : samples_(samples) {}
    Expected<bool> Next(Sample& sample) override;
    std::optional<uint64_t> size() const override { return samples_.size(); }

   private:
    const HeldSamples& samples_;
    size_t next_ = 0;
  };

 private:
  struct Held {
    Sample sample;                            // its values' bytes lie in `bytes`
    std::vector<std::vector<uint8_t>> bytes;  // by input
    std::vector<std::vector<float>> outputs;  // of the float outputs
  };

  size_t most_;
  size_t stride_ = 1;
  size_t offered_ = 0;
  uint64_t total_bytes_ = 0;
  std::vector<Held> held_;
};

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_HELD_SAMPLES_H_
