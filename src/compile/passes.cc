#include "compile/passes.h"

#include "compile/graph_util.h"

namespace goldcrest::compile {

Status RunPasses(Graph& graph) {
  using Pass = void (*)(Graph&);
  constexpr struct {
    const char* name;
    Pass pass;
  } kPasses[] = {{"FusePad", FusePad},
                 {"FuseSwish", FuseSwish},
                 {"FuseActivation", FuseActivation},
                 {"FuseResidualAdd", FuseResidualAdd},
                 {"FuseByteTables", FuseByteTables}};
  for (const auto& p : kPasses) {
    p.pass(graph);
    GC_RETURN_IF_ERROR(VerifyGraph(graph).At(std::string("after ") + p.name));
  }
  return Status::Ok();
}

}  // namespace goldcrest::compile
