// The files that come with a model: labels, vocabularies, in a zip archive behind it.
//
//   GC_ASSIGN_OR_RETURN(AssociatedFiles files, AssociatedFiles::Open(model.content().appended.span()));
//   GC_ASSIGN_OR_RETURN(std::string labels, files.Read("labels.txt", 1 << 20));
#ifndef GOLDCREST_SRC_TASKS_CORE_ASSOCIATED_FILES_H_
#define GOLDCREST_SRC_TASKS_CORE_ASSOCIATED_FILES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/status.h"

struct zip;

namespace goldcrest::tasks {

// An open archive. Names are only compared, never used as paths, and nothing is written anywhere. One thread at a time.
class AssociatedFiles {
 public:
  // A copy is made. Errors: NOT_FOUND for no bytes, INVALID_MODEL for bytes that are no archive.
  static Expected<AssociatedFiles> Open(std::span<const uint8_t> archive);

  // The content of the file `name`. Errors: NOT_FOUND; INVALID_MODEL where it is damaged, encrypted, or named more than once;
  // LIMIT_EXCEEDED where it is larger than `most` bytes, whatever size the archive claims.
  Expected<std::string> Read(const std::string& name, uint64_t most) const;

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  AssociatedFiles(std::vector<uint8_t> bytes, zip* archive) : bytes_(std::move(bytes)), archive_(archive) {}

  std::vector<uint8_t> bytes_;  // what the archive reads
  std::unique_ptr<zip, Close> archive_;
};

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_ASSOCIATED_FILES_H_
