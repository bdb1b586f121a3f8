// Strings: joined, measured, turned into numbers and back.
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "tfops/elements.h"
#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status NotStrings(const Literal& in) {
  return Error(StatusCode::kInvalidModel, "%s where strings are expected", TypeName(in.type()).c_str());
}

// Scalars broadcast; everything else has one shape.
Status InferJoin(InferContext& ctx) {
  PartialShape shape = PartialShape::Scalar();
  bool seen = false;
  for (size_t i = 0; i < ctx.num_inputs(); ++i) {
    const PartialShape& in = ctx.shape(i);
    if (!in.has_rank()) return Status::Ok();
    if (in.rank() == 0) continue;
    GC_ASSIGN_OR_RETURN(shape, Merge(seen ? shape : PartialShape(), in));
    seen = true;
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status SetStrings(EvalContext& ctx, const std::vector<int64_t>& dims, std::vector<std::string> strings) {
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kString, dims));
  uint64_t bytes = 0;
  for (const std::string& s : strings) bytes += s.size();
  if (bytes > ctx.max_bytes()) return Error(StatusCode::kLimitExceeded, "strings of %llu bytes", static_cast<unsigned long long>(bytes));
  ctx.Set(0, Literal(dims, std::move(strings)));
  return Status::Ok();
}

Status Join(EvalContext& ctx) {
  const std::string_view separator = ctx.attrs().String("separator");
  const auto n = static_cast<size_t>(ctx.shape(0).elements());
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kString, ctx.dims(0)));
  std::vector<std::string> joined(n);
  uint64_t bytes = 0;
  for (size_t k = 0; k < ctx.num_inputs(); ++k) {
    const Literal& in = ctx.input(k);
    if (in.type() != DataType::kString) return NotStrings(in);
    for (size_t i = 0; i < n; ++i) {
      if (k > 0) joined[i] += separator;
      const std::string& part = in.strings()[in.rank() == 0 ? 0 : i];
      bytes += part.size() + separator.size();
      if (bytes > ctx.max_bytes())
        return Error(StatusCode::kLimitExceeded, "joined strings need more than %llu bytes",
                     static_cast<unsigned long long>(ctx.max_bytes()));
      joined[i] += part;
    }
  }
  return SetStrings(ctx, ctx.dims(0), std::move(joined));
}

// Bytes, or (unit UTF8_CHAR) the bytes that begin a character.
Status Length(EvalContext& ctx) {
  if (ctx.input(0).type() != DataType::kString) return NotStrings(ctx.input(0));
  const bool characters = ctx.attrs().String("unit", "BYTE") == "UTF8_CHAR";
  std::vector<int64_t> lengths;
  for (const std::string& s : ctx.input(0).strings()) {
    int64_t n = 0;
    for (char c : s) n += !characters || (static_cast<uint8_t>(c) & 0xC0) != 0x80;
    lengths.push_back(n);
  }
  return SetIntegers(ctx, 0, ctx.input(0).dims(), lengths);
}

template <void (*f)(std::string&)>
Status MapStrings(EvalContext& ctx) {
  if (ctx.input(0).type() != DataType::kString) return NotStrings(ctx.input(0));
  std::vector<std::string> strings = ctx.input(0).strings();
  for (std::string& s : strings) f(s);
  return SetStrings(ctx, ctx.input(0).dims(), std::move(strings));
}

// Without an encoding the letters of ASCII alone change.
template <char first, char last, int by>
void Shift(std::string& s) {
  for (char& c : s)
    if (c >= first && c <= last) c = static_cast<char>(c + by);
}

template <char first, char last, int by>
Status MapCase(EvalContext& ctx) {
  if (!ctx.attrs().String("encoding").empty()) {
    if (ctx.input(0).type() != DataType::kString) return NotStrings(ctx.input(0));
    for (const std::string& s : ctx.input(0).strings())
      for (char c : s)
        if ((static_cast<uint8_t>(c) & 0x80) != 0) return Error(StatusCode::kUnsupported, "letters beyond ASCII");
  }
  return MapStrings<Shift<first, last, by>>(ctx);
}

void Strip(std::string& s) {
  const auto space = " \t\n\v\f\r";
  const size_t begin = s.find_first_not_of(space);
  s = begin == std::string::npos ? std::string() : s.substr(begin, s.find_last_not_of(space) - begin + 1);
}

Status ToNumber(EvalContext& ctx) {
  if (ctx.input(0).type() != DataType::kString) return NotStrings(ctx.input(0));
  const bool integer = !IsFloating(ctx.output_type(0));
  std::vector<double> numbers;
  std::vector<int64_t> integers;
  for (std::string s : ctx.input(0).strings()) {
    Strip(s);
    int64_t whole = 0;
    char* end = nullptr;
    bool good = !s.empty();
    if (integer) {
      const auto [stop, error] = std::from_chars(s.data() + (s[0] == '+' ? 1 : 0), s.data() + s.size(), whole);
      good = good && error == std::errc() && stop == s.data() + s.size();
      integers.push_back(whole);
    } else {
      numbers.push_back(std::strtod(s.c_str(), &end));
      good = good && end == s.c_str() + s.size();
    }
    if (!good) return Error(StatusCode::kRuntimeError, "\"%.60s\" is no number", s.c_str());
  }
  return integer ? SetIntegers(ctx, 0, ctx.input(0).dims(), integers) : SetDoubles(ctx, 0, ctx.input(0).dims(), numbers);
}

// Numbers as C prints them; floats with six digits unless the attributes say otherwise.
Status AsString(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const Attrs& a = ctx.attrs();
  const int64_t width = a.Int("width", -1), precision = a.Int("precision", -1);
  const std::string_view fill = a.String("fill");
  if (in.type() == DataType::kString) {
    ctx.Set(0, in);
    return Status::Ok();
  }
  if (width > 1000 || precision > 1000 || fill.size() > 1 ||
      (fill.size() == 1 && std::string_view(" +0-#").find(fill[0]) == std::string_view::npos))
    return Error(StatusCode::kUnsupported, "a width of %lld and a precision of %lld", static_cast<long long>(width),
                 static_cast<long long>(precision));
  std::string format = "%" + std::string(fill);
  if (width >= 0) format += std::to_string(width);
  std::vector<std::string> texts;
  char text[2400];
  if (Expected<std::vector<int64_t>> ints = in.AsInts(); ints.ok()) {
    format += "lld";
    for (int64_t v : *ints) {
      if (in.type() == DataType::kBool) {
        texts.push_back(v != 0 ? "true" : "false");
        continue;
      }
      std::snprintf(text, sizeof text, format.c_str(), static_cast<long long>(v));
      texts.push_back(text);
    }
  } else {
    GC_ASSIGN_OR_RETURN(const std::vector<double> values, in.AsDoubles());
    if (precision >= 0) format += "." + std::to_string(precision);
    format += a.Bool("scientific") ? 'e' : a.Bool("shortest") ? 'g' : 'f';
    for (double v : values) {
      std::snprintf(text, sizeof text, format.c_str(), v);
      texts.push_back(text);
    }
  }
  return SetStrings(ctx, in.dims(), std::move(texts));
}

Status InferSplitV2(InferContext& ctx) {
  ctx.Set(0, PartialShape({PartialShape::kUnknown, 2}));
  ctx.Set(1, PartialShape::OfRank(1));
  ctx.Set(2, PartialShape({2}));
  return Status::Ok();
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"AsString", 1, 1, InferFirst, AsString},
    {"DecodeBase64", 1, 1, InferFirst, nullptr},
    {"EncodeBase64", 1, 1, InferFirst, nullptr},
    {"ReduceJoin", 2, 1, InferUnknown, nullptr},
    {"RegexFullMatch", 2, 1, InferFirst, nullptr},
    {"RegexReplace", 3, 1, InferFirst, nullptr},
    {"StaticRegexFullMatch", 1, 1, InferFirst, nullptr},
    {"StaticRegexReplace", 1, 1, InferFirst, nullptr},
    {"StringFormat", 0, 1, InferScalar, nullptr},
    {"StringJoin", 1, 1, InferJoin, Join},
    {"StringLength", 1, 1, InferFirst, Length},
    {"StringLower", 1, 1, InferFirst, MapCase<'A', 'Z', 32>},
    {"StringSplit", 2, 3, InferSplitV2, nullptr},
    {"StringSplitV2", 2, 3, InferSplitV2, nullptr},
    {"StringStrip", 1, 1, InferFirst, MapStrings<Strip>},
    {"StringToHashBucket", 1, 1, InferFirst, nullptr},
    {"StringToHashBucketFast", 1, 1, InferFirst, nullptr},
    {"StringToHashBucketStrong", 1, 1, InferFirst, nullptr},
    {"StringToNumber", 1, 1, InferFirst, ToNumber},
    {"StringUpper", 1, 1, InferFirst, MapCase<'a', 'z', -32>},
    {"Substr", 3, 1, InferFirst, nullptr},
    {"UnicodeTranscode", 1, 1, InferFirst, nullptr},
};

}  // namespace

std::span<const Op> StringOps() { return kOps; }

}  // namespace goldcrest::tf
