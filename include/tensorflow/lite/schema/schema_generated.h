// The model format: enumerations always; tables (tflite::Model, SubGraph, Operator ...) where the build has made them of
// src/model/schema.fbs and FlatBuffers is installed. They lie below build/include, and in an installation beside this file.
#ifndef GOLDCREST_TENSORFLOW_LITE_SCHEMA_SCHEMA_GENERATED_H_
#define GOLDCREST_TENSORFLOW_LITE_SCHEMA_SCHEMA_GENERATED_H_

#if __has_include("flatbuffers/flatbuffers.h") && __has_include("tensorflow/lite/schema/schema_tables_generated.h")
#include "tensorflow/lite/schema/schema_tables_generated.h"
#define GOLDCREST_HAS_SCHEMA_TABLES 1
#else
#include "tensorflow/lite/schema/schema_enums.h"
#endif

#endif  // GOLDCREST_TENSORFLOW_LITE_SCHEMA_SCHEMA_GENERATED_H_
