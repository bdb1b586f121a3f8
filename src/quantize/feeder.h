// Feeder: runs a model on calibration samples.
#ifndef GOLDCREST_SRC_QUANTIZE_FEEDER_H_
#define GOLDCREST_SRC_QUANTIZE_FEEDER_H_

#include <memory>
#include <string>
#include <vector>

#include "goldcrest/interpreter.h"
#include "quantize/quantize.h"

namespace goldcrest::quantize {

class Feeder {
 public:
  // With `keep_all` every tensor can be looked at after a run.
  static Expected<Feeder> Create(const model::Model& model, const QuantizeOptions& options, bool keep_all);

  const Interpreter& interpreter() const { return *interpreter_; }

  // Runs one sample, variables starting as zero; returns the subgraph it ran. Errors name the input that does not fit: its shape, its
  // type, or a value that is not finite.
  Expected<int> Run(const Sample& sample);

 private:
  std::string InputText(size_t i) const { return "input " + std::to_string(i) + " \"" + names_[i] + "\""; }
  Status Choose(const std::string& key);
  void UseSubgraph();
  Expected<size_t> Find(const std::string& name, size_t position) const;
  Status FitShape(size_t i, const SampleValue& value);
  Status Fill(size_t i, const SampleValue& value);

  std::unique_ptr<Interpreter> interpreter_;
  int subgraph_ = 0;
  bool chosen_ = false;
  std::string key_;
  std::vector<std::string> names_;        // of the inputs
  std::vector<std::string> other_names_;  // what else a sample may call them
  std::vector<int> tensors_;
};

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_FEEDER_H_
