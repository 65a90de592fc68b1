#include "http_request.h"

namespace scram {

size_t formatRequest(const SignedFrame& frame, std::string_view hostHeader, char* out, size_t capacity) {
  TextWriter writer(out, capacity);
  writer.text(frame.type() == FrameType::Kill ? "POST /kill HTTP/1.1\r\nHost: " : "POST /heartbeat HTTP/1.1\r\nHost: ");
  writer.text(hostHeader);
  writer.text("\r\nContent-Type: text/plain\r\nX-Kill-Token: v1.");
  writer.text(frame.mac());
  writer.text("\r\nContent-Length: ");
  writer.decimal(static_cast<uint32_t>(frame.body().size()));
  writer.text("\r\n\r\n");
  writer.text(frame.body());
  return writer.fits() ? writer.length() : 0;
}

}  // namespace scram
