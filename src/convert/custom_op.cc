#include "convert/custom_op.h"

#include <flatbuffers/flexbuffers.h>

#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {
namespace {

void Put(const tf::PartialShape& shape, proto::TensorShapeProto* to) {
  to->set_unknown_rank(!shape.has_rank());
  for (int64_t d : shape.dims()) to->add_dim()->set_size(d);
}

void Put(const tf::Literal& literal, proto::TensorProto* to) {
  to->set_dtype(static_cast<int32_t>(literal.type()));
  Put(literal.shape(), to->mutable_tensor_shape());
  if (literal.type() == tf::DataType::kString) {
    for (const std::string& s : literal.strings()) to->add_string_val(s);
  } else {
    to->set_tensor_content(literal.bytes().data(), literal.bytes().size());
  }
}

struct PutAttr {
  proto::AttrValue* to;
  void operator()(const std::string& v) const { to->set_s(v); }
  void operator()(int64_t v) const { to->set_i(v); }
  void operator()(float v) const { to->set_f(v); }
  void operator()(bool v) const { to->set_b(v); }
  void operator()(tf::DataType v) const { to->set_type(static_cast<int32_t>(v)); }
  void operator()(const tf::PartialShape& v) const { Put(v, to->mutable_shape()); }
  void operator()(const tf::Literal& v) const { Put(v, to->mutable_tensor()); }
  void operator()(const tf::FunctionName& v) const { to->mutable_func()->set_name(v.name); }
  void operator()(const std::vector<std::string>& v) const {
    for (const std::string& e : v) to->mutable_list()->add_s(e);
    to->mutable_list();
  }
  void operator()(const std::vector<int64_t>& v) const {
    for (int64_t e : v) to->mutable_list()->add_i(e);
    to->mutable_list();
  }
  void operator()(const std::vector<float>& v) const {
    for (float e : v) to->mutable_list()->add_f(e);
    to->mutable_list();
  }
  void operator()(const std::vector<bool>& v) const {
    for (bool e : v) to->mutable_list()->add_b(e);
    to->mutable_list();
  }
  void operator()(const std::vector<tf::DataType>& v) const {
    for (tf::DataType e : v) to->mutable_list()->add_type(static_cast<int32_t>(e));
    to->mutable_list();
  }
  void operator()(const std::vector<tf::PartialShape>& v) const {
    for (const tf::PartialShape& e : v) Put(e, to->mutable_list()->add_shape());
    to->mutable_list();
  }
  void operator()(const std::vector<tf::Literal>& v) const {
    for (const tf::Literal& e : v) Put(e, to->mutable_list()->add_tensor());
    to->mutable_list();
  }
  void operator()(const std::vector<tf::FunctionName>& v) const {
    for (const tf::FunctionName& e : v) to->mutable_list()->add_func()->set_name(e.name);
    to->mutable_list();
  }
};

std::string NodeDefOf(const Node& node) {
  proto::NodeDef def;
  def.set_name(node.name);
  def.set_op(node.op);
  for (const Value* v : node.inputs) def.add_input(v->producer->name + (v->index > 0 ? ":" + std::to_string(v->index) : ""));
  for (const auto& [name, value] : node.attrs.values())
    if (name[0] != '_') std::visit(PutAttr{&(*def.mutable_attr())[name]}, value);
  return def.SerializeAsString();
}

struct PutFlex {
  flexbuffers::Builder& to;
  const char* name;
  void operator()(const std::string& v) const { to.String(name, v); }
  void operator()(int64_t v) const { to.Int(name, v); }
  void operator()(float v) const { to.Float(name, v); }
  void operator()(bool v) const { to.Bool(name, v); }
  void operator()(tf::DataType v) const { to.Int(name, static_cast<int64_t>(v)); }
  void operator()(const std::vector<int64_t>& v) const {
    List(v, [&](int64_t e) { to.Int(e); });
  }
  void operator()(const std::vector<float>& v) const {
    List(v, [&](float e) { to.Float(e); });
  }
  void operator()(const std::vector<std::string>& v) const {
    List(v, [&](const std::string& e) { to.String(e); });
  }
  template <typename T>
  void operator()(const T&) const {}

 private:
  template <typename T, typename F>
  void List(const std::vector<T>& v, F&& put) const {
    const size_t start = to.StartVector(name);
    for (const T& e : v) put(e);
    to.EndVector(start, false, false);
  }
};

void Become(Node& node, std::string code, std::vector<uint8_t> options) {
  node.kind = NodeKind::kCustom;
  node.builtin = BuiltinOperator::kCustom;
  node.op = std::move(code);
  node.custom_options = std::move(options);
}

}  // namespace

std::vector<uint8_t> SelectOptions(const Node& node) {
  flexbuffers::Builder builder;
  builder.Vector([&] {
    builder.String(node.op);
    builder.String(NodeDefOf(node));
  });
  builder.Finish();
  return builder.GetBuffer();
}

std::vector<uint8_t> CustomOptions(const Node& node) {
  flexbuffers::Builder builder;
  builder.Map([&] {
    for (const auto& [name, value] : node.attrs.values())
      if (name[0] != '_') std::visit(PutFlex{builder, name.c_str()}, value);
  });
  builder.Finish();
  return builder.GetBuffer();
}

void MakeSelectOp(Node& node) { Become(node, "Flex" + node.op, SelectOptions(node)); }

void MakeCustomOp(Node& node) { Become(node, node.op, CustomOptions(node)); }

}  // namespace goldcrest::convert
