#include "convert/export.h"

#include <map>
#include <set>
#include <string_view>

#include "convert/initializer.h"
#include "model/op_version.h"

namespace goldcrest::convert {
namespace {

class Exporter {
 public:
  explicit Exporter(Program& program) : program_(program) {
    model_.description = "Goldcrest converted.";
    model_.buffers.emplace_back();  // the empty one
  }

  Expected<model::Model> Run() {
    GC_RETURN_IF_ERROR(AddInitializer());
    for (Signature& s : program_.signatures) graphs_.push_back(s.graph.get());
    if (initializer_ != nullptr) graphs_.push_back(initializer_.get());
    // Bodies are put behind as they are met.
    for (size_t i = 0; i < graphs_.size(); ++i) {
      const std::string name = i < program_.signatures.size() ? SubgraphName(i) : graphs_[i]->name;
      GC_RETURN_IF_ERROR(AddSubgraph(*graphs_[i], name).At("graph \"" + name + "\""));
    }
    for (size_t i = 0; i < program_.signatures.size(); ++i)
      AddSignature(program_.signatures[i].key, program_.signatures[i].input_names, program_.signatures[i].output_names, i);
    for (const SignatureAlias& a : program_.aliases) AddSignature(a.key, a.input_names, a.output_names, a.signature);
    model::SetOperatorVersions(model_);
    return std::move(model_);
  }

 private:
  std::string SubgraphName(size_t signature) const { return program_.signatures.size() == 1 ? "main" : program_.signatures[signature].key; }

  // One graph initializes whatever any signature uses; each signature that uses some of it calls that graph.
  Status AddInitializer() {
    GC_ASSIGN_OR_RETURN(initializer_, MakeInitializer(program_));
    if (initializer_ == nullptr) return Status::Ok();
    const int32_t index = static_cast<int32_t>(program_.signatures.size());
    for (Signature& s : program_.signatures) {
      if (!UsesState(*s.graph)) continue;
      model::CallOnceOptions options;
      options.init_subgraph_index = index;
      s.graph->AddBuiltin(BuiltinOperator::kCallOnce, options, "initialize", {}, s.graph->FirstOperation());
    }
    return Status::Ok();
  }

  Status AddSubgraph(const Graph& graph, const std::string& name) {
    const size_t index = model_.subgraphs.size();
    model_.subgraphs.emplace_back();
    model_.subgraphs[index].name = name;
    std::map<const Value*, int32_t> numbers;
    const auto number = [&](const Value* v) { return v == nullptr ? -1 : numbers.at(v); };
    // Inputs first, as readers of files like them.
    for (const Value* v : graph.inputs) GC_RETURN_IF_ERROR(AddTensor(index, *v, &numbers));
    for (const auto& node : graph.nodes()) {
      if (node->kind == NodeKind::kArg) continue;
      if (node->kind == NodeKind::kTf)
        return Error(StatusCode::kInternal, "node \"%s\" (%s) was not lowered", node->name.c_str(), node->op.c_str());
      if (node->kind == NodeKind::kConst && node->output()->uses.empty() && !graph.IsOutput(node->output())) continue;
      for (const auto& v : node->outputs) GC_RETURN_IF_ERROR(AddTensor(index, *v, &numbers).At("node \"" + node->name + "\""));
      if (node->kind == NodeKind::kConst) continue;
      model::Operator op;
      for (const Value* v : node->inputs) op.inputs.push_back(number(v));
      for (const auto& v : node->outputs) op.outputs.push_back(number(v.get()));
      op.options = OptionsOf(*node);
      op.custom_options = model::Block(node->custom_options);
      const bool custom = node->kind == NodeKind::kCustom;
      op.opcode_index = model::FindOrAddOperatorCode(model_, custom ? BuiltinOperator::kCustom : node->builtin, custom ? node->op : "", 1);
      model_.subgraphs[index].operators.push_back(std::move(op));
    }
    for (const Value* v : graph.inputs) model_.subgraphs[index].inputs.push_back(number(v));
    for (const Value* v : graph.outputs) model_.subgraphs[index].outputs.push_back(number(v));
    return Status::Ok();
  }

  // The node's bodies get their subgraph numbers here.
  model::Options OptionsOf(const Node& node) {
    std::vector<int32_t> bodies;
    for (const auto& body : node.bodies) {
      bodies.push_back(static_cast<int32_t>(graphs_.size()));
      graphs_.push_back(body.get());
    }
    if (node.Is(BuiltinOperator::kWhile) && bodies.size() == 2) {
      model::WhileOptions options;
      options.cond_subgraph_index = bodies[0];
      options.body_subgraph_index = bodies[1];
      return options;
    }
    if (node.Is(BuiltinOperator::kIf) && bodies.size() == 2) {
      model::IfOptions options;
      options.then_subgraph_index = bodies[0];
      options.else_subgraph_index = bodies[1];
      return options;
    }
    return node.options;
  }

  Status AddTensor(size_t subgraph, const Value& v, std::map<const Value*, int32_t>* numbers) {
    model::Tensor t;
    t.name = NameOf(subgraph, v);
    GC_ASSIGN_OR_RETURN(t.type, tf::ToTensorType(v.type));
    t.has_rank = v.shape.has_rank();
    for (int64_t d : v.shape.dims()) {
      if (d > INT32_MAX) return Error(StatusCode::kUnsupported, "a dimension of %lld", static_cast<long long>(d));
      t.shape.push_back(d < 0 ? 1 : static_cast<int32_t>(d));
    }
    if (v.shape.has_rank() && !v.shape.IsStatic())
      for (int64_t d : v.shape.dims()) t.shape_signature.push_back(d < 0 ? -1 : static_cast<int32_t>(d));
    if (const tf::Literal* constant = v.constant()) {
      GC_ASSIGN_OR_RETURN(t.buffer, BufferOf(*constant));
    }
    std::vector<model::Tensor>& tensors = model_.subgraphs[subgraph].tensors;
    numbers->emplace(&v, static_cast<int32_t>(tensors.size()));
    tensors.push_back(std::move(t));
    return Status::Ok();
  }

  std::string NameOf(size_t subgraph, const Value& v) {
    std::string name = !v.name.empty() ? v.name : v.producer->name + (v.index > 0 ? ":" + std::to_string(v.index) : "");
    std::set<std::string>& taken = names_[subgraph];
    std::string unique = name;
    for (int i = 1; !taken.insert(unique).second; ++i) unique = name + "_" + std::to_string(i);
    return unique;
  }

  Expected<uint32_t> BufferOf(const tf::Literal& constant) {
    GC_ASSIGN_OR_RETURN(model::Block block, tf::TensorBytes(constant));
    const std::string_view key(reinterpret_cast<const char*>(block.data()), block.size());
    const auto found = buffers_.find(key);
    if (found != buffers_.end()) return found->second;
    const uint32_t index = static_cast<uint32_t>(model_.buffers.size());
    model_.buffers.push_back({std::move(block), false});
    // The map's key lies in the buffer that was just kept: blocks share their bytes.
    const model::Block& kept = model_.buffers.back().data;
    if (!kept.empty()) buffers_.emplace(std::string_view(reinterpret_cast<const char*>(kept.data()), kept.size()), index);
    return index;
  }

  void AddSignature(const std::string& key, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                    size_t subgraph) {
    model::SignatureDef def;
    def.signature_key = key;
    def.subgraph_index = static_cast<uint32_t>(subgraph);
    const model::Subgraph& sub = model_.subgraphs[subgraph];
    for (size_t i = 0; i < inputs.size(); ++i) def.inputs.push_back({inputs[i], static_cast<uint32_t>(sub.inputs[i])});
    for (size_t i = 0; i < outputs.size(); ++i) def.outputs.push_back({outputs[i], static_cast<uint32_t>(sub.outputs[i])});
    model_.signature_defs.push_back(std::move(def));
  }

  Program& program_;
  model::Model model_;
  std::vector<const Graph*> graphs_;
  std::unique_ptr<Graph> initializer_;
  std::map<std::string_view, uint32_t> buffers_;
  std::map<size_t, std::set<std::string>> names_;
};

}  // namespace

Expected<model::Model> Export(Program& program) { return Exporter(program).Run(); }

}  // namespace goldcrest::convert
