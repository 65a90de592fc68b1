#include "reply.h"

namespace scram {
namespace {

// A1|dddddddd|cccccccccccccccc|s|hhhhhhhhhhhhhhhh|mmmmmmmmmmmmmmmmmmmmmm: every field has one width, so offsets suffice.
struct ReplyLayout {
  static constexpr size_t kDeviceAt = 3;
  static constexpr size_t kCounterAt = kDeviceAt + 8 + 1;
  static constexpr size_t kStateAt = kCounterAt + 16 + 1;
  static constexpr size_t kHighWaterAt = kStateAt + 1 + 1;
  static constexpr size_t kMacAt = kHighWaterAt + 16 + 1;
  static constexpr size_t kChars = kMacAt + kMacChars;
};

bool knownState(char c) { return c == 'A' || c == 'P' || c == 'D' || c == 'X' || c == 'U'; }

}  // namespace

bool parseReply(std::string_view line, uint32_t deviceId, const DeviceKeys& keys, Reply& out) {
  using At = ReplyLayout;
  if (line.size() != At::kChars || line.substr(0, At::kDeviceAt) != "A1|") return false;
  for (const size_t bar : {At::kCounterAt, At::kStateAt, At::kHighWaterAt, At::kMacAt}) {
    if (line[bar - 1] != '|') return false;
  }
  if (!keys.verifyDown(line.substr(0, At::kMacAt - 1), line.substr(At::kMacAt))) return false;

  uint64_t device = 0;
  Reply reply;
  if (!parseHex(line.substr(At::kDeviceAt, 8), device) || device != deviceId) return false;
  if (!parseHex(line.substr(At::kCounterAt, 16), reply.acknowledged)) return false;
  if (!knownState(line[At::kStateAt])) return false;
  if (!parseHex(line.substr(At::kHighWaterAt, 16), reply.highWater)) return false;
  reply.state = static_cast<EngineState>(line[At::kStateAt]);
  out = reply;
  return true;
}

}  // namespace scram
