// Table: rows of text in columns that line up.
//
//   Table table({"index", "name"}, {Table::kRight, Table::kLeft});
//   table.AddRow({"0", "logits"});
//   std::fputs(table.ToString().c_str(), stdout);
#ifndef GOLDCREST_TOOLS_COMMON_TABLE_H_
#define GOLDCREST_TOOLS_COMMON_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldcrest::tools {

class Table {
 public:
  enum Alignment { kLeft, kRight };

  // Columns without an alignment are left-aligned.
  explicit Table(std::vector<std::string> headers, std::vector<Alignment> alignments = {});

  // Missing cells are empty. Characters that would move the cursor (a model chooses its names) are shown as '?'.
  void AddRow(std::vector<std::string> cells);

  // Headers, a line, rows; two spaces between columns; every line ends with a line break and without spaces.
  std::string ToString() const;

 private:
  std::vector<std::string> headers_;
  std::vector<Alignment> alignments_;
  std::vector<std::vector<std::string>> rows_;
};

// `text` with control characters and bytes that are no UTF-8 replaced by '?': one line, whatever it holds.
std::string Printable(std::string_view text);

// "1.5 KB", "3.4 MB": powers of 1000.
std::string HumanBytes(uint64_t bytes);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_TABLE_H_
