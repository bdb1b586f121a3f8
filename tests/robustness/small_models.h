// Small models of every kind that the runtime treats in its own way, made in memory: for tests that run each many times.
#ifndef GOLDCREST_TESTS_ROBUSTNESS_SMALL_MODELS_H_
#define GOLDCREST_TESTS_ROBUSTNESS_SMALL_MODELS_H_

#include <string>
#include <vector>

#include "model/model.h"

namespace goldcrest {

struct SmallModel {
  std::string name;
  model::Model content;
};

// Two float convolutions with an addition between: packed weights, fusions, memory that is shared. Input [1, n, 6, 3], n open.
model::Model ConvolutionModel();
// An INT8 convolution and a fully connected layer, with per-channel weights.
model::Model QuantizedModel();
// An LSTM whose state is variable tensors.
model::Model LstmModel();
// WHILE (i, x): i < limit; (i + 1, x + x), with an IF after it. Input 0 is i.
model::Model ControlFlowModel(int32_t limit = 3);
// WHILE without end.
model::Model EndlessModel();
// Strings to numbers by a hash table; input 0 is strings [2].
model::Model StringModel();
// RESHAPE to a shape that the run gives, and UNIQUE: shapes that nobody knows before the run.
model::Model DynamicModel();
// A resource variable that each run adds to, behind two signatures "add" and "read".
model::Model VariableModel();

std::vector<SmallModel> AllSmallModels();

}  // namespace goldcrest

#endif  // GOLDCREST_TESTS_ROBUSTNESS_SMALL_MODELS_H_
