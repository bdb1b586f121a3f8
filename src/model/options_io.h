// Operator options between the file and their structs of options.h, by field number.
#ifndef GOLDCREST_SRC_MODEL_OPTIONS_IO_H_
#define GOLDCREST_SRC_MODEL_OPTIONS_IO_H_

#include "flatbuffers/flatbuffer_builder.h"
#include "model/flatbuffer_view.h"
#include "model/options.h"

namespace goldcrest::model {

// The options in `table`, a table of the kind that `type` names. Empty where the table is absent or the type is not known.
Options ReadOperatorOptions(OptionsType type, const TableView& table);

// Writes the table of the options, without the fields that have their default; no offset for empty options.
flatbuffers::Offset<void> WriteOperatorOptions(flatbuffers::FlatBufferBuilder& builder, const Options& options);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_OPTIONS_IO_H_
