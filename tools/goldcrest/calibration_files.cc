#include "tools/goldcrest/calibration_files.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/checked.h"
#include "base/file.h"
#include "tools/common/npy_header.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

using quantize::CalibrationSource;
using quantize::Sample;

constexpr size_t kMaxHeader = 64 << 10;

struct Input {
  std::string name;
  Shape shape;
};

// The inputs of signature `key`, or of the first subgraph.
Expected<std::vector<Input>> InputsOf(const model::Model& model, const std::string& key) {
  std::vector<Input> inputs;
  const auto add = [&](const model::Subgraph& graph, const std::string& name, uint32_t t) {
    const std::vector<int32_t>& dims = graph.tensors[t].shape;
    Shape shape;
    for (int32_t d : dims) shape.push_back(std::max(d, 1));
    inputs.push_back({name, shape});
  };
  for (const model::SignatureDef& signature : model.signature_defs) {
    if (key.empty() ? signature.subgraph_index != 0 : signature.signature_key != key) continue;
    for (const model::TensorMap& map : signature.inputs) add(model.subgraphs[signature.subgraph_index], map.name, map.tensor_index);
    return inputs;
  }
  if (!key.empty()) return Error(StatusCode::kNotFound, "the model has no signature \"%s\"", key.c_str());
  for (int32_t t : model.subgraphs[0].inputs) {
    add(model.subgraphs[0], model.subgraphs[0].tensors[static_cast<size_t>(t)].name, static_cast<uint32_t>(t));
  }
  return inputs;
}

// Where the bytes of an array come from, front to back.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  virtual Expected<size_t> Read(std::span<uint8_t> to) = 0;  // 0 at the end
};

class FileStream final : public ByteStream {
 public:
  explicit FileStream(std::shared_ptr<const Bytes> bytes) : bytes_(std::move(bytes)) {}
  Expected<size_t> Read(std::span<uint8_t> to) override {
    const std::span<const uint8_t> left = bytes_->span().subspan(at_);
    const size_t n = std::min(left.size(), to.size());
    if (n > 0) std::memcpy(to.data(), left.data(), n);
    at_ += n;
    return n;
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  size_t at_ = 0;
};

struct CloseZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

class ZipStream final : public ByteStream {
 public:
  ZipStream(std::shared_ptr<zip_t> archive, zip_file_t* file) : archive_(std::move(archive)), file_(file) {}
  Expected<size_t> Read(std::span<uint8_t> to) override {
    const zip_int64_t n = zip_fread(file_.get(), to.data(), to.size());
    if (n < 0) return Error(StatusCode::kInvalidArgument, "the archive is damaged");
    return static_cast<size_t>(n);
  }

 private:
  std::shared_ptr<zip_t> archive_;
  std::unique_ptr<zip_file_t, CloseZip> file_;
};

// An array read row by row.
class ArrayReader {
 public:
  static Expected<ArrayReader> Open(std::unique_ptr<ByteStream> stream, std::string what, const Shape& input) {
    ArrayReader reader;
    reader.stream_ = std::move(stream);
    reader.what_ = std::move(what);
    std::vector<uint8_t> head(10);
    GC_RETURN_IF_ERROR(reader.Fill(head));
    const size_t wide = head[6] >= 2 ? 2 : 0;  // bytes of the length field beyond two
    head.resize(10 + wide);
    if (wide > 0) GC_RETURN_IF_ERROR(reader.Fill(std::span(head).subspan(10)));
    size_t length = head[8] | static_cast<size_t>(head[9]) << 8;
    if (wide > 0) length |= static_cast<size_t>(head[10]) << 16 | static_cast<size_t>(head[11]) << 24;
    if (length > kMaxHeader) return Error(StatusCode::kInvalidArgument, "%s is no intact .npy", reader.what_.c_str());
    const size_t start = head.size();
    head.resize(start + length);
    GC_RETURN_IF_ERROR(reader.Fill(std::span(head).subspan(start)));
    Expected<NpyLayout> layout = ParseNpyHeader(head);
    if (!layout.ok()) return std::move(layout).status().At(reader.what_);
    if (layout->fortran_order && layout->shape.rank() > 1) {
      return Error(StatusCode::kUnsupported, "%s is in Fortran's order; save it with numpy.ascontiguousarray", reader.what_.c_str());
    }
    if (layout->type == TensorType::kString) return Error(StatusCode::kUnsupported, "%s holds strings", reader.what_.c_str());
    GC_RETURN_IF_ERROR(reader.Slice(*layout, input));
    return reader;
  }

  uint64_t samples() const { return samples_; }

  // The next sample's value. Call at most samples() times.
  Expected<quantize::SampleValue> Next() {
    GC_RETURN_IF_ERROR(Fill(bytes_));
    return quantize::SampleValue{"", type_, shape_, bytes_};
  }

 private:
  // What a sample is: as many rows as the input has, or the array without its first dimension.
  Status Slice(const NpyLayout& layout, const Shape& input) {
    type_ = layout.type;
    const Shape& all = layout.shape;
    if (all.rank() == 0 || all.rank() < input.rank()) {
      samples_ = 1;
      shape_ = all;
    } else if (all.rank() == input.rank() + 1) {
      samples_ = static_cast<uint64_t>(all.dim(0));
      shape_ = Shape(all.dims() + 1, all.rank() - 1);
    } else {
      const int32_t rows = input.rank() > 0 && all.dim(0) % std::max(input.dim(0), 1) == 0 ? std::max(input.dim(0), 1) : 1;
      samples_ = static_cast<uint64_t>(all.dim(0) / rows);
      shape_ = all;
      shape_.set_dim(0, rows);
    }
    CheckedSize bytes = layout.element_bytes;
    for (int32_t d : shape_) bytes *= CheckedSize(d);
    if (!bytes.AtMost(uint64_t{1} << 31)) return Error(StatusCode::kLimitExceeded, "%s has samples of 2 GiB or more", what_.c_str());
    bytes_.resize(bytes.value());
    return Status::Ok();
  }

  Status Fill(std::span<uint8_t> to) {
    while (!to.empty()) {
      Expected<size_t> n = stream_->Read(to);
      if (!n.ok()) return std::move(n).status().At(what_);
      if (*n == 0) return Error(StatusCode::kInvalidArgument, "%s ends early", what_.c_str());
      to = to.subspan(*n);
    }
    return Status::Ok();
  }

  std::unique_ptr<ByteStream> stream_;
  std::string what_;
  TensorType type_ = TensorType::kFloat32;
  Shape shape_;
  uint64_t samples_ = 0;
  std::vector<uint8_t> bytes_;
};

// Arrays side by side, one for each input.
class ArraySource final : public CalibrationSource {
 public:
  ArraySource(std::string signature, std::vector<std::string> names, std::vector<ArrayReader> arrays)
      : signature_(std::move(signature)), names_(std::move(names)), arrays_(std::move(arrays)) {}

  Expected<bool> Next(Sample& sample) override {
    if (arrays_.empty() || next_ >= arrays_[0].samples()) return false;
    ++next_;
    sample.signature = signature_;
    sample.values.clear();
    for (size_t i = 0; i < arrays_.size(); ++i) {
      GC_ASSIGN_OR_RETURN(quantize::SampleValue value, arrays_[i].Next());
      value.name = names_[i];
      sample.values.push_back(std::move(value));
    }
    return true;
  }
  std::optional<uint64_t> size() const override { return arrays_.empty() ? 0 : arrays_[0].samples(); }

 private:
  std::string signature_;
  std::vector<std::string> names_;
  std::vector<ArrayReader> arrays_;
  uint64_t next_ = 0;
};

// The .npy files of a folder, one after the other.
class FolderSource final : public CalibrationSource {
 public:
  FolderSource(std::string signature, Shape input, std::vector<std::string> files)
      : signature_(std::move(signature)), input_(input), files_(std::move(files)) {}

  Expected<bool> Next(Sample& sample) override {
    while (!array_ || read_ >= array_->samples()) {
      if (file_ >= files_.size()) return false;
      const std::string& path = files_[file_++];
      GC_ASSIGN_OR_RETURN(std::shared_ptr<const Bytes> bytes, MapFile(path));
      GC_ASSIGN_OR_RETURN(ArrayReader opened, ArrayReader::Open(std::make_unique<FileStream>(std::move(bytes)), "'" + path + "'", input_));
      array_ = std::make_unique<ArrayReader>(std::move(opened));
      read_ = 0;
    }
    ++read_;
    sample.signature = signature_;
    GC_ASSIGN_OR_RETURN(quantize::SampleValue value, array_->Next());
    sample.values = {std::move(value)};
    return true;
  }

 private:
  std::string signature_;
  Shape input_;
  std::vector<std::string> files_;
  size_t file_ = 0;
  std::unique_ptr<ArrayReader> array_;
  uint64_t read_ = 0;
};

std::string Names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

Expected<std::unique_ptr<CalibrationSource>> OpenNpz(const std::string& path, const std::vector<Input>& inputs,
                                                     const std::string& signature) {
  int code = 0;
  const std::shared_ptr<zip_t> archive(zip_open(path.c_str(), ZIP_RDONLY, &code), CloseZip());
  if (archive == nullptr) return Error(StatusCode::kInvalidArgument, "'%s' is no intact .npz", path.c_str());
  std::vector<std::string> entries;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
    const char* name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    entries.emplace_back(name != nullptr ? name : "");
    if (entries.back().ends_with(".npy")) entries.back().resize(entries.back().size() - 4);
  }
  std::vector<ArrayReader> arrays;
  std::vector<std::string> names;
  for (const Input& input : inputs) {
    auto entry = std::find(entries.begin(), entries.end(), input.name);
    if (entry == entries.end() && inputs.size() == 1 && entries.size() == 1) entry = entries.begin();
    if (entry == entries.end()) {
      return Error(StatusCode::kInvalidArgument, "'%s' has no array for input \"%s\"; it has %s", path.c_str(), input.name.c_str(),
                   entries.empty() ? "none" : Names(entries).c_str());
    }
    const std::string what = "array \"" + *entry + "\" of '" + path + "'";
    zip_file_t* file = zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(entry - entries.begin()), 0);
    if (file == nullptr) return Error(StatusCode::kInvalidArgument, "%s cannot be read", what.c_str());
    GC_ASSIGN_OR_RETURN(ArrayReader array, ArrayReader::Open(std::make_unique<ZipStream>(archive, file), what, input.shape));
    if (!arrays.empty() && arrays[0].samples() != array.samples()) {
      return Error(StatusCode::kInvalidArgument, "%s has %llu samples, the array for \"%s\" %llu", what.c_str(),
                   static_cast<unsigned long long>(array.samples()), names[0].c_str(),
                   static_cast<unsigned long long>(arrays[0].samples()));
    }
    arrays.push_back(std::move(array));
    names.push_back(input.name);
  }
  return std::unique_ptr<CalibrationSource>(new ArraySource(signature, std::move(names), std::move(arrays)));
}

}  // namespace

Expected<std::unique_ptr<CalibrationSource>> OpenCalibration(const std::string& path, const model::Model& model,
                                                             const std::string& signature) {
  GC_ASSIGN_OR_RETURN(const std::vector<Input> inputs, InputsOf(model, signature));
  std::error_code error;
  std::vector<std::string> files;
  if (std::filesystem::is_directory(path, error)) {
    for (const auto& file : std::filesystem::directory_iterator(path, error)) {
      if (file.path().extension() == ".npy") files.push_back(file.path().string());
    }
    if (files.empty()) return Error(StatusCode::kInvalidArgument, "the folder '%s' holds no .npy files", path.c_str());
    std::sort(files.begin(), files.end());
  } else if (!std::filesystem::exists(path, error)) {
    return Error(StatusCode::kNotFound, "there is no file '%s'", path.c_str());
  } else if (!path.ends_with(".npy")) {
    return OpenNpz(path, inputs, signature);
  } else {
    files.push_back(path);
  }
  if (inputs.size() != 1) {
    return Error(StatusCode::kInvalidArgument, "the model has %zu inputs; '%s' can feed one, an .npz all", inputs.size(), path.c_str());
  }
  return std::unique_ptr<CalibrationSource>(new FolderSource(signature, inputs[0].shape, std::move(files)));
}

}  // namespace goldcrest::tools
