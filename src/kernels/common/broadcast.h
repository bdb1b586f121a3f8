// Element-wise operators over operands of different shapes: which elements meet, as few long rows.
//
//   GC_ASSIGN_OR_RETURN(Shape shape, BroadcastShapes(a.shape, b.shape));       // Infer
//   BroadcastLoop loop(shape, {&a.shape, &b.shape});                           // Select
//   ctx.ParallelFor(loop.grains(), [&](size_t grain) {                         // Eval
//     loop.Rows(grain, [&](size_t out, const size_t* in, size_t n) { ... });   // out + 0..n, in[i] + 0..n or the one element in[i]
//   });
//
// Neighbouring dimensions that behave alike are merged: two operands of one shape are a single row, a bias over the last dimension
// is rows of that length. Within a row, an operand moves on with the output (step 1) or stays (step 0), the same in every row; a
// kernel picks its function for that once.
//
// Offsets count elements. Threads: immutable once made.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_BROADCAST_H_
#define GOLDCREST_SRC_KERNELS_COMMON_BROADCAST_H_

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest {

// Aligned at the last dimension, the dimensions are equal or one of them is 1.
Expected<Shape> BroadcastShapes(const Shape& a, const Shape& b);

class BroadcastLoop {
 public:
  static constexpr int kMaxInputs = 3;

  BroadcastLoop() = default;
  // `output` is the result of BroadcastShapes over all `inputs`.
  BroadcastLoop(const Shape& output, std::initializer_list<const Shape*> inputs);

  // Parts of about equal work, for ParallelFor.
  size_t grains() const { return grains_; }
  // Whether input i stays where it is along a row.
  bool stays(int i) const { return stride_[i][0] == 0; }
  // Whether input i has as many elements as the output.
  bool same_size(int i) const { return whole_[i]; }
  size_t row_length() const { return extent_[0]; }

  // Rows of a few elements cost more to begin than to compute. Where the only thing that makes them short is one input that is
  // repeated for every row (a bias of three channels), this makes the whole output one row in pieces and returns that input; Rows
  // then gives it the offset 0, and the caller hands its rows a buffer of tile_length() elements in its place, which repeats it.
  // -1 where that does not apply.
  int TileShortRows();
  // Elements of the longest piece: a multiple of the input's length.
  size_t tile_length() const { return piece_; }

  // Calls row(out_offset, in_offsets, length) for each piece of a row in the grain.
  template <class Row>
  void Rows(size_t grain, const Row& row) const {
    Position p = At(grain);
    for (size_t left = p.rows; left > 0; --left) {
      row(p.out, p.in, p.length);
      Advance(p);
    }
  }

 private:
  struct Position {
    size_t index[Shape::kMaxRank] = {};
    size_t in[kMaxInputs] = {};
    size_t out = 0;
    size_t length = 0;
    size_t rows = 0;  // to go, this one included
  };

  Position At(size_t grain) const;
  void Advance(Position& p) const;

  // Merged dimensions, innermost first; at least one.
  int rank_ = 1;
  size_t extent_[Shape::kMaxRank] = {1};
  size_t stride_[kMaxInputs][Shape::kMaxRank] = {};
  bool whole_[kMaxInputs] = {};
  int num_inputs_ = 0;
  size_t rows_ = 1;
  size_t rows_per_grain_ = 1;
  size_t pieces_per_row_ = 1;  // above 1 only with rows_per_grain_ 1
  size_t piece_ = 1;           // length of a piece
  size_t grains_ = 0;
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_BROADCAST_H_
