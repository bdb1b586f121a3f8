#include "model/flatbuffer_view.h"

#include <algorithm>

namespace goldcrest::model {

TableView FlatBufferReading::Root() {
  const uint32_t offset = At<uint32_t>(0);
  return ok() ? TableView(this, offset) : TableView();
}

Status FlatBufferReading::status() const {
  const auto where = static_cast<unsigned long long>(where_);
  switch (failure_) {
    case Failure::kNone: return Status::Ok();
    case Failure::kOutside:
      return Error(StatusCode::kInvalidModel, "not a valid FlatBuffer: what byte %llu refers to is not inside its %zu bytes", where,
                   bytes_.size());
    case Failure::kOverBudget:
      return Error(StatusCode::kLimitExceeded, "the structure at byte %llu would unfold to more memory than the limit allows", where);
  }
  return Status::Ok();
}

void FlatBufferReading::Fail(uint64_t where) {
  if (!ok()) return;
  failure_ = Failure::kOutside;
  where_ = where;
}

bool FlatBufferReading::Inside(uint64_t begin, uint64_t size) {
  // Positions and sizes come from 32-bit fields, so their sum cannot wrap.
  extent_ = std::max(extent_, begin + size);
  if (begin <= bytes_.size() && size <= bytes_.size() - begin) return true;
  Fail(begin);
  return false;
}

bool FlatBufferReading::Charge(uint64_t count, uint64_t each) {
  const uint64_t cost = count * each;  // both below 2^32
  if (cost <= budget_) {
    budget_ -= cost;
    return true;
  }
  budget_ = 0;
  if (ok()) {
    failure_ = Failure::kOverBudget;
    where_ = extent_;
  }
  return false;
}

TableView TablesView::operator[](uint32_t i) const {
  const uint64_t element = first_ + 4 * static_cast<uint64_t>(i);
  const uint32_t offset = reading_->At<uint32_t>(element);
  return TableView(reading_, element + offset);
}

TableView::TableView(FlatBufferReading* reading, uint64_t position) {
  const int64_t back = reading->At<int32_t>(position);
  const int64_t directory = static_cast<int64_t>(position) - back;
  if (!reading->ok() || directory < 0) {
    reading->Fail(position);
    return;
  }
  const uint16_t size = reading->At<uint16_t>(static_cast<uint64_t>(directory));
  if (size < 4 || size % 2 != 0 || !reading->Inside(static_cast<uint64_t>(directory), size)) {
    reading->Fail(position);
    return;
  }
  reading_ = reading;
  position_ = position;
  directory_ = static_cast<uint64_t>(directory);
  directory_size_ = size;
}

uint64_t TableView::FieldPosition(int field) const {
  if (reading_ == nullptr || field + 2 > directory_size_) return 0;
  const uint16_t offset = reading_->At<uint16_t>(directory_ + static_cast<uint64_t>(field));
  return offset == 0 ? 0 : position_ + offset;
}

uint64_t TableView::Target(int field) const {
  const uint64_t position = FieldPosition(field);
  if (position == 0) return 0;
  const uint32_t offset = reading_->At<uint32_t>(position);
  return reading_->ok() ? position + offset : 0;
}

TableView::Extent TableView::VectorExtent(int field, size_t stored_each, size_t copied_each) const {
  const uint64_t target = Target(field);
  if (target == 0) return {};
  const uint32_t count = reading_->At<uint32_t>(target);
  if (!reading_->ok() || !reading_->Inside(target + 4, static_cast<uint64_t>(count) * stored_each)) return {};
  if (!reading_->Charge(count, copied_each)) return {};
  return {target + 4, count};
}

std::string TableView::String(int field) const {
  const Extent extent = VectorExtent(field, 1, 1);
  if (extent.count == 0) return {};
  return std::string(reinterpret_cast<const char*>(reading_->bytes().data() + extent.begin), extent.count);
}

std::span<const uint8_t> TableView::ByteSpan(int field) const {
  const Extent extent = VectorExtent(field, 1, 0);
  if (extent.begin == 0) return {};
  return reading_->bytes().subspan(static_cast<size_t>(extent.begin), extent.count);
}

TableView TableView::Table(int field) const {
  const uint64_t target = Target(field);
  return target == 0 ? TableView() : TableView(reading_, target);
}

TablesView TableView::Tables(int field, size_t bytes_each) const {
  const Extent extent = VectorExtent(field, 4, bytes_each);
  return extent.begin == 0 ? TablesView() : TablesView(reading_, extent.begin, extent.count);
}

}  // namespace goldcrest::model
