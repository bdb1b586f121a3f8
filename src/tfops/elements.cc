#include "tfops/elements.h"

#include <cstring>

#include "tfops/loops.h"

namespace goldcrest::tf {
namespace {

// n elements of a size known to the compiler, by strides.
template <size_t kSize>
void CopyRow(uint8_t* to, int64_t to_step, const uint8_t* from, int64_t from_step, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    std::memcpy(to + i * to_step * static_cast<int64_t>(kSize), from + i * from_step * static_cast<int64_t>(kSize), kSize);
}

void CopyRow(size_t size, uint8_t* to, int64_t to_step, const uint8_t* from, int64_t from_step, int64_t n) {
  if (to_step == 1 && from_step == 1) {
    std::memcpy(to, from, static_cast<size_t>(n) * size);
    return;
  }
  switch (size) {
    case 1: return CopyRow<1>(to, to_step, from, from_step, n);
    case 2: return CopyRow<2>(to, to_step, from, from_step, n);
    case 4: return CopyRow<4>(to, to_step, from, from_step, n);
    case 8: return CopyRow<8>(to, to_step, from, from_step, n);
    default: return CopyRow<16>(to, to_step, from, from_step, n);
  }
}

}  // namespace

Expected<Elements> Elements::Make(const EvalContext& ctx, DataType type, std::vector<int64_t> dims) {
  Elements made;
  made.type_ = type;
  made.size_ = TypeBytes(type);
  if (type == DataType::kString) {
    GC_RETURN_IF_ERROR(ctx.Fits(type, dims));
    size_t n = 1;
    for (int64_t d : dims) n *= static_cast<size_t>(d);
    made.strings_.resize(n);
    made.room_ = ctx.max_bytes();
  } else {
    if (made.size_ == 0) return Error(StatusCode::kUnsupported, "a value of type %s", TypeName(type).c_str());
    GC_ASSIGN_OR_RETURN(made.bytes_, ctx.Allocate(type, dims));
  }
  made.dims_ = std::move(dims);
  return made;
}

Expected<Elements> Elements::CopyOf(const EvalContext& ctx, const Literal& value) {
  GC_ASSIGN_OR_RETURN(Elements made, Make(ctx, value.type(), value.dims()));
  made.Copy(0, value, 0, static_cast<int64_t>(value.elements()));
  return made;
}

void Elements::CopyString(int64_t to, const Literal& from, int64_t at) {
  const std::string& text = from.strings()[static_cast<size_t>(at)];
  over_ |= text.size() > room_;
  if (over_) return;
  room_ -= text.size();
  strings_[static_cast<size_t>(to)] = text;
}

void Elements::Copy(int64_t to, const Literal& from, int64_t at, int64_t n) {
  if (n <= 0) return;
  if (type_ == DataType::kString) {
    for (int64_t i = 0; i < n; ++i) CopyString(to + i, from, at + i);
    return;
  }
  const auto size = static_cast<int64_t>(size_);
  std::memcpy(bytes_.data() + to * size, from.bytes().data() + at * size, static_cast<size_t>(n * size));
}

void Elements::CopyBlock(std::span<const int64_t> dims, int64_t to, std::span<const int64_t> to_strides, const Literal& from, int64_t at,
                         std::span<const int64_t> from_strides) {
  const Loops<2> loops(dims, {to_strides, from_strides});
  const auto size = static_cast<int64_t>(size_);
  loops.ForEachRow({to, at}, [&](const Loops<2>::Offsets& offsets) {
    if (type_ == DataType::kString) {
      for (int64_t i = 0; i < loops.row(); ++i) CopyString(offsets[0] + i * loops.step(0), from, offsets[1] + i * loops.step(1));
    } else {
      CopyRow(size_, bytes_.data() + offsets[0] * size, loops.step(0), from.bytes().data() + offsets[1] * size, loops.step(1), loops.row());
    }
  });
}

void Elements::Fill(const Literal& from, int64_t at) {
  const std::vector<int64_t> to_strides = Strides(dims_), none(dims_.size(), 0);
  CopyBlock(dims_, 0, to_strides, from, at, none);
}

Status Elements::SetTo(EvalContext& ctx, size_t i) && {
  if (type_ == DataType::kString) {
    if (over_)
      return Error(StatusCode::kLimitExceeded, "a result of strings needs more than %llu bytes",
                   static_cast<unsigned long long>(ctx.max_bytes()));
    ctx.Set(i, Literal(std::move(dims_), std::move(strings_)));
  } else {
    ctx.Set(i, Literal(type_, std::move(dims_), model::Block(std::move(bytes_))));
  }
  return Status::Ok();
}

}  // namespace goldcrest::tf
