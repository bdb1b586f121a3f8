// The float LSTM in double, the obvious way; for tests. Weights are laid out as in the operators' inputs, an empty vector where one is
// left out.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_REF_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_REF_H_

#include <algorithm>
#include <cmath>
#include <vector>

namespace goldcrest::kernels {

struct LstmRef {
  int batch, input, cells, output;
  std::vector<float> input_weights[4], recurrent_weights[4], peepholes[4], bias[4], norm[4], projection, projection_bias;
  double cell_clip = 0, projection_clip = 0;

  // One step: x [batch, input], h [batch, output] and c [batch, cells] updated.
  void Step(const std::vector<double>& x, std::vector<double>& h, std::vector<double>& c) const {
    const std::vector<double> before = h;
    for (int b = 0; b < batch; ++b) {
      std::vector<double> cell(c.begin() + b * cells, c.begin() + (b + 1) * cells);
      const auto gate = [&](int g) {
        std::vector<double> sum(cells);
        for (int i = 0; i < cells; ++i) {
          sum[i] = norm[g].empty() ? bias[g][i] : 0.0;
          for (int k = 0; k < input; ++k) sum[i] += static_cast<double>(input_weights[g][i * input + k]) * x[b * input + k];
          for (int k = 0; k < output; ++k) sum[i] += static_cast<double>(recurrent_weights[g][i * output + k]) * before[b * output + k];
          if (!peepholes[g].empty()) sum[i] += static_cast<double>(peepholes[g][i]) * cell[i];
        }
        if (!norm[g].empty()) Normalize(g, sum);
        for (double& v : sum) v = g == 2 ? std::tanh(v) : 1 / (1 + std::exp(-v));
        return sum;
      };
      const std::vector<double> f = gate(1), fresh = gate(2);
      std::vector<double> in = input_weights[0].empty() ? f : gate(0);
      for (int i = 0; i < cells; ++i) {
        if (input_weights[0].empty()) in[i] = 1 - f[i];
        cell[i] = Clip(f[i] * cell[i] + in[i] * fresh[i], cell_clip);
      }
      const std::vector<double> o = gate(3);
      for (int i = 0; i < output; ++i) {
        double& out = h[b * output + i];
        if (projection.empty()) {
          out = o[i] * std::tanh(cell[i]);
          continue;
        }
        out = projection_bias.empty() ? 0.0 : static_cast<double>(projection_bias[i]);
        for (int k = 0; k < cells; ++k) out += static_cast<double>(projection[i * cells + k]) * o[k] * std::tanh(cell[k]);
        out = Clip(out, projection_clip);
      }
      std::copy(cell.begin(), cell.end(), c.begin() + b * cells);
    }
  }

 private:
  static double Clip(double v, double clip) { return clip > 0 ? std::clamp(v, -clip, clip) : v; }
  void Normalize(int g, std::vector<double>& v) const {
    double mean = 0, squares = 0;
    for (double x : v) mean += x / cells;
    for (double x : v) squares += (x - mean) * (x - mean) / cells;
    for (int i = 0; i < cells; ++i) {
      v[i] = (v[i] - mean) / std::sqrt(squares + 1e-8) * static_cast<double>(norm[g][i]) + static_cast<double>(bias[g][i]);
    }
  }
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_REF_H_
