// The element-wise parts of a float LSTM, on rows of cells.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_ROWS_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_ROWS_H_

#include <cstddef>

#include "model/options.h"

namespace goldcrest::kernels {

struct LstmRows {
  void (*sigmoid)(float* row, size_t n);
  void (*tanh)(float* row, size_t n);
  // row += a * b
  void (*add_product)(const float* a, const float* b, float* row, size_t n);
  // cell = forget * cell + input * gate; input null: 1 - forget. Clipped to [-clip, clip] where clip is not 0.
  void (*update_cell)(const float* forget, const float* input, const float* gate, float* cell, size_t n, float clip);
  // out = a * b
  void (*multiply)(const float* a, const float* b, float* out, size_t n);
};

// For the best CPU target allowed now.
LstmRows ChooseLstmRows();

// True for the activations of the model format, all of which Activate knows.
bool IsLstmActivation(model::ActivationFunctionType activation);
void Activate(const LstmRows& rows, model::ActivationFunctionType activation, float* row, size_t n);

// Clipped to [-clip, clip] where clip is not 0.
void ClipRow(float* row, size_t n, float clip);

// (row - mean) / standard deviation * coefficients + bias.
void NormalizeRow(const float* coefficients, const float* bias, float* row, size_t n);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_ROWS_H_
