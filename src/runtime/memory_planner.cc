#include "runtime/memory_planner.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "base/aligned_buffer.h"

namespace goldcrest {
namespace {

size_t RoundUp(size_t n) { return (n + kAlignment - 1) & ~(kAlignment - 1); }

// Places the requests in `order`, each into the smallest gap that fits among those already placed and alive with it. Returns the
// arena's size.
size_t PlaceInOrder(const std::vector<MemoryRequest>& requests, const std::vector<int>& order, std::vector<size_t>& offsets) {
  std::vector<int> placed;  // by offset
  size_t arena = 0;
  for (int i : order) {
    const MemoryRequest& r = requests[i];
    const size_t size = RoundUp(r.bytes);
    size_t best = SIZE_MAX, best_gap = SIZE_MAX, end = 0;
    for (int p : placed) {
      const MemoryRequest& other = requests[p];
      if (other.last_step < r.first_step || other.first_step > r.last_step) continue;
      if (offsets[p] > end && offsets[p] - end >= size && offsets[p] - end < best_gap) {
        best = end;
        best_gap = offsets[p] - end;
      }
      end = std::max(end, offsets[p] + RoundUp(other.bytes));
    }
    offsets[i] = best == SIZE_MAX ? end : best;
    arena = std::max(arena, offsets[i] + size);
    const auto by_offset = [&](int a, int b) { return offsets[a] < offsets[b]; };
    placed.insert(std::upper_bound(placed.begin(), placed.end(), i, by_offset), i);
  }
  return arena;
}

// Bytes alive at each step.
std::vector<size_t> Breadths(const std::vector<MemoryRequest>& requests) {
  int last = 0;
  for (const MemoryRequest& r : requests) last = std::max(last, r.last_step);
  std::vector<size_t> breadth(static_cast<size_t>(last) + 1);
  for (const MemoryRequest& r : requests) {
    for (int s = r.first_step; s <= r.last_step; ++s) breadth[s] += RoundUp(r.bytes);
  }
  return breadth;
}

}  // namespace

MemoryLayout PlanMemory(std::vector<MemoryRequest>& requests) {
  MemoryLayout layout;
  if (requests.empty()) return layout;
  const std::vector<size_t> breadth = Breadths(requests);
  layout.lower_bound = *std::max_element(breadth.begin(), breadth.end());

  // The widest step each request takes part in: placing those first keeps the peak tight.
  std::vector<size_t> pressure(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    pressure[i] = *std::max_element(breadth.begin() + requests[i].first_step, breadth.begin() + requests[i].last_step + 1);
  }
  const auto largest = [&](int a, int b) { return requests[a].bytes > requests[b].bytes; };
  const auto most_pressed = [&](int a, int b) {
    return pressure[a] != pressure[b] ? pressure[a] > pressure[b] : requests[a].bytes > requests[b].bytes;
  };
  const auto earliest = [&](int a, int b) { return requests[a].first_step < requests[b].first_step; };
  const auto longest = [&](int a, int b) {
    const int la = requests[a].last_step - requests[a].first_step, lb = requests[b].last_step - requests[b].first_step;
    return la != lb ? la > lb : requests[a].bytes > requests[b].bytes;
  };

  layout.bytes = SIZE_MAX;
  std::vector<int> order(requests.size());
  std::vector<size_t> offsets(requests.size());
  const auto attempt = [&](const auto& before) {
    if (layout.bytes == layout.lower_bound) return;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), before);
    const size_t arena = PlaceInOrder(requests, order, offsets);
    if (arena >= layout.bytes) return;
    layout.bytes = arena;
    for (size_t i = 0; i < requests.size(); ++i) requests[i].offset = offsets[i];
  };
  attempt(largest);
  attempt(most_pressed);
  attempt(longest);
  attempt(earliest);
  return layout;
}

}  // namespace goldcrest
