#include "frame.h"

namespace scram {

bool signFrame(const Frame& frame, const DeviceKeys& keys, SignedFrame& out) {
  if (!keys.paired()) return false;

  TextWriter writer(out.text_, sizeof out.text_);
  writer.text("S1|");
  writer.hex(frame.deviceId, 8);
  writer.character('|');
  writer.hex(frame.counter, 16);
  writer.character('|');
  writer.character(static_cast<char>(frame.type));
  writer.character('|');
  writer.hex(static_cast<uint64_t>(frame.level), 1);
  writer.character('|');
  writer.hex(frame.uptimeMs, 8);
  writer.character('|');
  writer.hex(frame.edgeMs, 8);
  writer.character('|');
  writer.hex(frame.press, 16);
  if (frame.type == FrameType::Boot) {
    writer.character('|');
    writer.text(frame.resetReason);
    writer.character('|');
    writer.text(frame.version);
  }

  char mac[kMacChars];
  keys.signUp(writer.view(), mac);
  writer.character('|');
  writer.text({mac, kMacChars});
  if (!writer.fits()) return false;

  out.length_ = writer.length();
  out.type_ = frame.type;
  out.counter_ = frame.counter;
  return true;
}

}  // namespace scram
