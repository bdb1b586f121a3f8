#include "convert/saved_model/refuse.h"

#include <string_view>

namespace goldcrest::convert {
namespace {

struct Beginning {
  std::string_view bytes;
  const char* what;
};

constexpr Beginning kOthers[] = {
    {"node {", "a graph in text form; save it in binary form"},
    {"meta_graphs {", "a graph in text form; save it in binary form"},
    {"saved_model_schema_version", "a graph in text form; save it in binary form"},
    {"version https://git-lfs", "a pointer of Git LFS; fetch the file with git lfs pull"},
    {"\x89HDF\r\n", "a model file of Keras (HDF5); load it with keras.models.load_model and export a SavedModel: model.export(\"folder\")"},
    {"PK\x03\x04", "a zip archive; unpack it, or if it is a .keras file, load it and export a SavedModel: model.export(\"folder\")"},
    {"\x1f\x8b", "compressed with gzip; unpack it"},
    {"<!DOCTYPE", "a web page"},
    {"<html", "a web page"},
};

}  // namespace

Status RefuseKerasFile(const std::string& path) {
  if (path.ends_with(".keras") || path.ends_with(".h5") || path.ends_with(".hdf5"))
    return Error(StatusCode::kUnsupported,
                 "'%s' is a model file of Keras; export a SavedModel from it: keras.models.load_model(\"%s\").export(\"folder\")",
                 path.c_str(), path.c_str());
  return Status::Ok();
}

Status RefuseMessageFile(const std::string& path, std::span<const uint8_t> bytes, const char* wanted) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.empty()) return Error(StatusCode::kInvalidModel, "'%s' is empty, not a %s", path.c_str(), wanted);
  if (text.size() > 8 && text.substr(4, 4) == "TFL3")
    return Error(StatusCode::kInvalidModel, "'%s' is a .tflite model already, not a %s", path.c_str(), wanted);
  for (const Beginning& other : kOthers)
    if (text.starts_with(other.bytes)) return Error(StatusCode::kInvalidModel, "'%s' is no %s but %s", path.c_str(), wanted, other.what);
  return Error(StatusCode::kInvalidModel, "'%s' is no %s: it is damaged, cut short or something else", path.c_str(), wanted);
}

}  // namespace goldcrest::convert
