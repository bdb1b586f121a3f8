// Values that are a clamped line of another one, clamp(scale * x + offset, low, high), element by element, with numbers for constants:
// what hard-swish and its relatives are written with, in whatever order.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_LINE_H_
#define GOLDCREST_SRC_CONVERT_PASSES_LINE_H_

#include <limits>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

struct Line {
  Value* x = nullptr;
  double scale = 1;
  double offset = 0;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  bool IsScale() const;  // neither offset nor bounds
  // Equal to clamp(s * x + o, l, h) but for rounding.
  bool Is(double s, double o, double l, double h) const;
  // This line times a number.
  Line Times(double factor) const;
};

// `v` as a line of itself, of what it is computed from, of what that is computed from, and so on: nearest first.
std::vector<Line> LinesOf(Value* v);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_LINE_H_
