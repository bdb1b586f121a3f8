/* The C API from plain C99, linked with libtensorflowlite_c.so as a client would.
 *
 *   c_api_test DIRECTORY PLUGIN     DIRECTORY holds the models that make_models writes, PLUGIN is the library of add_plugin.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/lite/c/builtin_op_data.h"
#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/c/c_api_opaque.h"
#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/async/c/async_signature_runner.h"
#include "tensorflow/lite/delegates/external/external_delegate.h"

static int failures = 0;

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                                               \
    }                                                                           \
  } while (0)

static const char* directory;

static const char* PathOf(const char* name) {
  static char path[4096];
  snprintf(path, sizeof(path), "%s/%s", directory, name);
  return path;
}

/* Everything that the reporter was told, a line each. */
typedef struct {
  char text[8192];
} Log;

static void Record(void* user_data, const char* format, va_list args) {
  Log* log = (Log*)user_data;
  const size_t used = strlen(log->text);
  vsnprintf(log->text + used, sizeof(log->text) - used - 2, format, args);
  strcat(log->text, "\n");
}

static int Said(const Log* log, const char* part) { return strstr(log->text, part) != NULL; }

static TfLiteInterpreter* Open(const char* name, TfLiteInterpreterOptions* options) {
  TfLiteModel* model = TfLiteModelCreateFromFile(PathOf(name));
  CHECK(model != NULL);
  TfLiteInterpreter* interpreter = TfLiteInterpreterCreate(model, options);
  TfLiteModelDelete(model); /* the interpreter holds what it needs */
  return interpreter;
}

static void TestVersions(void) {
  CHECK(strcmp(TfLiteVersion(), "2.19.0") == 0);
  CHECK(strcmp(TfLiteExtensionApisVersion(), "2.19.0") == 0);
  CHECK(TfLiteSchemaVersion() == 3);
}

static void TestRuns(void) {
  TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
  CHECK(TfLiteInterpreterOptionsGetNumThreads(options) == -1);
  TfLiteInterpreterOptionsSetNumThreads(options, 2);
  TfLiteInterpreterOptions* copy = TfLiteInterpreterOptionsCopy(options);
  TfLiteInterpreterOptionsDelete(options);
  TfLiteInterpreter* interpreter = Open("tiny.tflite", copy);
  TfLiteInterpreterOptionsDelete(copy);
  CHECK(interpreter != NULL);
  CHECK(TfLiteInterpreterGetInputTensorCount(interpreter) == 1);
  CHECK(TfLiteInterpreterGetOutputTensorCount(interpreter) == 2);
  CHECK(TfLiteInterpreterInputTensorIndices(interpreter)[0] == TfLiteInterpreterGetInputTensorIndex(interpreter, 0));

  TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter, 0);
  CHECK(TfLiteTensorType(x) == kTfLiteFloat32);
  CHECK(strcmp(TfLiteTensorName(x), "x") == 0);
  CHECK(TfLiteTensorNumDims(x) == 2 && TfLiteTensorDim(x, 0) == 1 && TfLiteTensorDim(x, 1) == 4);
  CHECK(TfLiteTensorByteSize(x) == 16);
  CHECK(TfLiteTensorData(x) == NULL); /* not allocated yet */
  CHECK(x->dims_signature->size == 2 && x->dims_signature->data[0] == -1);

  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  CHECK(x == TfLiteInterpreterGetInputTensor(interpreter, 0));
  CHECK(TfLiteTensorData(x) != NULL);
  const float in[4] = {-1, 2, -3, 4};
  CHECK(TfLiteTensorCopyFromBuffer(x, in, sizeof(in)) == kTfLiteOk);
  CHECK(TfLiteTensorCopyFromBuffer(x, in, sizeof(in) - 1) == kTfLiteError);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  float out[4] = {9, 9, 9, 9};
  const TfLiteTensor* z = TfLiteInterpreterGetOutputTensor(interpreter, 0);
  CHECK(TfLiteTensorCopyToBuffer(z, out, sizeof(out)) == kTfLiteOk);
  CHECK(out[0] == 0 && out[1] == 2 && out[2] == 0 && out[3] == 4);
  CHECK(TfLiteTensorCopyToBuffer(z, out, sizeof(out) + 4) == kTfLiteError);
  CHECK(TfLiteInterpreterGetTensor(interpreter, TfLiteInterpreterGetOutputTensorIndex(interpreter, 0)) == z);
  CHECK(TfLiteInterpreterGetTensor(interpreter, 1000) == NULL);
  CHECK(TfLiteInterpreterGetTensor(interpreter, -1) == NULL);
  TfLiteInterpreterDelete(interpreter);
}

static void TestResizes(void) {
  TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
  Log log = {{0}};
  TfLiteInterpreterOptionsSetErrorReporter(options, Record, &log);
  TfLiteInterpreter* interpreter = Open("tiny.tflite", options);
  TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter, 0);
  const TfLiteTensor* z = TfLiteInterpreterGetOutputTensor(interpreter, 0);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteError);
  CHECK(Said(&log, "Invoke called on model that is not ready."));
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  const int dims[2] = {3, 4};
  CHECK(TfLiteInterpreterResizeInputTensor(interpreter, 0, dims, 2) == kTfLiteOk);
  CHECK(TfLiteTensorDim(x, 0) == 3 && TfLiteTensorByteSize(x) == 48 && TfLiteTensorData(x) == NULL);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteError);
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  for (int i = 0; i < 12; ++i) ((float*)TfLiteTensorData(x))[i] = (float)i;
  CHECK(TfLiteInterpreterResizeInputTensor(interpreter, 0, dims, 2) == kTfLiteOk); /* the same: still ready */
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  CHECK(TfLiteTensorDim(z, 0) == 6 && TfLiteTensorDim(z, 1) == 2);
  CHECK(((const float*)TfLiteTensorData(z))[11] == 11);
  const int negative[2] = {-3, 4};
  log.text[0] = 0;
  CHECK(TfLiteInterpreterResizeInputTensor(interpreter, 0, negative, 2) == kTfLiteError);
  CHECK(Said(&log, "BytesRequired number of elements overflowed"));
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  TfLiteInterpreterDelete(interpreter);
  TfLiteInterpreterOptionsDelete(options);
}

static void TestModels(void) {
  Log log = {{0}};
  CHECK(TfLiteModelCreateFromFileWithErrorReporter("/no/such/file", Record, &log) == NULL);
  CHECK(Said(&log, "Could not open '/no/such/file'.\nThe model allocation is null/empty"));
  log.text[0] = 0;
  CHECK(TfLiteModelCreateFromFileWithErrorReporter(NULL, Record, &log) == NULL);
  CHECK(strcmp(log.text, "The model allocation is null/empty\n") == 0);
  log.text[0] = 0;
  CHECK(TfLiteModelCreateWithErrorReporter("this is no model", 16, Record, &log) == NULL);
  CHECK(Said(&log, "not a valid Flatbuffer buffer"));
  log.text[0] = 0;
  CHECK(TfLiteModelCreateWithErrorReporter(NULL, 0, Record, &log) == NULL);
  CHECK(Said(&log, "allocation is null/empty"));
  TfLiteModelDelete(NULL);
  TfLiteInterpreterDelete(NULL);
  TfLiteInterpreterOptionsDelete(NULL);
  TfLiteSignatureRunnerDelete(NULL);
  CHECK(TfLiteInterpreterCreate(NULL, NULL) == NULL);

  TfLiteModel* none = TfLiteModelCreateFromFile(PathOf("no_subgraphs.tflite"));
  TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
  log.text[0] = 0;
  TfLiteInterpreterOptionsSetErrorReporter(options, Record, &log);
  CHECK(none != NULL);
  CHECK(TfLiteInterpreterCreate(none, options) == NULL);
  CHECK(Said(&log, "No subgraph in the model."));
  TfLiteModelDelete(none);
  TfLiteInterpreterOptionsDelete(options);

  /* From memory that is not aligned. */
  FILE* file = fopen(PathOf("tiny.tflite"), "rb");
  char* bytes = malloc(1 << 16);
  const size_t size = fread(bytes + 1, 1, (1 << 16) - 1, file);
  fclose(file);
  TfLiteModel* model = TfLiteModelCreate(bytes + 1, size);
  CHECK(model != NULL);
  TfLiteInterpreter* interpreter = TfLiteInterpreterCreate(model, NULL);
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  TfLiteInterpreterDelete(interpreter);
  TfLiteModelDelete(model);
  free(bytes);
}

static void TestSignatures(void) {
  TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
  Log log = {{0}};
  TfLiteInterpreterOptionsSetErrorReporter(options, Record, &log);
  TfLiteInterpreter* interpreter = Open("tiny.tflite", options);
  CHECK(TfLiteInterpreterGetSignatureCount(interpreter) == 1);
  CHECK(strcmp(TfLiteInterpreterGetSignatureKey(interpreter, 0), "serving_default") == 0);
  CHECK(TfLiteInterpreterGetSignatureKey(interpreter, 1) == NULL);
  CHECK(TfLiteInterpreterGetSignatureKey(interpreter, -1) == NULL);
  CHECK(TfLiteInterpreterGetSignatureRunner(interpreter, "other") == NULL);
  CHECK(TfLiteInterpreterGetSignatureRunner(interpreter, "") == NULL);
  CHECK(log.text[0] == 0);
  TfLiteSignatureRunner* runner = TfLiteInterpreterGetSignatureRunner(interpreter, NULL);
  CHECK(TfLiteSignatureRunnerGetInputCount(runner) == 1 && TfLiteSignatureRunnerGetOutputCount(runner) == 2);
  CHECK(strcmp(TfLiteSignatureRunnerGetInputName(runner, 0), "features") == 0);
  CHECK(strcmp(TfLiteSignatureRunnerGetOutputName(runner, 0), "halves") == 0);
  CHECK(strcmp(TfLiteSignatureRunnerGetOutputName(runner, 1), "positive") == 0);
  CHECK(TfLiteSignatureRunnerGetOutputName(runner, 2) == NULL);
  CHECK(TfLiteSignatureRunnerInvoke(runner) == kTfLiteError);
  CHECK(Said(&log, "not ready"));
  const int wrong[2] = {2, 5}, good[2] = {2, 4};
  CHECK(TfLiteSignatureRunnerResizeInputTensor(runner, "features", wrong, 2) == kTfLiteError);
  CHECK(TfLiteSignatureRunnerResizeInputTensor(runner, "features", good, 1) == kTfLiteError);
  CHECK(TfLiteSignatureRunnerResizeInputTensor(runner, "nothing", good, 2) == kTfLiteError);
  CHECK(Said(&log, "Input name nothing was not found"));
  CHECK(TfLiteSignatureRunnerResizeInputTensor(runner, "features", good, 2) == kTfLiteOk);
  CHECK(TfLiteSignatureRunnerAllocateTensors(runner) == kTfLiteOk);
  CHECK(TfLiteSignatureRunnerGetInputTensor(runner, "positive") == NULL);
  TfLiteTensor* in = TfLiteSignatureRunnerGetInputTensor(runner, "features");
  CHECK(in == TfLiteInterpreterGetInputTensor(interpreter, 0));
  for (int i = 0; i < 8; ++i) in->data.f[i] = (float)-i;
  in->data.f[7] = 7;
  CHECK(TfLiteSignatureRunnerInvoke(runner) == kTfLiteOk);
  const TfLiteTensor* out = TfLiteSignatureRunnerGetOutputTensor(runner, "positive");
  CHECK(out->data.f[6] == 0 && out->data.f[7] == 7);
  CHECK(TfLiteSignatureRunnerGetOutputTensor(runner, "nothing") == NULL);
  CHECK(Said(&log, "Output name nothing was not found"));
  TfLiteSignatureRunnerDelete(runner);
  TfLiteInterpreterDelete(interpreter);

  interpreter = Open("plain.tflite", options);
  CHECK(TfLiteInterpreterGetSignatureCount(interpreter) == 0);
  runner = TfLiteInterpreterGetSignatureRunner(interpreter, NULL);
  CHECK(strcmp(TfLiteSignatureRunnerGetInputName(runner, 0), "x") == 0);
  TfLiteSignatureRunnerDelete(runner);
  TfLiteInterpreterDelete(interpreter);
  TfLiteInterpreterOptionsDelete(options);
}

static void TestTensorFacts(void) {
  TfLiteInterpreter* interpreter = Open("plain.tflite", NULL);
  const TfLiteTensor* one = TfLiteInterpreterGetTensor(interpreter, 2);
  CHECK(TfLiteTensorQuantizationParams(one).scale == 0.5f && TfLiteTensorQuantizationParams(one).zero_point == -3);
  const TfLiteTensor* two = TfLiteInterpreterGetTensor(interpreter, 3);
  CHECK(two->params.scale == 0 && two->quantization.type == kTfLiteAffineQuantization);
  const TfLiteAffineQuantization* affine = (const TfLiteAffineQuantization*)two->quantization.params;
  CHECK(affine->scale->size == 2 && affine->scale->data[1] == 0.25f && affine->quantized_dimension == 1);
  CHECK(TfLiteInterpreterGetVariableTensorCount(interpreter) == 1);
  const TfLiteTensor* variable = TfLiteInterpreterGetVariableTensor(interpreter, 0);
  CHECK(variable->is_variable && variable->allocation_type == kTfLiteArenaRwPersistent);
  const TfLiteTensor* sparse = TfLiteInterpreterGetTensor(interpreter, 5);
  CHECK(sparse->allocation_type == kTfLiteMmapRo && sparse->sparsity != NULL && sparse->sparsity->dim_metadata_size == 2);
  CHECK(sparse->sparsity->dim_metadata[1].format == kTfLiteDimSparseCSR && sparse->sparsity->dim_metadata[1].array_indices->data[1] == 1);
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  CHECK(TfLiteInterpreterResetVariableTensors(interpreter) == kTfLiteOk);
  TfLiteInterpreterDelete(interpreter);
}

static void TestStrings(void) {
  TfLiteInterpreter* interpreter = Open("strings.tflite", NULL);
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  TfLiteOpaqueTensor* s = (TfLiteOpaqueTensor*)TfLiteInterpreterGetInputTensor(interpreter, 0);
  const TfLiteOpaqueTensor* t = (const TfLiteOpaqueTensor*)TfLiteInterpreterGetOutputTensor(interpreter, 0);
  const char* words[3] = {"one", "", "three"};
  const int lengths[3] = {3, 0, 5};
  CHECK(TfLiteOpaqueTensorWriteStrings(s, words, 2, lengths) == kTfLiteOk);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  CHECK(TfLiteOpaqueTensorGetStringCount(t) == 2);
  const char* text;
  int length;
  CHECK(TfLiteOpaqueTensorGetString(t, 0, &text, &length) == kTfLiteOk && length == 3 && memcmp(text, "one", 3) == 0);
  CHECK(TfLiteOpaqueTensorGetString(t, 2, &text, &length) == kTfLiteError);
  /* More strings than the input had: its shape follows. */
  CHECK(TfLiteOpaqueTensorWriteStrings(s, words, 3, lengths) == kTfLiteOk);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  CHECK(TfLiteOpaqueTensorGetStringCount(t) == 3 && TfLiteOpaqueTensorDim(t, 1) == 3);
  CHECK(TfLiteOpaqueTensorGetString(t, 2, &text, &length) == kTfLiteOk && length == 5 && memcmp(text, "three", 5) == 0);
  TfLiteInterpreterDelete(interpreter);

  /* Written before allocation. */
  interpreter = Open("strings.tflite", NULL);
  s = (TfLiteOpaqueTensor*)TfLiteInterpreterGetInputTensor(interpreter, 0);
  CHECK(TfLiteOpaqueTensorWriteString(s, "early", 5) == kTfLiteOk);
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  t = (const TfLiteOpaqueTensor*)TfLiteInterpreterGetOutputTensor(interpreter, 0);
  CHECK(TfLiteOpaqueTensorGetString(t, 0, &text, &length) == kTfLiteOk && length == 5);
  TfLiteInterpreterDelete(interpreter);
}

/* What a client can get wrong with delegates. */
static void TestDelegateMisuse(const char* plugin) {
  Log log = {""};
  TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
  TfLiteInterpreterOptionsSetErrorReporter(options, Record, &log);
  TfLiteInterpreter* interpreter = Open("sums.tflite", options);
  CHECK(TfLiteInterpreterModifyGraphWithDelegate(interpreter, NULL) == kTfLiteDelegateError);
  CHECK(Said(&log, "Null delegate."));
  TfLiteDelegate empty = TfLiteDelegateCreate(); /* without a Prepare */
  CHECK(TfLiteInterpreterModifyGraphWithDelegate(interpreter, &empty) == kTfLiteDelegateError);
  TfLiteBufferHandle handle = 7;
  TfLiteDelegate* holder = &empty;
  CHECK(TfLiteInterpreterGetBufferHandle(interpreter, -1, &handle, &holder) == kTfLiteError);
  CHECK(TfLiteInterpreterGetBufferHandle(interpreter, 0, &handle, &holder) == kTfLiteOk && handle == -1 && holder == NULL);
  CHECK(TfLiteInterpreterEnsureTensorDataIsReadable(interpreter, 12345) == kTfLiteError);
  CHECK(TfLiteInterpreterSetCustomAllocationForTensor(interpreter, 0, NULL, 0) == kTfLiteError);
  CHECK(TfLiteInterpreterGetAsyncSignatureRunner(interpreter, NULL) == NULL);
  CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteError); /* nothing was allocated */
  CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk && TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  TfLiteInterpreterDelete(interpreter);
  TfLiteInterpreterOptionsAddDelegate(options, NULL);
  CHECK(Open("sums.tflite", options) == NULL);
  TfLiteInterpreterOptionsDelete(options);

  /* A delegate from a library, and the same one for two interpreters. */
  TfLiteExternalDelegateOptions external = TfLiteExternalDelegateOptionsDefault(plugin);
  TfLiteDelegate* delegate = TfLiteExternalDelegateCreate(&external);
  CHECK(delegate != NULL);
  options = TfLiteInterpreterOptionsCreate();
  TfLiteInterpreterOptionsAddDelegate(options, delegate);
  for (int i = 0; i < 2; ++i) {
    interpreter = Open("sums.tflite", options);
    CHECK(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk);
    const float x[4] = {1, -2, 3, -4};
    CHECK(TfLiteTensorCopyFromBuffer(TfLiteInterpreterGetInputTensor(interpreter, 0), x, sizeof(x)) == kTfLiteOk);
    CHECK(TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
    const TfLiteTensor* y = TfLiteInterpreterGetOutputTensor(interpreter, 0);
    CHECK(y->data.f[0] == 5 && y->data.f[1] == -3 && y->data.f[2] == 11 && y->data.f[3] == -7);
    TfLiteInterpreterDelete(interpreter);
  }
  TfLiteInterpreterOptionsDelete(options);
  TfLiteExternalDelegateDelete(delegate);
}

static void TestHelpers(void) {
  TfLiteIntArray* a = TfLiteIntArrayCreate(2);
  a->data[0] = 1;
  a->data[1] = 2;
  TfLiteIntArray* b = TfLiteIntArrayCopy(a);
  CHECK(TfLiteIntArrayEqual(a, b) && !TfLiteIntArrayEqual(a, NULL) && TfLiteIntArrayEqual(NULL, NULL));
  const int same[2] = {1, 2};
  CHECK(TfLiteIntArrayEqualsArray(a, 2, same) && !TfLiteIntArrayEqualsArray(a, 1, same) && TfLiteIntArrayEqualsArray(NULL, 0, NULL));
  CHECK(TfLiteIntArrayGetSizeInBytes(3) == 16 && TfLiteFloatArrayGetSizeInBytes(3) == 16);
  CHECK(TfLiteIntArrayCopy(NULL) == NULL);
  TfLiteIntArrayFree(b);
  TfLiteTensor t;
  memset(&t, 0, sizeof(t));
  const TfLiteQuantizationParams none = {0, 0};
  TfLiteTensorReset(kTfLiteInt32, "t", a, none, NULL, 0, kTfLiteDynamic, NULL, false, &t);
  CHECK(TfLiteTensorRealloc(8, &t) == kTfLiteOk && t.bytes == 8);
  t.data.i32[1] = 5;
  CHECK(TfLiteTensorRealloc(800, &t) == kTfLiteOk && t.data.i32[1] == 5);
  CHECK(TfLiteTensorGetAllocationStrategy(&t) == kTfLiteAllocationStrategyMalloc);
  TfLiteTensorFree(&t);
  CHECK(t.data.raw == NULL && t.dims == NULL);
  CHECK(strcmp(TfLiteTypeGetName(kTfLiteInt4), "INT4") == 0 && strcmp(TfLiteTypeGetName((TfLiteType)30), "Unknown type") == 0);
  CHECK(strcmp(TfLiteTypeGetName(kTfLiteNoType), "NOTYPE") == 0 && strcmp(TfLiteTypeGetName(kTfLiteFloat8E5M2), "FLOAT8_E5M2") == 0);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  directory = argv[1];
  TestVersions();
  TestRuns();
  TestResizes();
  TestModels();
  TestSignatures();
  TestTensorFacts();
  TestStrings();
  TestHelpers();
  TestDelegateMisuse(argv[2]);
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
