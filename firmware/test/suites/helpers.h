// What several suites need: keys from the vectors, and an engine that answers.
#pragma once

#include <string>

#include "../../lib/scram_core/device.h"

namespace helpers {

constexpr uint32_t kDeviceId = 0x1a2b3c4d;

/// The secret of the vectors, 00 01 … 1f.
scram::DeviceKeys keys();

/// A reply line, signed as an engine signs it.
std::string reply(uint64_t acknowledged, char state, uint64_t highWater);

/// A frame taken apart again.
struct Sent {
  char type = '?';
  uint64_t counter = 0;
  int level = -1;
  uint64_t uptimeMs = 0;
  uint64_t edgeMs = 0;
  uint64_t press = 0;
  std::string body;
};
Sent takeApart(const scram::SignedFrame& frame);

}  // namespace helpers
