#include "tasks/core/associated_files.h"

#include <zip.h>

#include "model/zip_tail.h"

namespace goldcrest::tasks {
namespace {

constexpr size_t kChunk = 64 << 10;

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// Where the name is, or why it is not there once.
Expected<zip_uint64_t> Find(zip_t* archive, const std::string& name) {
  int64_t found = -1;
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* entry = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (entry == nullptr || name != entry) continue;
    if (found >= 0) return Error(StatusCode::kInvalidModel, "the model's archive has two files '%s'", name.c_str());
    found = i;
  }
  if (found < 0) return Error(StatusCode::kNotFound, "the model's archive has no file '%s'", name.c_str());
  return static_cast<zip_uint64_t>(found);
}

}  // namespace

void AssociatedFiles::Close::operator()(zip* archive) const { zip_discard(archive); }

Expected<AssociatedFiles> AssociatedFiles::Open(std::span<const uint8_t> archive) {
  if (archive.empty()) return Error(StatusCode::kNotFound, "no archive with files comes with the model");
  // Entries are found by offsets from the start of the model's file, which is not here.
  std::vector<uint8_t> bytes(archive.begin(), archive.end());
  model::MoveZipTail(bytes, 0);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened = source != nullptr ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
  if (opened == nullptr) {
    Status status = Error(StatusCode::kInvalidModel, "the model's archive is damaged: %s", zip_error_strerror(&error));
    zip_source_free(source);
    zip_error_fini(&error);
    return status;
  }
  zip_error_fini(&error);
  return AssociatedFiles(std::move(bytes), opened);
}

Expected<std::string> AssociatedFiles::Read(const std::string& name, uint64_t most) const {
  GC_ASSIGN_OR_RETURN(const zip_uint64_t index, Find(archive_.get(), name));
  const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen_index(archive_.get(), index, 0));
  if (file == nullptr) {
    return Error(StatusCode::kInvalidModel, "'%s' in the model's archive: %s", name.c_str(), zip_strerror(archive_.get()));
  }
  std::string content;
  for (;;) {
    const size_t before = content.size();
    content.resize(before + kChunk);
    const zip_int64_t n = zip_fread(file.get(), content.data() + before, kChunk);
    if (n < 0) return Error(StatusCode::kInvalidModel, "'%s' in the model's archive is damaged", name.c_str());
    content.resize(before + static_cast<size_t>(n));
    if (n == 0) return content;
    if (content.size() > most) {
      return Error(StatusCode::kLimitExceeded, "'%s' in the model's archive is larger than %llu bytes", name.c_str(),
                   static_cast<unsigned long long>(most));
    }
  }
}

}  // namespace goldcrest::tasks
