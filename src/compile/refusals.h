// Gathers what operators refuse, so that one load names every operator that stands in the way, not the first.
#ifndef GOLDCREST_SRC_COMPILE_REFUSALS_H_
#define GOLDCREST_SRC_COMPILE_REFUSALS_H_

#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "runtime/graph.h"

namespace goldcrest::compile {

// Entries joined by "; ", within a bound: names in a model may be of any length, and nodes of any number.
class EntryList {
 public:
  static constexpr size_t kMostBytes = 4000;   // of all entries
  static constexpr size_t kMostOfEntry = 600;  // of one among several

  void Add(std::string entry);
  int size() const { return count_; }
  // "a; b; and 3 more". One entry alone is whole.
  std::string Text() const;

 private:
  std::string first_;
  std::string text_;
  int shown_ = 0;
  int count_ = 0;
};

class Refusals {
 public:
  // Takes what `node` of `graph` answered. False where it is nothing that can stand beside others (memory ran out, a limit was
  // reached, a mistake of ours): then the caller stops and returns status().
  bool Add(const Graph& graph, const GraphNode& node, Status refusal);
  bool empty() const { return list_.size() == 0; }
  // The only refusal, or one status with the code of the first that names them all. OK where there is none.
  Status status() const;

 private:
  EntryList list_;
  Status first_;
  std::vector<Status::Node> nodes_;
};

// "version 2 of FLOAT32, INT8 to FLOAT32".
std::string DescribeUse(const Graph& graph, const GraphNode& node);
std::string DescribeUse(const model::Model& model, const model::Subgraph& subgraph, const model::Operator& op);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_REFUSALS_H_
