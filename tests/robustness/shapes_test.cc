// Cases 30 to 34: shapes of tensors. More in src/model/verify_tensor_test.cc. Cases 35 to 49 are in shape_operators_test.cc.
#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

using model::Model;
using model::Subgraph;

Change AllShapes(std::vector<int32_t> shape) {
  return [=](Model&, Subgraph& s) {
    for (model::Tensor& t : s.tensors) t.shape = shape;
  };
}

// A dimension of 0 makes a tensor without elements, as in TensorFlow Lite.
TEST(RobustnessShapes, Case30DimensionsAtTheEdge) {
  ExpectRuns(RunChanged(AllShapes({0, 3})));
  ExpectInvalid(RunChanged(AllShapes({-1, 3})), "negative dimension -1; a dimension not yet known is 1 in the shape");
  ExpectInvalid(RunChanged(AllShapes({kMinInt})), "negative dimension -2147483648");
  // tf#111458
  ExpectRefused(RunChanged(AllShapes({kMaxInt})), sizeof(size_t) == 4 ? StatusCode::kInvalidModel : StatusCode::kLimitExceeded, "");
}

// On 64 bits 2^31 elements are many, on 32 bits they are none: 2^30 floats are 2^32 bytes.
TEST(RobustnessShapes, Case31ProductsThatOverflow) {
  ExpectInvalid(RunChanged(AllShapes({65536, 65536, 65536, 65536})), "more elements than memory can hold");
  ExpectInvalid(RunChanged(AllShapes({kMaxInt, kMaxInt, kMaxInt})), "more elements than memory can hold");
  for (const std::vector<int32_t>& shape :
       {std::vector<int32_t>{65536, 65536}, {32768, 65536}, {32768, 32768}, {1 << 29, 2}, {kMaxInt, 2}, {kMaxInt, 3}}) {
    const Status status = RunChanged(AllShapes(shape));
    if (sizeof(size_t) == 4) {
      ExpectInvalid(status, "more elements than memory can hold");
    } else {
      ExpectRefused(status, StatusCode::kLimitExceeded, "Limits::max_bytes");
    }
  }
}

TEST(RobustnessShapes, Case32ZeroTimesHuge) {
  ExpectRuns(RunChanged(AllShapes({0, 1 << 20})));
  ExpectInvalid(RunChanged(AllShapes({0, kMaxInt, kMaxInt, kMaxInt})), "more elements than memory can hold");
}

TEST(RobustnessShapes, Case33RanksAtTheEdge) {
  ExpectRuns(RunChanged(AllShapes({})));
  ExpectRuns(RunChanged(AllShapes(std::vector<int32_t>(8, 1))));
  for (size_t rank : {9, 255, 65535}) {
    ExpectRefused(RunChanged(AllShapes(std::vector<int32_t>(rank, 1))), StatusCode::kUnsupported, "at most 8 are supported");
  }
}

// -1 leaves a dimension open; elsewhere the shape counts, as in TensorFlow Lite.
TEST(RobustnessShapes, Case34SignatureAgainstShape) {
  for (const std::vector<int32_t>& signature : {std::vector<int32_t>{-1, 3}, {5, 3}, {-2, kMinInt}, {-1}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}) {
    ExpectRuns(RunChanged([&](Model&, Subgraph& s) { s.tensors[0].shape_signature = signature; }));
  }
}

}  // namespace
}  // namespace goldcrest
