// The mutations of the fuzz targets that read models: a model is read, a few of its fields change to values that have broken runtimes
// before, and it is written again, so that nearly every input is a model and most of the work is done behind the reader. Where the bytes
// are no model, and now and then anyway, libFuzzer's own mutations are used.
#ifndef GOLDCREST_TESTS_FUZZ_MODEL_MUTATOR_H_
#define GOLDCREST_TESTS_FUZZ_MODEL_MUTATOR_H_

#include <cstddef>
#include <cstdint>

namespace goldcrest::fuzz {

// As LLVMFuzzerCustomMutator: changes `size` bytes of `data` in place, to at most `max_size`; the new size.
size_t MutateModel(uint8_t* data, size_t size, size_t max_size, unsigned seed);

// As LLVMFuzzerCustomCrossOver: a model like `first` with parts of `second`, in `out`; the size, 0 where one of them is none.
size_t CrossModels(const uint8_t* first, size_t first_size, const uint8_t* second, size_t second_size, uint8_t* out, size_t max_size,
                   unsigned seed);

}  // namespace goldcrest::fuzz

#endif  // GOLDCREST_TESTS_FUZZ_MODEL_MUTATOR_H_
