// Recipes: operators that the model format lacks, as combinations of some that it has. Used only where the caller asks (--fix, --replace):
// the result is equal up to rounding, but slower than an operator of its own would be.
//
// A recipe is a lowering rule (lower/lowering.h) under a name of its own. Rows stand in their family's table (exponential.cc, ...), and the
// table is named in recipes.cc.
#ifndef GOLDCREST_SRC_CONVERT_RECIPES_RECIPES_H_
#define GOLDCREST_SRC_CONVERT_RECIPES_RECIPES_H_

#include <span>
#include <string_view>
#include <vector>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

struct Recipe {
  std::string_view name;  // for --replace OPERATOR=NAME
  std::string_view op;    // the TensorFlow operator it replaces
  std::string_view what;  // for people: "log(x + sqrt(x*x + 1)), odd in x"
  int operators;          // how many it becomes
  Status (*lower)(Lowering& l);
};

// Null where there is none.
const Recipe* FindRecipe(std::string_view name);
const Recipe* FindRecipeFor(std::string_view op);  // the first of the operator
std::vector<const Recipe*> AllRecipes();

// The family tables.
std::span<const Recipe> ArrayRecipes();
std::span<const Recipe> ExponentialRecipes();
std::span<const Recipe> SpecialRecipes();
std::span<const Recipe> TrigonometricRecipes();

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_RECIPES_RECIPES_H_
