// Cases 35 to 49: operators whose results' shapes follow from arguments, which lie, once as constants of the file and once given at run
// time. More in each operator's test.
#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

// Runs it with constant arguments and with arguments of the run; both must give the same, which is returned.
Status RunLists(BuiltinOperator op, const std::vector<int32_t>& shape, const std::vector<std::vector<int32_t>>& arguments,
                const model::Options& options = {}, const CompileOptions& compile = {}) {
  Status constant;
  for (const bool at_run_time : {false, true}) {
    OpTest test(op, op == BuiltinOperator::kBroadcastTo ? 2 : 1);
    int64_t elements = 1;
    for (int32_t d : shape) elements *= d;
    test.Input<float>(shape, std::vector<float>(static_cast<size_t>(elements), 1.0f));
    for (const auto& a : arguments) {
      const std::vector<int32_t> dims = {static_cast<int32_t>(a.size())};
      at_run_time ? test.Input<int32_t>(dims, a) : test.Constant<int32_t>(dims, a);
    }
    test.Output<float>({1});
    test.content().subgraphs[0].operators[0].options = options;
    test.compile = compile;
    test.compile.num_threads = 1;
    Status status = test.Run();
    if (!at_run_time) {
      constant = std::move(status);
      continue;
    }
    // Before the run the message may go on with what would be accepted.
    EXPECT_EQ(constant.code(), status.code());
    EXPECT_EQ(constant.message().find(status.message()), 0u) << constant.message() << " and " << status.message();
  }
  return constant;
}

TEST(RobustnessShapeOperators, Case35Reshape) {
  const auto reshape = [](const std::vector<int32_t>& to) { return RunLists(BuiltinOperator::kReshape, {2, 3}, {to}); };
  ExpectRuns(reshape({3, -1}));
  ExpectInvalid(reshape({-1, -1}), "cannot reshape [2, 3] to [-1, -1]");
  ExpectInvalid(reshape({4, -1}), "cannot reshape [2, 3] to [4, -1]");
  ExpectInvalid(reshape({0, -1}), "cannot reshape");
  ExpectInvalid(reshape({kMinInt, 3}), "cannot reshape");
  ExpectInvalid(reshape({kMaxInt, kMaxInt, kMaxInt}), "cannot reshape");
  // tf#124982: a list longer than a shape can be.
  ExpectRefused(reshape(std::vector<int32_t>(9, 1)), StatusCode::kUnsupported, "reshapes to rank 9; at most 8");
  ExpectRefused(reshape(std::vector<int32_t>(1000, 1)), StatusCode::kUnsupported, "reshapes to rank 1000; at most 8");
  // CVE-2021-29592: the shape is left out, and the options say nothing.
  OpTest test(BuiltinOperator::kReshape);
  test.Input<float>({2, 3}, std::vector<float>(6));
  test.NoInput();
  test.Output<float>({6});
  ExpectInvalid(test.Run(), "has neither a shape tensor");
}

TEST(RobustnessShapeOperators, Case36StridedSlice) {
  const auto slice = [](const std::vector<int32_t>& begin, const std::vector<int32_t>& end, const std::vector<int32_t>& strides,
                        model::StridedSliceOptions o = {}) {
    return RunLists(BuiltinOperator::kStridedSlice, {2, 3}, {begin, end, strides}, o);
  };
  ExpectRuns(slice({0, 0}, {2, 3}, {1, 1}));
  ExpectInvalid(slice({0, 0}, {2, 3}, {1, 0}), "stride 1 is 0");
  ExpectRuns(slice({0, 0}, {2, 3}, {1, kMinInt}));  // nothing is between 0 and 3, backwards
  ExpectRuns(slice({kMaxInt, kMaxInt}, {kMinInt, kMinInt}, {kMinInt, -1}));
  ExpectRuns(slice({kMinInt, kMinInt}, {kMaxInt, kMaxInt}, {kMaxInt, 1}));
  // CVE-2021-37686: every bit of the ellipsis mask.
  model::StridedSliceOptions ellipsis;
  ellipsis.ellipsis_mask = -1;
  ExpectInvalid(slice({0, 0}, {2, 3}, {1, 1}, ellipsis), "ellipsis_mask has more than one bit");
  model::StridedSliceOptions all;
  all.begin_mask = all.end_mask = all.new_axis_mask = all.shrink_axis_mask = -1;
  (void)slice({0, 0}, {2, 3}, {1, 1}, all);
  ExpectInvalid(slice({0, 0, 0}, {2, 3, 4}, {1, 1, 1}), "has entries for 3 dimensions; the input has the shape [2, 3]");
  // A dimension above 2^24, where float arithmetic would lose ones.
  OpTest test(BuiltinOperator::kStridedSlice);
  const int32_t n = (1 << 24) + 3;
  test.Input<int8_t>({n}, std::vector<int8_t>(static_cast<size_t>(n)));
  test.Constant<int32_t>({1}, {1});
  test.Constant<int32_t>({1}, {n});
  test.Constant<int32_t>({1}, {1});
  test.Output<int8_t>({1});
  ExpectRuns(test.Run());
  EXPECT_EQ(test.output_shape(0), Shape{n - 1});
}

// [rows, 2] integers, which Run has as rank 1.
Status RunPaddings(BuiltinOperator op, const std::vector<int32_t>& paddings, const model::Options& options = {}) {
  OpTest test(op);
  test.Input<float>({2, 3}, std::vector<float>(6, 1.0f));
  test.Constant<int32_t>({static_cast<int32_t>(paddings.size() / 2), 2}, paddings);
  test.Output<float>({1});
  test.content().subgraphs[0].operators[0].options = options;
  return test.Run();
}

TEST(RobustnessShapeOperators, Case37Pad) {
  for (BuiltinOperator op : {BuiltinOperator::kPad, BuiltinOperator::kPadv2}) {
    const auto pad = [&](const std::vector<int32_t>& paddings) {
      OpTest test(op);
      test.Input<float>({2, 3}, std::vector<float>(6));
      test.Constant<int32_t>({static_cast<int32_t>(paddings.size() / 2), 2}, paddings);
      if (op == BuiltinOperator::kPadv2) test.Constant<float>({1}, {7});
      test.Output<float>({1});
      return test.Run();
    };
    ExpectRuns(pad({1, 0, 0, 2}));
    ExpectInvalid(pad({-1, 0, 0, 0}), "padding -1 is not in [0, 2^31)");
    ExpectInvalid(pad({0, 0, kMinInt, 0}), "padding -2147483648 is not in [0, 2^31)");
    ExpectInvalid(pad({kMaxInt, kMaxInt, 0, 0}), "makes a dimension of 4294967296");
    ExpectRefused(pad({1 << 30, 0, 1 << 30, 0}), StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");
    ExpectInvalid(pad({0, 0}), "has the shape [1, 2]; expected 4 elements");
  }
}

TEST(RobustnessShapeOperators, Case38MirrorPad) {
  model::MirrorPadOptions reflect, symmetric;
  symmetric.mode = model::MirrorPadMode::kSymmetric;
  ExpectRuns(RunPaddings(BuiltinOperator::kMirrorPad, {1, 1, 2, 2}, reflect));
  ExpectRuns(RunPaddings(BuiltinOperator::kMirrorPad, {2, 2, 3, 3}, symmetric));
  ExpectInvalid(RunPaddings(BuiltinOperator::kMirrorPad, {2, 0, 0, 0}, reflect), "padding 2 of dimension 0 is not in [0, 1]");
  ExpectInvalid(RunPaddings(BuiltinOperator::kMirrorPad, {0, 0, 0, 4}, symmetric), "padding 4 of dimension 1 is not in [0, 3]");
  ExpectInvalid(RunPaddings(BuiltinOperator::kMirrorPad, {kMinInt, kMaxInt, 0, 0}, symmetric), "is not in [0, 2]");
}

TEST(RobustnessShapeOperators, Case39GatherAndGatherNd) {
  const auto gather = [](int32_t index, int32_t axis = 0, int32_t batch_dims = 0) {
    return RunLists(BuiltinOperator::kGather, {2, 3}, {{index, 0}}, model::GatherOptions{axis, batch_dims});
  };
  ExpectRuns(gather(1));
  for (int32_t bad : {-1, 2, kMaxInt, kMinInt}) {
    ExpectRefused(gather(bad), StatusCode::kRuntimeError, "index " + std::to_string(bad) + " is outside of [0, 2)");
  }
  ExpectInvalid(gather(0, 2), "axis 2 is outside of rank 2");
  ExpectInvalid(gather(0, kMinInt), "axis -2147483648 is outside of rank 2");
  ExpectInvalid(gather(0, 1, 2), "batch_dims 2 does not fit");
  ExpectInvalid(gather(0, 0, kMaxInt), "batch_dims 2147483647 does not fit");
  ExpectInvalid(gather(0, 0, kMinInt), "batch_dims -2147483648 does not fit");
  const auto gather_nd = [](const std::vector<int32_t>& index) { return RunLists(BuiltinOperator::kGatherNd, {2, 3}, {index}); };
  ExpectRuns(gather_nd({1, 2}));
  for (int32_t bad : {-1, 3, kMaxInt, kMinInt}) {
    ExpectRefused(gather_nd({0, bad}), StatusCode::kRuntimeError, "index " + std::to_string(bad) + " is outside of [0, 3) in dimension 1");
  }
  ExpectInvalid(gather_nd({0, 0, 0}), "have 3 coordinates");
}

// CVE-2022-35939
TEST(RobustnessShapeOperators, Case40ScatterNd) {
  const auto scatter = [](const std::vector<int32_t>& index, const std::vector<int32_t>& shape, bool constant) {
    OpTest test(BuiltinOperator::kScatterNd);
    const std::vector<int32_t> dims = {1, static_cast<int32_t>(index.size())};
    constant ? test.Constant<int32_t>(dims, index) : test.Input<int32_t>(dims, index);
    test.Input<float>({1}, {5});
    test.Constant<int32_t>({static_cast<int32_t>(shape.size())}, shape);
    test.Output<float>({1});
    return test.Run();
  };
  for (const bool constant : {false, true}) {
    ExpectRuns(scatter({1, 2}, {2, 3}, constant));
    for (int32_t bad : {-1, 3, kMaxInt, kMinInt}) {
      ExpectRefused(scatter({1, bad}, {2, 3}, constant), StatusCode::kRuntimeError, "is outside of [0, 3) in dimension 1");
    }
    ExpectRefused(scatter({65535, 65535}, {65536, 65536}, constant), StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");
    ExpectInvalid(scatter({1, 2}, {-2, 3}, constant), "makes a dimension of -2");
    ExpectInvalid(scatter({1, 2, 3}, {2, 3}, constant), "do not fit the shape [2, 3]");
  }
}

// CVE-2020-15212, CVE-2020-15213, CVE-2020-15214
TEST(RobustnessShapeOperators, Case41SegmentIds) {
  const auto segments = [](const std::vector<int32_t>& ids) { return RunLists(BuiltinOperator::kSegmentSum, {3, 2}, {ids}); };
  ExpectRuns(segments({0, 0, 1}));
  for (const std::vector<int32_t>& ids :
       {std::vector<int32_t>{-1, 0, 0}, {0, 1, 0}, {0, 1, kMaxInt}, {kMinInt, 0, 1}, {1 << 30, 1 << 30, 1 << 30}}) {
    ExpectRefused(segments(ids), StatusCode::kRuntimeError, "expected ids that start at 0 and grow by at most 1");
  }
  ExpectInvalid(segments({0, 0}), "has 2 segment ids for 3 slices");
}

TEST(RobustnessShapeOperators, Case42ConcatenationAndSplit) {
  const auto concatenate = [](int32_t axis, std::vector<int32_t> other) {
    OpTest test(BuiltinOperator::kConcatenation);
    test.Input<float>({2, 3}, std::vector<float>(6));
    test.Input<float>(other, std::vector<float>(static_cast<size_t>(other[0]) * static_cast<size_t>(other[1])));
    test.Output<float>({1});
    test.Options(model::ConcatenationOptions{axis, model::ActivationFunctionType::kNone});
    return test.Run();
  };
  ExpectRuns(concatenate(-1, {2, 4}));
  ExpectInvalid(concatenate(2, {2, 3}), "axis 2 is outside of rank 2");
  ExpectInvalid(concatenate(kMinInt, {2, 3}), "axis -2147483648 is outside of rank 2");
  ExpectInvalid(concatenate(0, {2, 4}), "they may differ only along axis 0");

  const auto split = [](int32_t axis, int32_t parts) {
    OpTest test(BuiltinOperator::kSplit);
    test.Constant<int32_t>({}, {axis});
    test.Input<float>({2, 3}, std::vector<float>(6));
    for (int i = 0; i < 3; ++i) test.Output<float>({1});
    test.Options(model::SplitOptions{parts});
    return test.Run();
  };
  ExpectRuns(split(1, 3));
  ExpectInvalid(split(0, 3), "cannot split axis 0 of shape [2, 3] into 3 equal parts");
  ExpectInvalid(split(7, 3), "axis 7 is outside of rank 2");
  for (int32_t parts : {0, 2, -1, kMaxInt}) ExpectInvalid(split(1, parts), "has 3 outputs; option num_splits is " + std::to_string(parts));

  const auto split_v = [](const std::vector<int32_t>& sizes) {
    OpTest test(BuiltinOperator::kSplitV);
    test.Input<float>({2, 3}, std::vector<float>(6));
    test.Constant<int32_t>({2}, sizes);
    test.Constant<int32_t>({}, {1});
    for (int i = 0; i < 2; ++i) test.Output<float>({1});
    test.Options(model::SplitVOptions{2});
    return test.Run();
  };
  ExpectRuns(split_v({1, -1}));
  ExpectInvalid(split_v({1, 1}), "the part sizes leave 1 of 3");
  ExpectInvalid(split_v({kMaxInt, kMaxInt}), "part size 2147483647 does not fit");
  ExpectInvalid(split_v({-1, -1}), "");
  ExpectInvalid(split_v({kMinInt, 3}), "");
}

TEST(RobustnessShapeOperators, Case43TileMultiples) {
  const auto tile = [](const std::vector<int32_t>& multiples) { return RunLists(BuiltinOperator::kTile, {2, 3}, {multiples}); };
  ExpectRuns(tile({0, kMaxInt / 3}));
  ExpectInvalid(tile({-1, 1}), "multiple -1 is not in [0, 2^31)");
  ExpectInvalid(tile({kMaxInt, 1}), "makes a dimension of 4294967294");
  ExpectRefused(tile({1 << 15, 1 << 15}), StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");
}

TEST(RobustnessShapeOperators, Case44BroadcastToALowerRank) {
  const auto broadcast = [](const std::vector<int32_t>& to) { return RunLists(BuiltinOperator::kBroadcastTo, {2, 3}, {to}); };
  ExpectRuns(broadcast({4, 2, 3}));
  ExpectInvalid(broadcast({3}), "cannot broadcast [2, 3] to [3]");
  ExpectInvalid(broadcast({2, -3}), "makes a dimension of -3");
  ExpectRefused(broadcast(std::vector<int32_t>(9, 3)), StatusCode::kUnsupported, "at most 8");
}

TEST(RobustnessShapeOperators, Case45TopK) {
  for (const bool constant : {false, true}) {
    const auto top = [&](int32_t k) {
      OpTest test(BuiltinOperator::kTopkV2);
      test.Input<float>({2, 3}, std::vector<float>(6));
      constant ? test.Constant<int32_t>({}, {k}) : test.Input<int32_t>({}, {k});
      test.Output<float>({1});
      test.Output<int32_t>({1});
      return test.Run();
    };
    ExpectRuns(top(3));
    for (int32_t bad : {-1, 4, kMaxInt, kMinInt}) ExpectInvalid(top(bad), "k is " + std::to_string(bad) + " for rows of 3 elements");
  }
}

TEST(RobustnessShapeOperators, Case46OneHotDepth) {
  for (const bool constant : {false, true}) {
    const auto one_hot = [&](int32_t depth, int32_t axis = -1) {
      OpTest test(BuiltinOperator::kOneHot);
      test.Input<int32_t>({2}, {0, kMaxInt});
      constant ? test.Constant<int32_t>({}, {depth}) : test.Input<int32_t>({}, {depth});
      test.Input<float>({}, {1});
      test.Input<float>({}, {0});
      test.Output<float>({1});
      test.Options(model::OneHotOptions{axis});
      return test.Run();
    };
    ExpectRuns(one_hot(3));
    ExpectInvalid(one_hot(-1), "makes a dimension of -1");
    ExpectInvalid(one_hot(kMinInt), "makes a dimension of -2147483648");
    ExpectRefused(one_hot(kMaxInt), StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");
    ExpectInvalid(one_hot(3, 7), "axis 7 is outside of rank 2");
  }
}

TEST(RobustnessShapeOperators, Case47RangeAndFill) {
  for (const bool constant : {false, true}) {
    const auto range = [&](int32_t start, int32_t limit, int32_t delta) {
      OpTest test(BuiltinOperator::kRange);
      for (int32_t v : {start, limit, delta}) constant ? test.Constant<int32_t>({}, {v}) : test.Input<int32_t>({}, {v});
      test.Output<int32_t>({1});
      return test.Run();
    };
    ExpectRuns(range(0, 10, 3));
    ExpectRefused(range(0, 10, 0), StatusCode::kRuntimeError, "delta is 0 or leads away from limit");
    ExpectRefused(range(0, 10, -1), StatusCode::kRuntimeError, "delta is 0 or leads away from limit");
    ExpectRefused(range(kMinInt, kMaxInt, 1), StatusCode::kLimitExceeded, "makes more than 2^31 - 1 numbers");
    ExpectRefused(range(0, kMaxInt, 1), StatusCode::kLimitExceeded, "does not fit into Limits::max_bytes");

    const auto fill = [&](const std::vector<int32_t>& dims) {
      OpTest test(BuiltinOperator::kFill);
      const std::vector<int32_t> shape = {static_cast<int32_t>(dims.size())};
      constant ? test.Constant<int32_t>(shape, dims) : test.Input<int32_t>(shape, dims);
      test.Input<float>({}, {1});
      test.Output<float>({1});
      return test.Run();
    };
    ExpectRuns(fill({2, 0}));
    ExpectInvalid(fill({2, -1}), "makes a dimension of -1");
    ExpectRefused(fill({kMaxInt, kMaxInt, kMaxInt}), StatusCode::kLimitExceeded, "Limits::max_bytes");
    ExpectRefused(fill({1 << 15, 1 << 15}), StatusCode::kLimitExceeded, "Limits::max_bytes");
  }
}

TEST(RobustnessShapeOperators, Case48ResizeToNothingOrEverything) {
  for (BuiltinOperator op : {BuiltinOperator::kResizeBilinear, BuiltinOperator::kResizeNearestNeighbor}) {
    const auto resize = [&](const std::vector<int32_t>& size) { return RunLists(op, {1, 2, 2, 1}, {size}); };
    ExpectRuns(resize({3, 5}));
    for (const std::vector<int32_t>& bad : {std::vector<int32_t>{0, 4}, {-1, 4}, {kMinInt, kMinInt}}) {
      const Status status = resize(bad);
      EXPECT_TRUE(status.ok() ? bad[0] == 0 : status.code() == StatusCode::kInvalidModel) << status.message();
    }
    ExpectRefused(resize({kMaxInt, kMaxInt}), StatusCode::kLimitExceeded, "Limits::max_bytes");
    ExpectInvalid(resize({4}), "expected 2 elements");
  }
}

TEST(RobustnessShapeOperators, Case49TransposePermutation) {
  const auto transpose = [](const std::vector<int32_t>& perm) { return RunLists(BuiltinOperator::kTranspose, {2, 3}, {perm}); };
  ExpectRuns(transpose({1, 0}));
  ExpectInvalid(transpose({1, 1}), "perm names dimension 1 twice");
  ExpectInvalid(transpose({0, 2}), "axis 2 is outside of rank 2");
  ExpectInvalid(transpose({0, kMinInt}), "axis -2147483648 is outside of rank 2");
  ExpectInvalid(transpose({0}), "expected 2 elements");
}

}  // namespace
}  // namespace goldcrest
