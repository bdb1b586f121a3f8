#include <algorithm>
#include <set>

#include "base/file.h"
#include "convert/saved_model/attr_reader.h"
#include "convert/saved_model/graph_reader.h"
#include "convert/saved_model/initial_values.h"
#include "convert/saved_model/read.h"
#include "convert/saved_model/refuse.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

// Before this version a Placeholder without a known shape was written as a scalar.
constexpr int kScalarsAreScalars = 24;

Expected<proto::GraphDef> ParseGraph(const std::string& path) {
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> file, MapFile(path));
  const std::span<const uint8_t> bytes = file->span();
  proto::GraphDef graph;
  const bool parsed = bytes.size() <= INT32_MAX && graph.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (!parsed || graph.node_size() == 0) return RefuseMessageFile(path, bytes, "frozen graph (GraphDef)");
  return graph;
}

// The types of a node's results.
Expected<std::vector<tf::DataType>> ResultTypes(const proto::NodeDef& node, const OpDefs& defs, ByteBudget* budget) {
  const proto::OpDef* op = defs.Find(node.op());
  if (op == nullptr)
    return Error(StatusCode::kUnsupported, "node \"%s\" is of the unknown operator %s", node.name().c_str(), node.op().c_str());
  GC_ASSIGN_OR_RETURN(const tf::Attrs attrs, AttrsFromProto(node, op, {}, budget));
  auto layout = LayoutOutputs(*op, attrs);
  if (!layout.ok()) return std::move(layout).status().At("node \"" + node.name() + "\" (" + node.op() + ")");
  return layout->types;
}

tf::PartialShape ShapeInGraph(const proto::NodeDef& node, int64_t result, int producer) {
  const auto shapes = node.attr().find("_output_shapes");
  if (shapes != node.attr().end() && result < shapes->second.list().shape_size())
    return ShapeFromProto(shapes->second.list().shape(static_cast<int>(result)));
  const auto shape = node.attr().find("shape");
  if (shape == node.attr().end() || !shape->second.has_shape()) return {};
  tf::PartialShape read = ShapeFromProto(shape->second.shape());
  return read.has_rank() && read.rank() == 0 && producer < kScalarsAreScalars ? tf::PartialShape() : read;
}

Expected<GraphRequest::Input> InputOf(const proto::GraphDef& graph, const Body& body, const OpDefs& defs, const std::string& tensor,
                                      ByteBudget* budget) {
  GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(tensor));
  const int index = body.FindNode(ref.node);
  if (index < 0) return Error(StatusCode::kNotFound, "the graph has no node \"%s\" to be an input", std::string(ref.node).c_str());
  const proto::NodeDef& node = body.node(index);
  GC_ASSIGN_OR_RETURN(const std::vector<tf::DataType> types, ResultTypes(node, defs, budget));
  if (ref.index >= static_cast<int64_t>(types.size()))
    return Error(StatusCode::kNotFound, "node \"%s\" has %zu results, none is \"%s\"", node.name().c_str(), types.size(), tensor.c_str());
  return GraphRequest::Input{tensor, types[static_cast<size_t>(ref.index)], ShapeInGraph(node, ref.index, graph.versions().producer())};
}

std::vector<std::string> Placeholders(const proto::GraphDef& graph) {
  std::vector<std::string> names;
  for (const auto& node : graph.node())
    if (node.op() == "Placeholder") names.push_back(node.name());
  return names;
}

// Results that no node reads; not of constants and placeholders, which would be left over.
Expected<std::vector<std::string>> UnreadResults(const proto::GraphDef& graph, const OpDefs& defs, ByteBudget* budget) {
  std::set<std::string, std::less<>> read;
  for (const auto& node : graph.node()) {
    for (const std::string& input : node.input()) {
      GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(input));
      if (!ref.control) read.emplace(ref.node);
    }
  }
  std::vector<std::string> unread;
  for (const auto& node : graph.node()) {
    if (read.count(node.name()) > 0 || node.op() == "Const" || node.op().starts_with("Placeholder")) continue;
    if (node.op() == "NoOp" || node.op() == "Assert") continue;
    GC_ASSIGN_OR_RETURN(const std::vector<tf::DataType> types, ResultTypes(node, defs, budget));
    for (size_t i = 0; i < types.size(); ++i) unread.push_back(i == 0 ? node.name() : node.name() + ":" + std::to_string(i));
  }
  return unread;
}

Expected<GraphRequest> RequestFor(const proto::GraphDef& graph, const OpDefs& defs, const FrozenGraphOptions& options, ByteBudget* budget) {
  if (!options.input_shapes.empty() && options.input_shapes.size() != options.inputs.size())
    return Error(StatusCode::kInvalidArgument, "%zu input shapes for %zu inputs", options.input_shapes.size(), options.inputs.size());
  GC_ASSIGN_OR_RETURN(const Body body, Body::OfGraph(graph));
  GraphRequest request;
  request.name = "serving_default";
  const std::vector<std::string> inputs = options.inputs.empty() ? Placeholders(graph) : options.inputs;
  for (const std::string& input : inputs) {
    GC_ASSIGN_OR_RETURN(GraphRequest::Input found, InputOf(graph, body, defs, input, budget));
    if (!options.input_shapes.empty()) found.shape = options.input_shapes[request.inputs.size()];
    request.inputs.push_back(std::move(found));
  }
  request.outputs = options.outputs;
  if (request.outputs.empty()) {
    GC_ASSIGN_OR_RETURN(request.outputs, UnreadResults(graph, defs, budget));
    if (request.outputs.empty()) return Error(StatusCode::kInvalidModel, "the graph has no output: every result is read by a node");
  }
  return request;
}

}  // namespace

Expected<Program> ReadFrozenGraph(const std::string& file, const FrozenGraphOptions& options) {
  GC_RETURN_IF_ERROR(RefuseKerasFile(file));
  GC_ASSIGN_OR_RETURN(const proto::GraphDef graph, ParseGraph(file));
  const proto::OpList no_ops;
  const OpDefs defs(no_ops, graph.library());
  ByteBudget budget(options.max_bytes);
  GC_ASSIGN_OR_RETURN(const GraphRequest request, RequestFor(graph, defs, options, &budget));
  GraphReader reader(graph, defs, &budget);
  reader.SetSourceLines(SourceLines(graph.debug_info()));
  Program program;
  Signature& signature = program.signatures.emplace_back();
  signature.key = request.name;
  GC_ASSIGN_OR_RETURN(signature.graph, reader.Read(request));
  if (!reader.variables().empty())
    return Error(StatusCode::kInvalidModel, "the graph is not frozen: its variable \"%s\" has no value; convert the SavedModel instead",
                 reader.variables().front().node.c_str());
  for (const auto& input : request.inputs) signature.input_names.push_back(input.tensor.substr(0, input.tensor.find(":0")));
  for (const auto& output : request.outputs) signature.output_names.push_back(output.substr(0, output.find(":0")));
  GC_RETURN_IF_ERROR(FillTables(InitRequest(graph), "", &reader, &budget, &program));
  return program;
}

}  // namespace goldcrest::convert
