// Small graphs for the converter's tests.
#ifndef GOLDCREST_SRC_CONVERT_TESTING_GRAPH_TEST_UTIL_H_
#define GOLDCREST_SRC_CONVERT_TESTING_GRAPH_TEST_UTIL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "convert/graph.h"
#include "convert/program.h"

namespace goldcrest::convert {

inline Value* AddTfNode(Graph& g, std::string op, std::string name, std::vector<Value*> inputs, tf::DataType type,
                        tf::PartialShape shape = tf::PartialShape::Scalar()) {
  Value* v = g.AddTf(std::move(op), std::move(name), std::move(inputs), {type}, nullptr)->output();
  v->shape = std::move(shape);
  return v;
}

// for (; i < 5; ++i) x = x + step, of scalars; i int32, x float32. `step` is made in the body by `make_step(body)`, which gets the body's
// third input where `extra` is given to the loop.
template <typename MakeStep>
Node* AddCountingLoop(Graph& g, Value* i, Value* x, Value* extra, MakeStep&& make_step) {
  const tf::PartialShape scalar = tf::PartialShape::Scalar();
  const auto make = [&](const char* name) {
    auto body = std::make_unique<Graph>();
    body->name = name;
    body->AddInput(tf::DataType::kInt32, scalar, "i");
    body->AddInput(tf::DataType::kFloat, scalar, "x");
    if (extra != nullptr) body->AddInput(extra->type, extra->shape, "extra");
    return body;
  };
  auto cond = make("cond");
  cond->outputs = {AddTfNode(*cond, "Less", "go_on", {cond->inputs[0], cond->AddConst(tf::Literal::Scalar<int32_t>(5), "five", nullptr)},
                             tf::DataType::kBool)};
  auto body = make("body");
  Value* one = body->AddConst(tf::Literal::Scalar<int32_t>(1), "one", nullptr);
  Value* next = AddTfNode(*body, "AddV2", "next", {body->inputs[0], one}, tf::DataType::kInt32);
  Value* step = make_step(*body);
  Value* sum = AddTfNode(*body, "AddV2", "sum", {body->inputs[1], step}, tf::DataType::kFloat);
  body->outputs = {next, sum};
  std::vector<Value*> inputs = {i, x};
  std::vector<tf::DataType> types = {tf::DataType::kInt32, tf::DataType::kFloat};
  if (extra != nullptr) {
    body->outputs.push_back(body->inputs[2]);
    inputs.push_back(extra);
    types.push_back(extra->type);
  }
  Node* loop = g.AddTf("StatelessWhile", "loop", inputs, types, nullptr);
  for (const auto& v : loop->outputs) v->shape = scalar;
  loop->bodies.push_back(std::move(cond));
  loop->bodies.push_back(std::move(body));
  return loop;
}

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_TESTING_GRAPH_TEST_UTIL_H_
