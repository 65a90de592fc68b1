// The answer that comes down: what the engine says of itself, signed.
#pragma once

#include <cstdint>
#include <string_view>

#include "keys.h"

namespace scram {

enum class EngineState : char { Armed = 'A', Processing = 'P', Killed = 'D', Fault = 'X', Paused = 'U' };

struct Reply {
  uint64_t acknowledged = 0;  ///< counter of the frame that this answers
  EngineState state = EngineState::Fault;
  uint64_t highWater = 0;  ///< the highest counter that this engine has accepted from this device
};

/// Reads `A1|<dev>|<ack ctr>|<st>|<hw>|<mac>` without a line end. False for anything that isn't exactly that, signed for
/// this device: a reader never has to ask why, because nothing unsigned may change what is shown.
bool parseReply(std::string_view line, uint32_t deviceId, const DeviceKeys& keys, Reply& out);

}  // namespace scram
