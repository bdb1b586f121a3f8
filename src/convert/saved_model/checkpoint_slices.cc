// Tensors that a checkpoint holds in slices, as partitioned variables are saved: each slice is an entry of its own.
#include <algorithm>
#include <charconv>
#include <cstring>

#include "convert/saved_model/checkpoint.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

// Byte 0 as 0 255 and byte 255 as 255 0, so that 0 1 can end it: the order of keys stays that of names.
void AppendEscaped(std::string_view name, std::string* key) {
  for (const char c : name) {
    key->push_back(c);
    if (c == '\0') key->push_back('\xff');
    if (c == '\xff') key->push_back('\0');
  }
  key->append("\0\1", 2);
}

void AppendCount(uint64_t count, std::string* key) {
  std::string digits;
  for (; count > 0; count >>= 8) digits.insert(digits.begin(), static_cast<char>(count & 0xff));
  key->push_back(static_cast<char>(digits.size()));
  *key += digits;
}

// As many leading ones as bytes, then a zero, then the number; the complement of that for a negative one.
void AppendSigned(int64_t number, std::string* key) {
  const uint64_t magnitude = static_cast<uint64_t>(number < 0 ? ~number : number);
  size_t bytes = 1;
  while (bytes < 10 && (7 * bytes - 1 < 64) && (magnitude >> (7 * bytes - 1)) != 0) ++bytes;
  std::string text(bytes, '\0');
  for (size_t i = 0; i < bytes && i < 8; ++i) text[bytes - 1 - i] = static_cast<char>((magnitude >> (8 * i)) & 0xff);
  for (size_t bit = 0; bit < bytes; ++bit) text[bit / 8] = static_cast<char>(text[bit / 8] | (0x80 >> (bit % 8)));
  if (number < 0) {
    for (char& c : text) c = static_cast<char>(~c);
  }
  *key += text;
}

int64_t LengthOf(const proto::TensorSliceProto::Extent& extent) {
  return extent.has_length_case() == proto::TensorSliceProto::Extent::kLength ? extent.length() : -1;
}

struct Region {
  std::vector<int64_t> start;
  std::vector<int64_t> length;
};

Expected<Region> RegionOf(const proto::TensorSliceProto& slice, const std::vector<int64_t>& dims) {
  if (static_cast<size_t>(slice.extent_size()) != dims.size())
    return Error(StatusCode::kInvalidModel, "a slice of rank %d of a tensor of rank %zu", slice.extent_size(), dims.size());
  Region region;
  for (size_t i = 0; i < dims.size(); ++i) {
    const auto& extent = slice.extent(static_cast<int>(i));
    const bool whole = LengthOf(extent) < 0;
    const int64_t start = whole ? 0 : extent.start(), length = whole ? dims[i] : extent.length();
    if (start < 0 || length > dims[i] || start > dims[i] - length)
      return Error(StatusCode::kInvalidModel, "a slice from %lld of length %lld in a dimension of %lld", static_cast<long long>(start),
                   static_cast<long long>(length), static_cast<long long>(dims[i]));
    region.start.push_back(start);
    region.length.push_back(length);
  }
  return region;
}

// Calls copy(offset in the whole, offset in the part, bytes) for each row of a part of `part_bytes` bytes; both lie row-major.
template <typename Copy>
void ForEachRow(const Region& region, const std::vector<int64_t>& dims, size_t width, size_t part_bytes, const Copy& copy) {
  const size_t rank = dims.size();
  const size_t row = (rank == 0 ? 1 : static_cast<size_t>(region.length.back())) * width;
  if (row == 0) return;
  std::vector<int64_t> at(rank, 0);
  for (size_t done = 0; done < part_bytes; done += row) {
    size_t offset = 0;
    for (size_t i = 0; i < rank; ++i) offset = offset * static_cast<size_t>(dims[i]) + static_cast<size_t>(region.start[i] + at[i]);
    copy(offset * width, done, row);
    for (size_t i = rank < 2 ? 0 : rank - 1; i-- > 0;) {
      if (++at[i] < region.length[i]) break;
      at[i] = 0;
    }
  }
}

// The extents in the last word of "6 4 0,2:-"; the words before it are the dimensions of the whole.
Expected<proto::TensorSliceProto> SliceFromText(std::string_view text) {
  proto::TensorSliceProto slice;
  std::string_view extents = text.substr(text.rfind(' ') + 1);
  while (true) {
    const size_t end = std::min(extents.find(':'), extents.size());
    const std::string_view one = extents.substr(0, end);
    auto* extent = slice.add_extent();
    if (one != "-") {
      int64_t start = 0, length = 0;
      const auto [comma, bad_start] = std::from_chars(one.data(), one.data() + one.size(), start);
      const bool more = bad_start == std::errc() && comma < one.data() + one.size() && *comma == ',';
      if (!more || std::from_chars(comma + 1, one.data() + one.size(), length).ec != std::errc())
        return Error(StatusCode::kInvalidModel, "\"%.200s\" is no part of a tensor", std::string(text).c_str());
      extent->set_start(start);
      extent->set_length(length);
    }
    if (end == extents.size()) return slice;
    extents.remove_prefix(end + 1);
  }
}

}  // namespace

Expected<tf::Literal> Checkpoint::ReadSlice(const std::string& name, std::string_view slice) {
  GC_ASSIGN_OR_RETURN(const tf::Literal whole, Read(name));
  GC_ASSIGN_OR_RETURN(const proto::TensorSliceProto extents, SliceFromText(slice));
  auto region = RegionOf(extents, whole.dims());
  if (!region.ok()) return std::move(region).status().At("tensor \"" + name + "\" of the checkpoint");
  const size_t width = tf::TypeBytes(whole.type());
  if (width == 0) return Error(StatusCode::kUnsupported, "a part of a tensor of type %s", tf::TypeName(whole.type()).c_str());
  // No more than the whole, which is there.
  size_t size = width;
  for (const int64_t d : region->length) size *= static_cast<size_t>(d);
  GC_RETURN_IF_ERROR(budget_->Take(size));
  std::vector<uint8_t> part(size);
  ForEachRow(*region, whole.dims(), width, part.size(),
             [&](size_t from, size_t at, size_t count) { std::memcpy(part.data() + at, whole.bytes().data() + from, count); });
  return tf::LiteralFromBytes(whole.type(), std::move(region->length), model::Block(std::move(part)));
}

std::string SliceKey(std::string_view name, const proto::TensorSliceProto& slice) {
  std::string key;
  AppendCount(0, &key);
  AppendEscaped(name, &key);
  AppendCount(static_cast<uint64_t>(slice.extent_size()), &key);
  for (const auto& extent : slice.extent()) {
    const int64_t length = LengthOf(extent);
    AppendSigned(length < 0 ? 0 : extent.start(), &key);
    AppendSigned(length, &key);
  }
  return key;
}

Expected<tf::Literal> Checkpoint::ReadSlices(const std::string& name, const proto::BundleEntryProto& entry) {
  GC_ASSIGN_OR_RETURN(std::vector<int64_t> dims, DimsFromProto(entry.shape()));
  const tf::DataType type = TypeFromProto(entry.dtype());
  const size_t width = tf::TypeBytes(type);
  if (width == 0) return Error(StatusCode::kUnsupported, "a sliced tensor of type %s", tf::TypeName(type).c_str());
  CheckedSize size = width;
  for (int64_t d : dims) size *= d;
  GC_RETURN_IF_ERROR(budget_->Take(size));
  std::vector<uint8_t> whole(size.value());
  CheckedSize placed = 0;
  for (const proto::TensorSliceProto& slice : entry.slices()) {
    GC_ASSIGN_OR_RETURN(const Region region, RegionOf(slice, dims));
    const proto::BundleEntryProto* part = Find(SliceKey(name, slice));
    if (part == nullptr || part->slices_size() > 0) return Error(StatusCode::kInvalidModel, "one of its slices is missing");
    GC_ASSIGN_OR_RETURN(const tf::Literal value, ReadWhole(*part));
    if (value.type() != type || value.dims() != region.length)
      return Error(StatusCode::kInvalidModel, "a slice has %s elements of shape %s, where %s of shape %s belong",
                   tf::TypeName(value.type()).c_str(), value.shape().ToString().c_str(), tf::TypeName(type).c_str(),
                   tf::PartialShape(region.length).ToString().c_str());
    const uint8_t* bytes = value.bytes().data();
    ForEachRow(region, dims, width, value.bytes().size(),
               [&](size_t at, size_t from, size_t count) { std::memcpy(whole.data() + at, bytes + from, count); });
    placed += value.bytes().size();
  }
  // Slices of a variable do not overlap.
  if (!placed.ok() || placed.value() != whole.size()) return Error(StatusCode::kInvalidModel, "its slices do not cover it");
  return tf::LiteralFromBytes(type, std::move(dims), model::Block(std::move(whole)));
}

}  // namespace goldcrest::convert
