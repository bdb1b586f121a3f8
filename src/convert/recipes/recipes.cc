#include "convert/recipes/recipes.h"

namespace goldcrest::convert {

std::vector<const Recipe*> AllRecipes() {
  std::vector<const Recipe*> all;
  for (std::span<const Recipe> family : {ArrayRecipes(), ExponentialRecipes(), SpecialRecipes(), TrigonometricRecipes()})
    for (const Recipe& recipe : family) all.push_back(&recipe);
  return all;
}

const Recipe* FindRecipe(std::string_view name) {
  for (const Recipe* recipe : AllRecipes())
    if (recipe->name == name) return recipe;
  return nullptr;
}

const Recipe* FindRecipeFor(std::string_view op) {
  for (const Recipe* recipe : AllRecipes())
    if (recipe->op == op) return recipe;
  return nullptr;
}

}  // namespace goldcrest::convert
