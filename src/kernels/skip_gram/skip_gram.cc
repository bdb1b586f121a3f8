// SKIP_GRAM: sequences of ngram_size words of a text, in order, that leave out at most max_skip_size words between neighbours.
//   "a b c" with ngram_size 2, max_skip_size 1 -> ["a b", "a c", "b c"]
// With include_all_ngrams shorter sequences too. The text is the first string of the input.
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/common/define.h"
#include "runtime/strings.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kString}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kString}));
  ctx.SetOutputUnknown(0);
  return Status::Ok();
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// As TensorFlow Lite splits it: a word that begins with a space, as the first may, is dropped, unless it is the last.
std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  size_t begin = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (!IsSpace(text[i])) continue;
    if (i > begin && !IsSpace(text[begin])) words.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

// Calls `take` with the words' numbers of each sequence, in order; stops at an error.
template <typename Take>
Status ForEachGram(const model::SkipGramOptions& o, int64_t words, Take take) {
  const int64_t size = o.ngram_size;
  if (size < 1 || words < size) return Status::Ok();
  std::vector<int64_t> stack(static_cast<size_t>(size));
  int64_t depth = 1;
  while (depth >= 0) {
    const size_t d = static_cast<size_t>(depth);
    // The words behind must suffice for a whole sequence: others would be built in vain.
    const int64_t needed = o.include_all_ngrams ? 1 : size - depth;
    const bool deeper = depth < size && stack[d] + needed < words && (depth == 0 || stack[d] - stack[d - 1] <= o.max_skip_size);
    if (deeper) {
      ++stack[d];
      ++depth;
      if (depth < size) stack[d + 1] = stack[d];
      continue;
    }
    if (depth > 0 && (o.include_all_ngrams || depth == size)) GC_RETURN_IF_ERROR(take(std::span<const int64_t>(stack.data(), d)));
    --depth;
  }
  return Status::Ok();
}

// Bytes of a sequence joined by spaces.
size_t LengthOf(const std::vector<std::string_view>& words, std::span<const int64_t> gram) {
  size_t length = gram.size() - 1;
  for (int64_t w : gram) length += words[static_cast<size_t>(w)].size();
  return length;
}

void Write(const std::vector<std::string_view>& words, std::span<const int64_t> gram, uint8_t* to) {
  for (size_t i = 0; i < gram.size(); ++i) {
    const std::string_view word = words[static_cast<size_t>(gram[i])];
    if (i > 0) *to++ = ' ';
    std::memcpy(to, word.data(), word.size());
    to += word.size();
  }
}

Status Eval(const model::SkipGramOptions& o, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const auto texts, ReadStrings({ctx.in<uint8_t>(0), ctx.input(0).bytes}));
  if (texts.empty()) return Error(StatusCode::kRuntimeError, "has no text");
  const std::vector<std::string_view> words = WordsOf(texts[0]);
  const int64_t count_of_words = static_cast<int64_t>(words.size());
  size_t count = 0, characters = 0;
  GC_RETURN_IF_ERROR(ForEachGram(o, count_of_words, [&](std::span<const int64_t> gram) {
    ++count;
    characters += LengthOf(words, gram);
    if ((count + 2) * sizeof(int32_t) + characters > INT32_MAX) {
      return Error(StatusCode::kLimitExceeded, "makes more than 2^31 bytes of strings");
    }
    // A text of a few words can have very many sequences.
    return count % 64 == 0 ? ctx.subgraphs().CountIteration() : Status::Ok();
  }));
  const size_t header = (count + 2) * sizeof(int32_t);
  GC_RETURN_IF_ERROR(ctx.AllocateOutput(0, Shape{static_cast<int32_t>(count)}, header + characters));
  int32_t* offsets = ctx.out<int32_t>(0);
  *offsets++ = static_cast<int32_t>(count);
  size_t at = header;
  *offsets = static_cast<int32_t>(at);
  return ForEachGram(o, count_of_words, [&](std::span<const int64_t> gram) {
    Write(words, gram, ctx.out<uint8_t>(0) + at);
    at += LengthOf(words, gram);
    *++offsets = static_cast<int32_t>(at);
    return Status::Ok();
  });
}

Expected<Kernel> Select(SelectContext& ctx) {
  return Kernel::Make<model::SkipGramOptions, Eval>("skip_gram", OptionsOf<model::SkipGramOptions>(ctx));
}

}  // namespace

GC_DEFINE_OPERATOR(SkipGram, Infer, Select)

}  // namespace goldcrest::kernels
