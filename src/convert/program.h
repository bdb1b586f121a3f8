// Program: a SavedModel or frozen graph as the converter works on it: one graph a signature, and what the graphs share.
#ifndef GOLDCREST_SRC_CONVERT_PROGRAM_H_
#define GOLDCREST_SRC_CONVERT_PROGRAM_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

// A variable of the model. In graphs it is a node of the TensorFlow operator "VarHandleOp" whose attribute "variable" is its number here
// (an int64) and whose only output has type kResource. While and If pass that output on to their bodies.
struct Variable {
  std::string name;  // unique, from the checkpoint key
  tf::DataType type = tf::DataType::kInvalid;
  tf::PartialShape shape;
  // From the checkpoint; without a value (type kInvalid) where it holds none, as for optimizer state that was never saved.
  tf::Literal value;
};

// A hash table. In graphs: "HashTableV2" with the attribute "table", its number here; the only output has type kResource.
struct Table {
  std::string name;
  tf::DataType key_type = tf::DataType::kInvalid;
  tf::DataType value_type = tf::DataType::kInvalid;
  tf::Literal keys;  // what the model's initializer puts in; empty where nothing does
  tf::Literal values;
};

struct Signature {
  std::string key;
  std::unique_ptr<Graph> graph;
  // Beside graph->inputs and graph->outputs, the names that the signature gives them; sorted as TensorFlow's converter writes them: by
  // name.
  std::vector<std::string> input_names;
  std::vector<std::string> output_names;
};

// Another key for a signature, with names of its own (equal_signatures.h).
struct SignatureAlias {
  std::string key;
  size_t signature;
  std::vector<std::string> input_names;
  std::vector<std::string> output_names;
};

// The graphs have no calls (PartitionedCall and the like are inlined) and no control edges: order stands for them. Loops and branches
// (While, StatelessWhile, If, StatelessIf, Case, StatelessCase) hold their functions as Node::bodies: cond and body; then and else;
// branches in order. Every node kept its attributes, operator defaults filled in; functions in attributes that are bodies are taken out.
// Captured constants are kConst nodes.
struct Program {
  std::string tensorflow_version;
  std::vector<Variable> variables;
  std::vector<Table> tables;
  std::vector<Signature> signatures;
  std::vector<SignatureAlias> aliases;
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PROGRAM_H_
