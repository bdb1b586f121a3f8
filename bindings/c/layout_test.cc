// The layouts of the C structures are an interface with programs built elsewhere: every size and offset is fixed.
#include <gtest/gtest.h>

#include <cstddef>

#include "tensorflow/lite/c/builtin_op_data.h"
#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/delegates/external/external_delegate.h"
#include "tensorflow/lite/delegates/gpu/delegate.h"
#include "tensorflow/lite/delegates/nnapi/nnapi_delegate_c_api.h"
#include "tensorflow/lite/delegates/xnnpack/xnnpack_delegate.h"
#include "tensorflow/lite/profiling/telemetry/c/profiler.h"

namespace {

#if defined(__LP64__)

#define EXPECT_SIZE(type, bytes) static_assert(sizeof(type) == (bytes), #type)
#define EXPECT_AT(type, member, offset) static_assert(offsetof(type, member) == (offset), #type "." #member)

EXPECT_SIZE(TfLiteQuantizationParams, 8);
EXPECT_SIZE(TfLiteIntArray, 4);
EXPECT_SIZE(TfLiteFloatArray, 4);
EXPECT_SIZE(TfLiteQuantization, 16);
EXPECT_AT(TfLiteQuantization, params, 8);
EXPECT_SIZE(TfLiteAffineQuantization, 24);
EXPECT_AT(TfLiteAffineQuantization, zero_point, 8);
EXPECT_AT(TfLiteAffineQuantization, quantized_dimension, 16);
EXPECT_SIZE(TfLitePtrUnion, 8);
EXPECT_SIZE(TfLiteTensor, 112);
EXPECT_AT(TfLiteTensor, data, 8);
EXPECT_AT(TfLiteTensor, dims, 16);
EXPECT_AT(TfLiteTensor, params, 24);
EXPECT_AT(TfLiteTensor, allocation_type, 32);
EXPECT_AT(TfLiteTensor, bytes, 40);
EXPECT_AT(TfLiteTensor, allocation, 48);
EXPECT_AT(TfLiteTensor, name, 56);
EXPECT_AT(TfLiteTensor, delegate, 64);
EXPECT_AT(TfLiteTensor, buffer_handle, 72);
EXPECT_AT(TfLiteTensor, data_is_stale, 76);
EXPECT_AT(TfLiteTensor, is_variable, 77);
EXPECT_AT(TfLiteTensor, quantization, 80);
EXPECT_AT(TfLiteTensor, sparsity, 96);
EXPECT_AT(TfLiteTensor, dims_signature, 104);
EXPECT_SIZE(TfLiteNode, 80);
EXPECT_AT(TfLiteNode, temporaries, 24);
EXPECT_AT(TfLiteNode, user_data, 32);
EXPECT_AT(TfLiteNode, builtin_data, 40);
EXPECT_AT(TfLiteNode, custom_initial_data, 48);
EXPECT_AT(TfLiteNode, custom_initial_data_size, 56);
EXPECT_AT(TfLiteNode, delegate, 64);
EXPECT_AT(TfLiteNode, might_have_side_effect, 72);
EXPECT_SIZE(TfLiteEvalTensor, 24);
EXPECT_SIZE(TfLiteDimensionMetadata, 24);
EXPECT_SIZE(TfLiteSparsity, 32);
EXPECT_SIZE(TfLiteCustomAllocation, 16);
EXPECT_SIZE(TfLiteExternalContext, 16);
EXPECT_SIZE(TfLiteContext, 200);
EXPECT_AT(TfLiteContext, GetExecutionPlan, 8);
EXPECT_AT(TfLiteContext, tensors, 16);
EXPECT_AT(TfLiteContext, impl_, 24);
EXPECT_AT(TfLiteContext, ResizeTensor, 32);
EXPECT_AT(TfLiteContext, ReportError, 40);
EXPECT_AT(TfLiteContext, AddTensors, 48);
EXPECT_AT(TfLiteContext, GetNodeAndRegistration, 56);
EXPECT_AT(TfLiteContext, ReplaceNodeSubsetsWithDelegateKernels, 64);
EXPECT_AT(TfLiteContext, recommended_num_threads, 72);
EXPECT_AT(TfLiteContext, GetExternalContext, 80);
EXPECT_AT(TfLiteContext, allow_fp32_relax_to_fp16, 96);
EXPECT_AT(TfLiteContext, profiler, 104);
EXPECT_AT(TfLiteContext, AllocatePersistentBuffer, 112);
EXPECT_AT(TfLiteContext, GetScratchBuffer, 136);
EXPECT_AT(TfLiteContext, ResizeTensorExplicit, 144);
EXPECT_AT(TfLiteContext, PreviewDelegatePartitioning, 152);
EXPECT_AT(TfLiteContext, GetTensor, 160);
EXPECT_AT(TfLiteContext, GetModelMetadata, 176);
EXPECT_AT(TfLiteContext, ReleaseSubgraphContext, 192);
EXPECT_SIZE(TfLiteRegistration, 88);
EXPECT_SIZE(TfLiteRegistration_V1, 64);
EXPECT_SIZE(TfLiteRegistration_V2, 72);
EXPECT_SIZE(TfLiteRegistration_V3, 80);
EXPECT_AT(TfLiteRegistration, profiling_string, 32);
EXPECT_AT(TfLiteRegistration, builtin_code, 40);
EXPECT_AT(TfLiteRegistration, custom_name, 48);
EXPECT_AT(TfLiteRegistration, version, 56);
EXPECT_AT(TfLiteRegistration, registration_external, 64);
EXPECT_AT(TfLiteRegistration, async_kernel, 72);
EXPECT_AT(TfLiteRegistration, inplace_operator, 80);
EXPECT_SIZE(TfLiteDelegate, 56);
EXPECT_AT(TfLiteDelegate, flags, 40);
EXPECT_AT(TfLiteDelegate, opaque_delegate_builder, 48);
EXPECT_SIZE(TfLiteOpaqueDelegateBuilder, 48);
EXPECT_SIZE(TfLiteDelegateParams, 32);
EXPECT_SIZE(TfLiteOpaqueDelegateParams, 40);

EXPECT_AT(TfLiteDelegate, Prepare, 8);
EXPECT_AT(TfLiteDelegate, CopyFromBufferHandle, 16);
EXPECT_AT(TfLiteDelegate, FreeBufferHandle, 32);
EXPECT_AT(TfLiteOpaqueDelegateBuilder, Prepare, 8);
EXPECT_AT(TfLiteOpaqueDelegateBuilder, flags, 40);
EXPECT_AT(TfLiteDelegateParams, nodes_to_replace, 8);
EXPECT_AT(TfLiteDelegateParams, output_tensors, 24);
EXPECT_AT(TfLiteOpaqueDelegateParams, delegate_data, 8);
EXPECT_AT(TfLiteOpaqueDelegateParams, nodes_to_replace, 16);
EXPECT_AT(TfLiteOpaqueDelegateParams, output_tensors, 32);
EXPECT_SIZE(TfLiteBlockwiseQuantization, 16);
EXPECT_SIZE(TfLiteMultiAxisQuantization, 24);
EXPECT_AT(TfLiteMultiAxisQuantization, quantized_dimensions, 16);
EXPECT_SIZE(TfLiteAllocator, 32);
EXPECT_AT(TfLiteAllocator, deallocate, 24);
EXPECT_SIZE(TfLiteComplex64, 8);
EXPECT_SIZE(TfLiteComplex128, 16);
EXPECT_SIZE(TfLiteFloat16, 2);
EXPECT_SIZE(TfLiteBFloat16, 2);
EXPECT_SIZE(TfLiteXNNPackDelegateOptions, 32);
EXPECT_AT(TfLiteXNNPackDelegateOptions, flags, 4);
EXPECT_AT(TfLiteXNNPackDelegateOptions, weights_cache, 8);
EXPECT_AT(TfLiteXNNPackDelegateOptions, handle_variable_ops, 16);
EXPECT_AT(TfLiteXNNPackDelegateOptions, weight_cache_file_path, 24);
EXPECT_SIZE(TfLiteExternalDelegateOptions, 4120);
EXPECT_AT(TfLiteExternalDelegateOptions, count, 8);
EXPECT_AT(TfLiteExternalDelegateOptions, keys, 16);
EXPECT_AT(TfLiteExternalDelegateOptions, values, 2064);
EXPECT_AT(TfLiteExternalDelegateOptions, insert, 4112);
EXPECT_SIZE(TfLiteGpuDelegateOptionsV2, 56);
EXPECT_AT(TfLiteGpuDelegateOptionsV2, experimental_flags, 24);
EXPECT_AT(TfLiteGpuDelegateOptionsV2, max_delegated_partitions, 32);
EXPECT_AT(TfLiteGpuDelegateOptionsV2, serialization_dir, 40);
EXPECT_SIZE(TfLiteNnapiDelegateOptions, 56);
EXPECT_AT(TfLiteNnapiDelegateOptions, accelerator_name, 8);
EXPECT_AT(TfLiteNnapiDelegateOptions, disallow_nnapi_cpu, 32);
EXPECT_AT(TfLiteNnapiDelegateOptions, nnapi_support_library_handle, 48);
EXPECT_SIZE(TfLiteTelemetryProfilerStruct, 56);
EXPECT_AT(TfLiteTelemetryProfilerStruct, ReportSettings, 24);
EXPECT_AT(TfLiteTelemetryProfilerStruct, ReportOpInvokeEvent, 48);
EXPECT_SIZE(TfLiteTelemetrySettings, 16);

EXPECT_SIZE(TfLiteAddParams, 8);
EXPECT_SIZE(TfLiteConvParams, 28);
EXPECT_SIZE(TfLiteDepthwiseConvParams, 28);
EXPECT_SIZE(TfLitePoolParams, 40);
EXPECT_SIZE(TfLiteFullyConnectedParams, 16);
EXPECT_SIZE(TfLiteSoftmaxParams, 4);
EXPECT_SIZE(TfLiteConcatenationParams, 8);
EXPECT_SIZE(TfLiteReshapeParams, 36);
EXPECT_SIZE(TfLiteSubParams, 8);
EXPECT_SIZE(TfLiteMulParams, 4);
EXPECT_SIZE(TfLiteL2NormParams, 4);
EXPECT_SIZE(TfLiteTransposeConvParams, 20);
EXPECT_SIZE(TfLiteBatchMatMulParams, 3);
EXPECT_SIZE(TfLiteStridedSliceParams, 24);
EXPECT_SIZE(TfLiteSqueezeParams, 36);
EXPECT_SIZE(TfLiteGatherParams, 8);
EXPECT_SIZE(TfLiteReducerParams, 1);
EXPECT_SIZE(TfLitePackParams, 8);
EXPECT_SIZE(TfLiteUnpackParams, 8);
EXPECT_SIZE(TfLiteCastParams, 8);
EXPECT_SIZE(TfLiteResizeBilinearParams, 2);
EXPECT_SIZE(TfLiteCumsumParams, 2);
EXPECT_SIZE(TfLiteSVDFParams, 12);
EXPECT_SIZE(TfLiteLSTMParams, 20);
EXPECT_SIZE(TfLiteUnidirectionalSequenceLSTMParams, 16);
EXPECT_SIZE(TfLiteDivParams, 4);
EXPECT_SIZE(TfLiteSplitParams, 4);
EXPECT_SIZE(TfLiteSplitVParams, 4);
EXPECT_SIZE(TfLiteArgMaxParams, 4);
EXPECT_SIZE(TfLiteArgMinParams, 4);
EXPECT_SIZE(TfLiteShapeParams, 4);
EXPECT_SIZE(TfLiteLeakyReluParams, 4);
EXPECT_SIZE(TfLiteMirrorPaddingParams, 4);
EXPECT_SIZE(TfLiteDepthToSpaceParams, 4);
EXPECT_SIZE(TfLiteSpaceToDepthParams, 4);
EXPECT_SIZE(TfLiteResizeNearestNeighborParams, 2);
EXPECT_SIZE(TfLiteWhileParams, 8);
EXPECT_SIZE(TfLiteCallOnceParams, 4);
EXPECT_SIZE(TfLiteIfParams, 8);
EXPECT_SIZE(TfLiteVarHandleParams, 16);
EXPECT_SIZE(TfLiteStablehloPadParams, 192);
EXPECT_SIZE(TfLiteStablehloCaseParams, 84);
EXPECT_SIZE(TfLiteStablehloGatherParams, 296);
EXPECT_SIZE(TfLiteStablehloScatterParams, 240);
EXPECT_SIZE(TfLiteStablehloReduceWindowParams, 392);
EXPECT_SIZE(TfLiteStablehloCompositeParams, 32);
EXPECT_SIZE(TfLiteStablehloRngBitGeneratorParams, 4);

#endif

TEST(CLayoutTest, NumbersOfTheInterface) {
  EXPECT_EQ(kTfLiteUnresolvedOps, 7);
  EXPECT_EQ(kTfLiteCancelled, 8);
  EXPECT_EQ(kTfLiteBFloat16, 19);
  EXPECT_EQ(kTfLiteBuiltinCustom, 32);
  EXPECT_EQ(kTfLiteBuiltinDilate, 203);
  EXPECT_EQ(kTfLiteBuiltinStablehloCase, 209);
  EXPECT_EQ(kTfLiteActSigmoid, 6);
}

}  // namespace
