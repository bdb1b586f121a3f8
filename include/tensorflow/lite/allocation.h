// Allocation: the bytes of a model, mapped, read or borrowed.
#ifndef GOLDCREST_TENSORFLOW_LITE_ALLOCATION_H_
#define GOLDCREST_TENSORFLOW_LITE_ALLOCATION_H_

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/stderr_reporter.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace tflite {

// valid() is false where the bytes could not be had; the reason went to the reporter.
class Allocation {
 public:
  enum class Type { kMMap, kFileCopy, kMemory };
  Allocation(const Allocation&) = delete;
  Allocation& operator=(const Allocation&) = delete;
  virtual ~Allocation() = default;

  virtual const void* base() const = 0;
  virtual size_t bytes() const = 0;
  virtual bool valid() const = 0;
  Type type() const { return type_; }

 protected:
  Allocation(ErrorReporter* error_reporter, Type type)
      : error_reporter_(error_reporter != nullptr ? error_reporter : DefaultErrorReporter()), type_(type) {}
  ErrorReporter* error_reporter_;

 private:
  const Type type_;
};

// A block of the caller's, who keeps it alive and unchanged.
class MemoryAllocation : public Allocation {
 public:
  MemoryAllocation(const void* ptr, size_t num_bytes, ErrorReporter* error_reporter)
      : Allocation(error_reporter, Type::kMemory), buffer_(ptr), size_(ptr != nullptr ? num_bytes : 0) {}
  const void* base() const override { return buffer_; }
  size_t bytes() const override { return size_; }
  bool valid() const override { return buffer_ != nullptr; }

 private:
  const void* buffer_;
  size_t size_;
};

// A copy of a file.
class FileCopyAllocation : public Allocation {
 public:
  FileCopyAllocation(const char* filename, ErrorReporter* error_reporter) : Allocation(error_reporter, Type::kFileCopy) {
    std::FILE* file = filename != nullptr ? std::fopen(filename, "rb") : nullptr;
    if (file == nullptr) {
      error_reporter_->Report("Could not open '%s'.", filename != nullptr ? filename : "");
      return;
    }
    if (!Read(file)) error_reporter_->Report("Could not read '%s'.", filename);
    std::fclose(file);
  }
  ~FileCopyAllocation() override { std::free(buffer_); }
  const void* base() const override { return buffer_; }
  size_t bytes() const override { return size_; }
  bool valid() const override { return buffer_ != nullptr; }

 private:
  bool Read(std::FILE* file) {
    if (std::fseek(file, 0, SEEK_END) != 0) return false;
    const long size = std::ftell(file);
    if (size < 0 || std::fseek(file, 0, SEEK_SET) != 0) return false;
    void* buffer = std::malloc(static_cast<size_t>(size) + 1);
    if (buffer == nullptr || std::fread(buffer, 1, static_cast<size_t>(size), file) != static_cast<size_t>(size)) {
      std::free(buffer);
      return false;
    }
    buffer_ = buffer;
    size_ = static_cast<size_t>(size);
    return true;
  }

  void* buffer_ = nullptr;
  size_t size_ = 0;
};

// A file mapped into memory. Nobody may change it meanwhile.
class MMAPAllocation : public Allocation {
 public:
  MMAPAllocation(const char* filename, ErrorReporter* error_reporter) : Allocation(error_reporter, Type::kMMap) {
#if !defined(_WIN32)
    const int fd = filename != nullptr ? ::open(filename, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
      error_reporter_->Report("Could not open '%s'.", filename != nullptr ? filename : "");
      return;
    }
    Map(fd, 0, FileSize(fd));
    ::close(fd);
#else
    (void)filename;
#endif
  }
  // The descriptor stays the caller's.
  MMAPAllocation(int fd, ErrorReporter* error_reporter) : Allocation(error_reporter, Type::kMMap) { Map(fd, 0, FileSize(fd)); }
  MMAPAllocation(int fd, size_t offset, size_t length, ErrorReporter* error_reporter) : Allocation(error_reporter, Type::kMMap) {
    const size_t file = FileSize(fd);
    if (offset > file || length > file - offset) {
      error_reporter_->Report("%zu bytes at %zu of a file of %zu.", length, offset, file);
      return;
    }
    Map(fd, offset, length);
  }
  ~MMAPAllocation() override {
#if !defined(_WIN32)
    if (mapped_ != nullptr) ::munmap(mapped_, mapped_size_);
#endif
  }
  const void* base() const override { return mapped_ != nullptr ? static_cast<const char*>(mapped_) + skip_ : nullptr; }
  size_t bytes() const override { return mapped_ != nullptr ? mapped_size_ - skip_ : 0; }
  bool valid() const override { return mapped_ != nullptr; }
  static bool IsSupported() {
#if !defined(_WIN32)
    return true;
#else
    return false;
#endif
  }

 private:
  static size_t FileSize(int fd) {
#if !defined(_WIN32)
    struct stat info;
    return ::fstat(fd, &info) == 0 && info.st_size > 0 ? static_cast<size_t>(info.st_size) : 0;
#else
    (void)fd;
    return 0;
#endif
  }
  void Map(int fd, size_t offset, size_t length) {
#if !defined(_WIN32)
    // A mapping begins at a page.
    const size_t skip = offset % static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    void* at = length > 0 ? ::mmap(nullptr, length + skip, PROT_READ, MAP_SHARED, fd, static_cast<off_t>(offset - skip)) : MAP_FAILED;
    if (at == MAP_FAILED) {
      error_reporter_->Report("Mmap of '%d' at offset '%zu' failed.", fd, offset);
      return;
    }
    mapped_ = at;
    mapped_size_ = length + skip;
    skip_ = skip;
#else
    (void)fd, (void)offset, (void)length;
#endif
  }

  void* mapped_ = nullptr;
  size_t mapped_size_ = 0;
  size_t skip_ = 0;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_ALLOCATION_H_
