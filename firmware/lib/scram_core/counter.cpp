#include "counter.h"

namespace scram {

Counter::Counter(uint64_t storedEnd, uint64_t random) {
  const bool usable = storedEnd > 0 && storedEnd < kCeiling;
  next_ = usable ? storedEnd : random >> 2;
  // A press is named by its counter and 0 means "no press".
  if (next_ == 0) next_ = 1;
}

bool Counter::jumpAbove(uint64_t highWater) {
  if (highWater < next_ || highWater >= kCeiling) return false;
  next_ = highWater + 1;
  return true;
}

}  // namespace scram
