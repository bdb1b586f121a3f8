// The one pass that copies a FlatBuffer's structure into a Model; private to the reader.
#ifndef GOLDCREST_SRC_MODEL_STRUCTURE_READER_H_
#define GOLDCREST_SRC_MODEL_STRUCTURE_READER_H_

#include <memory>
#include <utility>
#include <vector>

#include "base/file.h"
#include "goldcrest/status.h"
#include "model/flatbuffer_view.h"
#include "model/model.h"

namespace goldcrest::model {

class StructureReader {
 public:
  // `reading` is over the start of `file`: the FlatBuffer may end before the file does.
  StructureReader(std::shared_ptr<const Bytes> file, FlatBufferReading& reading) : file_(std::move(file)), reading_(reading) {}

  Status Read(Model& model);

 private:
  OperatorCode ReadOperatorCode(const TableView& t);
  Buffer ReadBuffer(const TableView& t, size_t index);
  Subgraph ReadSubgraph(const TableView& t);
  Tensor ReadTensor(const TableView& t);
  std::shared_ptr<const Quantization> ReadQuantization(const TableView& t);
  void ReadQuantizationDetails(const TableView& t, Quantization& q);
  std::shared_ptr<const Sparsity> ReadSparsity(const TableView& t);
  std::vector<int32_t> ReadSparseIndices(const TableView& t, int type_field, uint8_t& bits);
  Operator ReadOperator(const TableView& t);
  Options ReadOptionsUnion(const TableView& t, uint32_t opcode_index);
  SignatureDef ReadSignature(const TableView& t);
  std::vector<TensorMap> ReadTensorMaps(const TableView& t, int field);
  // The part of the file at `offset`; `what` and `index` name it in an error.
  Block PastFlatBuffer(uint64_t offset, uint64_t size, const char* what, size_t index);

  // Fills `out` with what `read` makes of each table of a vector.
  template <typename T, typename F>
  void ReadEach(const TableView& t, int field, std::vector<T>& out, F&& read) {
    const TablesView tables = t.Tables(field, sizeof(T));
    out.reserve(tables.size());
    for (uint32_t i = 0; i < tables.size() && reading_.ok(); ++i) out.push_back(read(tables[i]));
  }

  std::shared_ptr<const Bytes> file_;
  FlatBufferReading& reading_;
  Status bad_place_;  // the first constant that lies outside the file
  size_t operators_read_ = 0;
  const Model* model_ = nullptr;
};

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_STRUCTURE_READER_H_
