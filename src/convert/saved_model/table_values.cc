#include "convert/saved_model/table_values.h"

#include <charconv>
#include <cstdlib>

#include "base/file.h"
#include "tfops/op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

constexpr int kMaxDepth = 64;
// Columns of a text file that are none.
constexpr int64_t kWholeLine = -2, kLineNumber = -1;

// The value that `value` has on every run.
Expected<Literal> Evaluate(const Value* value, int depth, ByteBudget* budget) {
  if (const Literal* constant = value->constant()) return *constant;
  const Node& node = *value->producer;
  const tf::Op* op = node.kind == NodeKind::kTf ? tf::FindOp(node.op) : nullptr;
  if (node.Is("Identity") && depth < kMaxDepth) return Evaluate(node.input(0), depth + 1, budget);
  if (op == nullptr || !op->has_eval() || depth >= kMaxDepth)
    return Error(StatusCode::kUnsupported, "it depends on node \"%s\" (%s), which is not evaluated", node.name.c_str(), node.op.c_str());
  std::vector<Literal> inputs;
  std::vector<DataType> types;
  for (const Value* input : node.inputs) {
    GC_ASSIGN_OR_RETURN(Literal literal, Evaluate(input, depth + 1, budget));
    inputs.push_back(std::move(literal));
  }
  for (const auto& output : node.outputs) types.push_back(output->type);
  constexpr uint64_t kMaxBytes = uint64_t{1} << 28;
  tf::EvalContext context(node.attrs, inputs, types, kMaxBytes);
  GC_RETURN_IF_ERROR(tf::Eval(*op, context));
  Literal result = std::move(context.outputs()[static_cast<size_t>(value->index)]);
  GC_RETURN_IF_ERROR(budget->Take(result.bytes().size()));
  return result;
}

// The lines, without what ends them.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Expected<std::string_view> Column(std::string_view line, int64_t index, char delimiter) {
  if (index == kWholeLine) return line;
  for (int64_t i = 0;; ++i) {
    const size_t end = line.find(delimiter);
    if (i == index) return line.substr(0, end);
    if (end == std::string_view::npos) return Error(StatusCode::kInvalidModel, "a line has no column %lld", static_cast<long long>(index));
    line.remove_prefix(end + 1);
  }
}

// Column `index` of all lines, as the table wants it.
Expected<Literal> FromColumn(const std::vector<std::string_view>& lines, int64_t index, char delimiter, DataType type) {
  const std::vector<int64_t> dims = {static_cast<int64_t>(lines.size())};
  std::vector<std::string> strings;
  std::vector<int64_t> ints;
  std::vector<double> doubles;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (index == kLineNumber) {
      ints.push_back(static_cast<int64_t>(i));
      continue;
    }
    GC_ASSIGN_OR_RETURN(const std::string_view text, Column(lines[i], index, delimiter));
    if (type == DataType::kString) {
      strings.emplace_back(text);
    } else if (type == DataType::kInt64 || type == DataType::kInt32) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ints.emplace_back());
      if (error != std::errc() || end != text.data() + text.size())
        return Error(StatusCode::kInvalidModel, "line %zu holds \"%.60s\" where a number belongs", i + 1, std::string(text).c_str());
    } else {
      doubles.push_back(std::strtod(std::string(text).c_str(), nullptr));
    }
  }
  if (index == kLineNumber || !ints.empty()) return tf::LiteralFromInts(type, dims, ints);
  if (type == DataType::kString) return Literal(dims, std::move(strings));
  return tf::LiteralFromDoubles(type, dims, doubles);
}

Status FillFromText(const Node& init, const std::string& assets_folder, ByteBudget* budget, Table* table) {
  if (init.num_inputs() != 2) return Error(StatusCode::kInvalidModel, "it has %d inputs, not 2", init.num_inputs());
  GC_ASSIGN_OR_RETURN(const Literal path, Evaluate(init.input(1), 0, budget));
  if (path.type() != DataType::kString || path.elements() != 1) return Error(StatusCode::kInvalidModel, "its file has no name");
  const std::string& name = path.strings()[0];
  if (!name.starts_with(assets_folder) || name.find("..", assets_folder.size()) != std::string::npos)
    return Error(StatusCode::kUnsupported, "it reads the file '%.200s', which is not among the model's assets", name.c_str());
  constexpr uint64_t kMaxBytes = uint64_t{1} << 30;
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> file, CopyFile(name, kMaxBytes));
  const std::string_view text(reinterpret_cast<const char*>(file->span().data()), file->span().size());
  std::vector<std::string_view> lines = Lines(text);
  GC_RETURN_IF_ERROR(budget->Take(CheckedSize(lines.size()) * (2 * sizeof(std::string)) + CheckedSize(text.size()) * 2));
  const int64_t offset = init.attrs.Int("offset"), count = init.attrs.Int("vocab_size", -1);
  if (offset < 0 || offset > static_cast<int64_t>(lines.size()))
    return Error(StatusCode::kInvalidModel, "its file has %zu lines, it starts at %lld", lines.size(), static_cast<long long>(offset));
  lines.erase(lines.begin(), lines.begin() + offset);
  if (count > static_cast<int64_t>(lines.size()))
    return Error(StatusCode::kInvalidModel, "its file has %zu lines, it needs %lld", lines.size(), static_cast<long long>(count));
  if (count >= 0) lines.resize(static_cast<size_t>(count));
  const std::string_view delimiter = init.attrs.String("delimiter", "\t");
  const char split = delimiter.empty() ? '\t' : delimiter[0];
  GC_ASSIGN_OR_RETURN(table->keys, FromColumn(lines, init.attrs.Int("key_index", kWholeLine), split, table->key_type));
  GC_ASSIGN_OR_RETURN(table->values, FromColumn(lines, init.attrs.Int("value_index", kLineNumber), split, table->value_type));
  return Status::Ok();
}

Status FillFromTensors(const Node& init, ByteBudget* budget, Table* table) {
  if (init.num_inputs() != 3) return Error(StatusCode::kInvalidModel, "it has %d inputs, not 3", init.num_inputs());
  GC_ASSIGN_OR_RETURN(table->keys, Evaluate(init.input(1), 0, budget));
  GC_ASSIGN_OR_RETURN(table->values, Evaluate(init.input(2), 0, budget));
  return Status::Ok();
}

}  // namespace

bool IsTableInit(const std::string& op) {
  return op == "LookupTableImportV2" || op == "LookupTableImport" || op == "InitializeTableV2" || op == "InitializeTable" ||
         op == "InitializeTableFromTextFileV2" || op == "InitializeTableFromTextFile";
}

Status FillTable(const Node& init, const std::string& assets_folder, ByteBudget* budget, Table* table) {
  const bool from_text = init.op.starts_with("InitializeTableFromTextFile");
  Status filled = from_text ? FillFromText(init, assets_folder, budget, table) : FillFromTensors(init, budget, table);
  if (filled.ok() && (table->keys.type() != table->key_type || table->values.type() != table->value_type))
    filled = Error(StatusCode::kInvalidModel, "it fills a table from %s to %s with %s and %s", tf::TypeName(table->key_type).c_str(),
                   tf::TypeName(table->value_type).c_str(), tf::TypeName(table->keys.type()).c_str(),
                   tf::TypeName(table->values.type()).c_str());
  if (filled.ok() && (table->keys.rank() != 1 || table->values.rank() < 1 || table->values.dim(0) != table->keys.dim(0)))
    filled = Error(StatusCode::kInvalidModel, "keys of shape %s with values of shape %s", table->keys.shape().ToString().c_str(),
                   table->values.shape().ToString().c_str());
  return filled.ok() ? filled : std::move(filled).At("table \"" + table->name + "\", node \"" + init.name + "\" (" + init.op + ")");
}

}  // namespace goldcrest::convert
