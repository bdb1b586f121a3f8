// Mutations of .npy files: a header with another type, order or shape in front of the same bytes, or libFuzzer's own.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <random>
#include <string>

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

constexpr size_t kPrefix = 10;  // magic, version, length of the header

std::string Header(std::minstd_rand& random) {
  constexpr const char* kTypes[] = {"|b1", "|i1",  "|u1", "<i2", "<u2", "<f2", "<i4", "<u4", "<f4", "<i8",          "<u8",        "<f8",
                                    "<c8", "<c16", "|S0", "|S3", "<U0", "<U2", "|V2", ">f4", "|O",  "|S2147483647", "<U999999999"};
  constexpr const char* kDims[] = {"0", "1", "2", "3", "7", "65536", "2147483647", "4294967296", "18446744073709551616", "-1"};
  const auto pick = [&](const auto& list) { return list[random() % std::size(list)]; };
  std::string shape;
  for (size_t rank = random() % 10; rank > 0; --rank) shape += std::string(pick(kDims)) + ",";
  return std::string("{'descr': '") + pick(kTypes) + "', 'fortran_order': " + (random() % 2 ? "True" : "False") + ", 'shape': (" + shape +
         "), }";
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  std::minstd_rand random(seed);
  if (random() % 3 != 0 || size < kPrefix || max_size < 512) return LLVMFuzzerMutate(data, size, max_size);
  std::string header = Header(random);
  header.resize((header.size() + kPrefix + 64) / 64 * 64 - kPrefix, ' ');
  header.back() = '\n';
  const size_t old = kPrefix + data[8] + 256u * data[9];
  const std::string rest(reinterpret_cast<const char*>(data) + std::min(old, size), size - std::min(old, size));
  std::string file("\x93NUMPY\x01\x00", 8);
  file.push_back(static_cast<char>(header.size() & 0xff));
  file.push_back(static_cast<char>(header.size() >> 8));
  file += header + rest;
  file.resize(std::min(file.size(), max_size));
  std::memcpy(data, file.data(), file.size());
  return file.size();
}
