// Time in the core: milliseconds since boot, always passed in, never read from a clock here.
#pragma once

#include <cstdint>

namespace scram {

/// 64 bits, so that nothing in the button ever sees the 49-day wrap; only the frame's text is modulo 2^32.
using UptimeMs = uint64_t;

constexpr UptimeMs kNever = UINT64_MAX;

}  // namespace scram
