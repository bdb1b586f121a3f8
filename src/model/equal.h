// Whether two models mean the same.
#ifndef GOLDCREST_SRC_MODEL_EQUAL_H_
#define GOLDCREST_SRC_MODEL_EQUAL_H_

#include <string>
#include <vector>

#include "model/model.h"

namespace goldcrest::model {

// One line per difference, at most 100, naming the place: "subgraph 0: tensor 12 \"conv/bias\": shape is [8], was [16]". Empty
// when the models are equal in meaning: everything a runtime, a tool or a person can see of them, constants byte by byte. Where
// bytes lie in a file, and offsets that depend on it, mean nothing.
std::vector<std::string> Differences(const Model& was, const Model& is);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_EQUAL_H_
