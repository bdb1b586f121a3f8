// For tests of files that lie: reading and overwriting single words of a serialized model, and FlatBuffers made table by table.
#ifndef GOLDCREST_TESTS_FLATBUFFER_PATCH_H_
#define GOLDCREST_TESTS_FLATBUFFER_PATCH_H_

#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include "model/schema_generated.h"

namespace goldcrest {

using FileBytes = std::vector<uint8_t>;

template <typename T>
T GetWord(const FileBytes& b, size_t at) {
  T v;
  std::memcpy(&v, b.data() + at, sizeof(v));
  return v;
}
template <typename T>
void PutWord(FileBytes& b, size_t at, T v) {
  std::memcpy(b.data() + at, &v, sizeof(v));
}

// Where the root table, its directory of fields (vtable), and a field of it lie in the file.
inline size_t RootTable(const FileBytes& b) { return GetWord<uint32_t>(b, 0); }
inline size_t RootDirectory(const FileBytes& b) {
  const size_t table = RootTable(b);
  return table - static_cast<size_t>(GetWord<int32_t>(b, table));
}
inline size_t RootField(const FileBytes& b, int field) {
  return RootTable(b) + GetWord<uint16_t>(b, RootDirectory(b) + static_cast<size_t>(field));
}

// Where what a reference refers to lies.
inline size_t ReferenceTarget(const FileBytes& b, size_t reference) { return reference + GetWord<uint32_t>(b, reference); }

// A FlatBuffer of `make`'s tables.
inline FileBytes BuiltFile(const std::function<flatbuffers::Offset<schema::Model>(flatbuffers::FlatBufferBuilder&)>& make) {
  flatbuffers::FlatBufferBuilder b;
  schema::FinishModelBuffer(b, make(b));
  return {b.GetBufferPointer(), b.GetBufferPointer() + b.GetSize()};
}

}  // namespace goldcrest

#endif  // GOLDCREST_TESTS_FLATBUFFER_PATCH_H_
