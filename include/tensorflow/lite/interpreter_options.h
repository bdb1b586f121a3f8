// InterpreterOptions: settings for interpreters.
#ifndef GOLDCREST_TENSORFLOW_LITE_INTERPRETER_OPTIONS_H_
#define GOLDCREST_TENSORFLOW_LITE_INTERPRETER_OPTIONS_H_

namespace tflite {

// SetPreserveAllTensors counts; the others are kept for compatibility, because the library plans memory and runs delegates its own way.
class InterpreterOptions {
 public:
  // True: every tensor keeps its value after a run, to be looked at; costs memory and speed.
  void SetPreserveAllTensors(bool value = true) { preserve_all_tensors_ = value; }
  bool GetPreserveAllTensors() const { return preserve_all_tensors_; }

  void SetEnsureDynamicTensorsAreReleased(bool value = true) { ensure_dynamic_tensors_are_released_ = value; }
  bool GetEnsureDynamicTensorsAreReleased() const { return ensure_dynamic_tensors_are_released_; }
  void OptimizeMemoryForLargeTensors(int large_tensors_threshold_in_bytes) {
    if (large_tensors_threshold_in_bytes > 0) dynamic_allocation_for_large_tensors_ = large_tensors_threshold_in_bytes;
  }
  void SetDynamicAllocationForLargeTensors(int value) { dynamic_allocation_for_large_tensors_ = value; }
  int GetDynamicAllocationForLargeTensors() const { return dynamic_allocation_for_large_tensors_; }
  void SetDisableDelegateClustering(bool value = true) { disable_delegate_clustering_ = value; }
  bool GetDisableDelegateClustering() const { return disable_delegate_clustering_; }
  void SetCacheConstantCastOp(bool value) { cache_constant_cast_op_ = value; }
  bool GetCacheConstantCastOp() const { return cache_constant_cast_op_; }
  void SetUseSignatureTensorNames(bool value) { use_signature_tensor_names_ = value; }
  bool GetUseSignatureTensorNames() const { return use_signature_tensor_names_; }
  void SetShloCompositeInlining(bool value) { shlo_composite_inlining_ = value; }
  bool GetShloCompositeInlining() const { return shlo_composite_inlining_; }

 private:
  bool preserve_all_tensors_ = false;
  bool ensure_dynamic_tensors_are_released_ = false;
  int dynamic_allocation_for_large_tensors_ = 0;
  bool disable_delegate_clustering_ = false;
  bool cache_constant_cast_op_ = false;
  bool use_signature_tensor_names_ = false;
  bool shlo_composite_inlining_ = false;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_INTERPRETER_OPTIONS_H_
