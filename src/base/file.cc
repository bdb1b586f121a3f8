#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/aligned_buffer.h"

namespace goldcrest {
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  // Closes now; false when the system reports an error that was pending on the file.
  bool Close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Status Failed(const char* what, const std::string& path) {
  const int error = errno;
  const StatusCode code = error == ENOENT || error == ENOTDIR ? StatusCode::kNotFound : StatusCode::kIoError;
  return Error(code, "could not %s '%s': %s", what, path.c_str(), std::strerror(error));
}

class MappedBytes : public Bytes {
 public:
  MappedBytes(void* data, size_t size) : data_(data), size_(size) { span_ = {static_cast<const uint8_t*>(data), size}; }
  ~MappedBytes() override { ::munmap(data_, size_); }

  void GiveBack(std::span<const uint8_t> part) const override {
    const uintptr_t page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    const uintptr_t begin = (reinterpret_cast<uintptr_t>(part.data()) + page - 1) & ~(page - 1);
    const uintptr_t end = reinterpret_cast<uintptr_t>(part.data() + part.size()) & ~(page - 1);
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }

 private:
  void* data_;
  size_t size_;
};

class OwnedBytes : public Bytes {
 public:
  OwnedBytes(AlignedBuffer buffer, size_t size) : buffer_(std::move(buffer)) { span_ = {buffer_.data(), size}; }

 private:
  AlignedBuffer buffer_;
};

class BorrowedBytes : public Bytes {
 public:
  explicit BorrowedBytes(std::span<const uint8_t> bytes) { span_ = bytes; }
};

struct OpenedFile {
  int fd;
  uint64_t size;
};

Expected<OpenedFile> OpenForReading(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Failed("open", path);
  struct stat info;
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    const bool folder = S_ISDIR(info.st_mode);
    ::close(fd);
    return Error(StatusCode::kIoError, "could not read '%s': it is %s, not a file", path.c_str(), folder ? "a folder" : "no regular file");
  }
  return OpenedFile{fd, static_cast<uint64_t>(info.st_size)};
}

}  // namespace

Expected<std::shared_ptr<const Bytes>> MapFile(const std::string& path) {
  GC_ASSIGN_OR_RETURN(const OpenedFile file, OpenForReading(path));
  Fd fd(file.fd);
  if (file.size == 0) return BorrowBytes({});
  if (file.size > SIZE_MAX / 2)
    return Error(StatusCode::kLimitExceeded, "could not map '%s': %llu bytes are too many for this machine", path.c_str(),
                 static_cast<unsigned long long>(file.size));
  void* data = ::mmap(nullptr, static_cast<size_t>(file.size), PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data == MAP_FAILED) return Failed("map", path);
  return std::shared_ptr<const Bytes>(std::make_shared<MappedBytes>(data, static_cast<size_t>(file.size)));
}

Expected<std::shared_ptr<const Bytes>> CopyFile(const std::string& path, uint64_t max_bytes) {
  GC_ASSIGN_OR_RETURN(const OpenedFile file, OpenForReading(path));
  Fd fd(file.fd);
  if (file.size > max_bytes) {
    return Error(StatusCode::kLimitExceeded, "'%s' has %llu bytes; the limit is %llu", path.c_str(),
                 static_cast<unsigned long long>(file.size), static_cast<unsigned long long>(max_bytes));
  }
  GC_ASSIGN_OR_RETURN(AlignedBuffer buffer, AlignedBuffer::Allocate(static_cast<size_t>(file.size)));
  size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t n = ::read(fd.get(), buffer.data() + done, buffer.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("read", path);
    if (n == 0) break;  // cut short while we read: what was read is what the file is
    done += static_cast<size_t>(n);
  }
  return std::shared_ptr<const Bytes>(std::make_shared<OwnedBytes>(std::move(buffer), done));
}

Expected<std::shared_ptr<const Bytes>> BorrowBytes(std::span<const uint8_t> bytes) {
  if (reinterpret_cast<uintptr_t>(bytes.data()) % 16 != 0) return CopyBytes(bytes);
  return std::shared_ptr<const Bytes>(std::make_shared<BorrowedBytes>(bytes));
}

Expected<std::shared_ptr<const Bytes>> CopyBytes(std::span<const uint8_t> bytes) {
  GC_ASSIGN_OR_RETURN(AlignedBuffer buffer, AlignedBuffer::Allocate(bytes.size()));
  if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
  return std::shared_ptr<const Bytes>(std::make_shared<OwnedBytes>(std::move(buffer), bytes.size()));
}

Status WriteFileAtomically(const std::string& path, std::span<const uint8_t> content) {
  std::string temporary = path + ".XXXXXX";
  Fd fd(::mkstemp(temporary.data()));
  if (fd.get() < 0) return Failed("write", path);
  const auto give_up = [&] {
    Status failure = Failed("write", path);
    ::unlink(temporary.c_str());
    return failure;
  };
  for (size_t done = 0; done < content.size();) {
    const ssize_t n = ::write(fd.get(), content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return give_up();
    done += static_cast<size_t>(n);
  }
  // mkstemp makes files only their owner can read; a new file here gets what any other new file gets.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(fd.get(), 0666 & ~mask) != 0 || ::fsync(fd.get()) != 0 || !fd.Close()) return give_up();
  if (::rename(temporary.c_str(), path.c_str()) != 0) return give_up();
  return Status::Ok();
}

}  // namespace goldcrest
