// Calibration samples from files: .npz, .npy, or a folder of .npy files.
#ifndef GOLDCREST_TOOLS_GOLDCREST_CALIBRATION_FILES_H_
#define GOLDCREST_TOOLS_GOLDCREST_CALIBRATION_FILES_H_

#include <memory>
#include <string>

#include "quantize/quantize.h"

namespace goldcrest::tools {

// An .npz holds an array for every input, by name (one array of any name serves a model with one input); an .npy holds the only input's.
// Their first dimension counts samples: rows of the input's own first dimension, or whole inputs where the array has one dimension more. In
// a folder every .npy is one sample or more, in the order of the names. Only one sample is in memory at a time. `signature` is the key that
// samples are for; empty for the model's own inputs.
Expected<std::unique_ptr<quantize::CalibrationSource>> OpenCalibration(const std::string& path, const model::Model& model,
                                                                       const std::string& signature);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_GOLDCREST_CALIBRATION_FILES_H_
