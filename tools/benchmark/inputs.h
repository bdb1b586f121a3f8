// What the benchmark feeds a model: the flags --input_layer and those that go with it.
#ifndef GOLDCREST_TOOLS_BENCHMARK_INPUTS_H_
#define GOLDCREST_TOOLS_BENCHMARK_INPUTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "goldcrest/status.h"
#include "tools/benchmark/flags.h"
#include "tools/common/random_input.h"
#include "tools/common/session.h"

namespace goldcrest::tools {

// What the flags say of one input.
struct InputPlan {
  std::string name;
  std::optional<std::vector<int32_t>> dims;
  std::optional<ValueRange> range;
  std::string file;  // raw bytes; of a STRING input one element per NUL-terminated chunk
};

// Reads the flags. Errors: INVALID_ARGUMENT where a value has another form than its flag's, where shapes and names differ in number, or
// where a range or file is for an input that --input_layer does not name.
Expected<std::vector<InputPlan>> ReadInputFlags(const Flags& flags);

// Gives the inputs their shapes; before Allocate. Errors: NOT_FOUND for a name the model does not have.
Status ShapeInputs(const std::vector<InputPlan>& plans, Session* session);

// Fills every input: from its file, or with random values. After Allocate.
Status FillInputs(const std::vector<InputPlan>& plans, Session* session);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_INPUTS_H_
