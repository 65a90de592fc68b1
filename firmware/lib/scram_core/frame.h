// The frame that goes up: what the button says, signed.
#pragma once

#include <cstdint>
#include <string_view>

#include "keys.h"

namespace scram {

/// No line in either direction is longer; what is longer is dropped by whoever reads it.
constexpr size_t kLineMaxChars = 160;

enum class FrameType : char { Boot = 'B', Heartbeat = 'H', Kill = 'K', Released = 'R', Fault = 'F' };

/// The level of the switch as the engine sees it.
enum class SwitchLevel : uint8_t { Closed = 0, Open = 1, Inconsistent = 2 };

struct Frame {
  uint32_t deviceId = 0;
  uint64_t counter = 0;
  FrameType type = FrameType::Heartbeat;
  SwitchLevel level = SwitchLevel::Closed;
  uint64_t uptimeMs = 0;  ///< sent modulo 2^32
  uint64_t edgeMs = 0;    ///< uptime at the throw, 0 without one; sent modulo 2^32
  uint64_t press = 0;     ///< 0: no throw that is still to be reported
  std::string_view resetReason;  ///< Boot frames only
  std::string_view version;      ///< Boot frames only
};

/// A frame as text. `body()` is what the mac covers, `line()` is both: USB sends the line, HTTP the body with the mac in
/// a header.
class SignedFrame {
 public:
  std::string_view line() const { return {text_, length_}; }
  std::string_view body() const { return {text_, length_ - kMacChars - 1}; }
  std::string_view mac() const { return {text_ + length_ - kMacChars, kMacChars}; }
  FrameType type() const { return type_; }
  uint64_t counter() const { return counter_; }

 private:
  friend bool signFrame(const Frame& frame, const DeviceKeys& keys, SignedFrame& out);

  char text_[kLineMaxChars] = {};
  size_t length_ = kMacChars + 1;
  FrameType type_ = FrameType::Heartbeat;
  uint64_t counter_ = 0;
};

/// False when the keys are not paired, or when a reset reason or version is so long that the line would not fit.
bool signFrame(const Frame& frame, const DeviceKeys& keys, SignedFrame& out);

}  // namespace scram
