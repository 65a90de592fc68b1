#include "reply.h"

namespace scram {
namespace {

// A1|dddddddd|cccccccccccccccc|s|hhhhhhhhhhhhhhhh|mmmmmmmmmmmmmmmmmmmmmm: every field has one width, so offsets suffice.
constexpr size_t kDeviceAt = 3;
constexpr size_t kCounterAt = kDeviceAt + 8 + 1;
constexpr size_t kStateAt = kCounterAt + 16 + 1;
constexpr size_t kHighWaterAt = kStateAt + 1 + 1;
constexpr size_t kMacAt = kHighWaterAt + 16 + 1;
constexpr size_t kReplyChars = kMacAt + kMacChars;

bool knownState(char c) { return c == 'A' || c == 'P' || c == 'D' || c == 'X' || c == 'U'; }

}  // namespace

bool parseReply(std::string_view line, uint32_t deviceId, const DeviceKeys& keys, Reply& out) {
  if (line.size() != kReplyChars || line.substr(0, kDeviceAt) != "A1|") return false;
  for (const size_t bar : {kCounterAt, kStateAt, kHighWaterAt, kMacAt}) {
    if (line[bar - 1] != '|') return false;
  }
  if (!keys.verifyDown(line.substr(0, kMacAt - 1), line.substr(kMacAt))) return false;

  uint64_t device = 0;
  Reply reply;
  if (!parseHex(line.substr(kDeviceAt, 8), device) || device != deviceId) return false;
  if (!parseHex(line.substr(kCounterAt, 16), reply.acknowledged)) return false;
  if (!knownState(line[kStateAt])) return false;
  if (!parseHex(line.substr(kHighWaterAt, 16), reply.highWater)) return false;
  reply.state = static_cast<EngineState>(line[kStateAt]);
  out = reply;
  return true;
}

}  // namespace scram
